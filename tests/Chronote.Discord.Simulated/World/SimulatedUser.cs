namespace Chronote.Discord.Simulated.World;

/// <summary>A person or a bot with an account.</summary>
public sealed record SimulatedUser(ulong Id, string Name, bool IsBot)
{
    /// <summary>The display name; null for an account that has none.</summary>
    public string? DisplayName { get; init; }
}

/// <summary>A user in a guild.</summary>
public sealed class SimulatedMember(SimulatedUser user)
{
    public SimulatedUser User { get; } = user;

    public string? Nickname { get; internal set; }

    public List<ulong> Roles { get; } = [];
}

/// <summary>Where a user is, as VOICE_STATE_UPDATE says.</summary>
/// <param name="Session">Of the voice session that goes with it.</param>
public sealed record VoiceState(ulong User, ulong? Channel, string Session, bool SelfMute, bool SelfDeaf);
