namespace Chronote.Discord.Simulated.World;

/// <summary>A server of Discord with channels and members.</summary>
public sealed class SimulatedGuild
{
    private readonly SimulatedDiscord discord;
    private readonly List<SimulatedChannel> channels = [];
    private readonly Dictionary<ulong, SimulatedMember> members = [];
    private readonly Dictionary<ulong, VoiceState> voice = [];
    private readonly List<SimulatedRole> roles = [];

    internal SimulatedGuild(SimulatedDiscord discord, ulong id, string name)
    {
        this.discord = discord;
        Id = id;
        Name = name;
        roles.Add(new SimulatedRole(id, "@everyone", Permission.Usual));
        Owner = AddMember(name + "'s owner");
        Add(discord.Bot);
    }

    public ulong Id { get; }
    public string Name { get; }
    public SimulatedUser Owner { get; }

    /// <summary>The bot's membership: its nickname and roles.</summary>
    public SimulatedMember BotMember => Member(discord.Bot.Id)!;

    public IReadOnlyList<SimulatedChannel> Channels => Locked(() => channels.ToList());
    public IReadOnlyList<SimulatedMember> Members => Locked(() => members.Values.ToList());
    public IReadOnlyList<SimulatedRole> Roles => Locked(() => roles.ToList());

    /// <summary>Who is in which channel now.</summary>
    public IReadOnlyList<VoiceState> VoiceStates => Locked(() => voice.Values.ToList());

    public SimulatedChannel AddVoiceChannel(string name, int userLimit = 0) => AddChannel(name, true, userLimit);

    public SimulatedChannel AddTextChannel(string name) => AddChannel(name, false, 0);

    public SimulatedUser AddMember(string name, bool isBot = false, string? nickname = null, string? displayName = null)
    {
        var user = new SimulatedUser(discord.Ids.Next(), name, isBot) { DisplayName = displayName };
        Add(user, nickname);
        return user;
    }

    public void Add(SimulatedUser user, string? nickname = null) => Locked(() => members.TryAdd(user.Id, new SimulatedMember(user) { Nickname = nickname }));

    public SimulatedMember? Member(ulong user) => Locked(() => members.GetValueOrDefault(user));

    public VoiceState? VoiceStateOf(ulong user) => Locked(() => voice.GetValueOrDefault(user));

    /// <summary>What everybody may; a role of more for some.</summary>
    public void SetEveryone(Permission permissions) => Locked(() => roles[0] = roles[0] with { Permissions = permissions });

    public SimulatedRole AddRole(string name, Permission permissions, params ulong[] holders) => Locked(() =>
    {
        var role = new SimulatedRole(discord.Ids.Next(), name, permissions);
        roles.Add(role);
        foreach (var holder in holders) members[holder].Roles.Add(role.Id);
        return role;
    });

    /// <summary>What a member may in a channel, or (null) in the guild: roles, then overwrites of everybody, of roles, of the member.</summary>
    public Permission PermissionsOf(ulong user, SimulatedChannel? channel = null) => Locked(() =>
    {
        if (user == Owner.Id) return Permission.All;
        if (!members.TryGetValue(user, out var member)) return Permission.None;
        var may = roles[0].Permissions;
        foreach (var role in roles.Where(role => member.Roles.Contains(role.Id))) may |= role.Permissions;
        if (may.HasFlag(Permission.Administrator)) return Permission.All;
        if (channel is null) return may;
        may = Apply(may, channel.Overwrites.Where(overwrite => overwrite.Target == Id));
        may = Apply(may, channel.Overwrites.Where(overwrite => overwrite.IsRole && overwrite.Target != Id && member.Roles.Contains(overwrite.Target)));
        return Apply(may, channel.Overwrites.Where(overwrite => !overwrite.IsRole && overwrite.Target == user));
    });

    internal void SetVoice(VoiceState state) => Locked(() =>
    {
        if (state.Channel is null) voice.Remove(state.User);
        else voice[state.User] = state;
        return 0;
    });

    private static Permission Apply(Permission may, IEnumerable<Overwrite> overwrites)
    {
        var all = overwrites.ToList();
        foreach (var overwrite in all) may &= ~overwrite.Deny;
        foreach (var overwrite in all) may |= overwrite.Allow;
        return may;
    }

    private SimulatedChannel AddChannel(string name, bool isVoice, int userLimit) => Locked(() =>
    {
        var channel = new SimulatedChannel(this, discord.Ids.Next(), name, isVoice) { UserLimit = userLimit };
        channels.Add(channel);
        return channel;
    });

    private T Locked<T>(Func<T> read)
    {
        lock (discord.Gate) return read();
    }
}
