namespace Chronote.Discord.Gateway;

/// <summary>
/// Who is in which voice channel, and what members are called. Changed by the gateway's lane, read by anybody.
/// </summary>
internal sealed class VoicePresence : IVoicePresence
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Snowflake, Guild> _guilds = [];

    private sealed class Guild
    {
        public Dictionary<Snowflake, Snowflake> Channels { get; } = [];

        public Dictionary<Snowflake, VoiceMember> Members { get; } = [];
    }

    public IReadOnlyCollection<VoiceMember> In(Snowflake guild, Snowflake channel)
    {
        lock (_gate)
            return _guilds.TryGetValue(guild, out var of) ? [.. of.Channels.Where(state => state.Value == channel).Select(state => Member(of, state.Key))] : [];
    }

    public Snowflake? ChannelOf(Snowflake guild, Snowflake user)
    {
        lock (_gate)
            return _guilds.TryGetValue(guild, out var of) && of.Channels.TryGetValue(user, out var channel) ? channel : null;
    }

    public string? NameOf(Snowflake guild, Snowflake user)
    {
        lock (_gate)
            return _guilds.TryGetValue(guild, out var of) && of.Members.TryGetValue(user, out var member) ? member.Name : null;
    }

    public bool Knows(Snowflake guild)
    {
        lock (_gate)
            return _guilds.ContainsKey(guild);
    }

    /// <summary>The whole of a guild: whoever is not in it has left meanwhile.</summary>
    public IReadOnlyList<GatewayEvent.VoiceMoved> Set(GatewayMessage.GuildCreate guild)
    {
        lock (_gate)
        {
            var of = Of(guild.Guild);
            if (of is null)
                return [];
            foreach (var member in guild.Members)
                Remember(of, member);
            var moved = new List<GatewayEvent.VoiceMoved>();
            var present = guild.States.Where(state => state.Channel is not null).Select(state => state.User).ToHashSet();
            foreach (var user in of.Channels.Keys.Where(user => !present.Contains(user)).ToList())
                Move(of, new GatewayMessage.VoiceState(guild.Guild, user, null, "", null), moved);
            foreach (var state in guild.States)
                Move(of, state, moved);
            return moved;
        }
    }

    public IReadOnlyList<GatewayEvent.VoiceMoved> Set(GatewayMessage.VoiceState state)
    {
        lock (_gate)
        {
            var moved = new List<GatewayEvent.VoiceMoved>();
            if (Of(state.Guild) is { } of)
                Move(of, state, moved);
            return moved;
        }
    }

    public void Remove(Snowflake guild)
    {
        lock (_gate)
            _guilds.Remove(guild);
    }

    private Guild? Of(Snowflake guild)
    {
        if (!_guilds.TryGetValue(guild, out var of) && _guilds.Count < GatewayLimits.GuildsMax)
            _guilds[guild] = of = new Guild();
        return of;
    }

    private static void Remember(Guild of, VoiceMember member)
    {
        if (of.Members.Count < GatewayLimits.MembersPerGuildMax || of.Members.ContainsKey(member.User))
            of.Members[member.User] = member;
    }

    private static VoiceMember Member(Guild of, Snowflake user) => of.Members.TryGetValue(user, out var member) ? member : new VoiceMember(user, user.ToString(), false);

    private static void Move(Guild of, GatewayMessage.VoiceState state, List<GatewayEvent.VoiceMoved> moved)
    {
        if (state.Member is { } member)
            Remember(of, member);
        Snowflake? from = of.Channels.TryGetValue(state.User, out var before) ? before : null;
        if (state.Channel is not { } to)
            of.Channels.Remove(state.User);
        else if (from is not null || of.Channels.Count < GatewayLimits.MembersPerGuildMax)
            of.Channels[state.User] = to;
        if (from != state.Channel)
            moved.Add(new GatewayEvent.VoiceMoved(state.Guild, Member(of, state.User), from, state.Channel));
    }
}
