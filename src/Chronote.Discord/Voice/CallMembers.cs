namespace Chronote.Discord.Voice;

/// <summary>Users of a voice session by op 11 and op 13, ourselves not included.</summary>
internal sealed class CallMembers(Snowflake self)
{
    private readonly HashSet<Snowflake> _users = [];

    public Snowflake Self { get; } = self;

    public IReadOnlySet<Snowflake> Users => _users;

    /// <returns>False when already there, ourselves, or one too many.</returns>
    public bool Join(Snowflake user) => user != Self && _users.Count < VoiceLimits.UsersMax && _users.Add(user);

    public bool Leave(Snowflake user) => _users.Remove(user);
}
