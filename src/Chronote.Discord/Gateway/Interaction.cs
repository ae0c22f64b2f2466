using System.Text.Json;

namespace Chronote.Discord.Gateway;

/// <summary>A slash command or a button that somebody used (INTERACTION_CREATE). To be answered within 3 s; its token is good for 15 min.</summary>
/// <param name="Token">A secret: never logged.</param>
/// <param name="Permissions">Of the member in the channel, as Discord computed them.</param>
/// <param name="Command">Name and sub-command joined by a blank, such as <c>record start</c>; for a button its custom id.</param>
/// <param name="Options">Of the sub-command, by name.</param>
public sealed record Interaction(
    Snowflake Id, string Token, Snowflake Application, Snowflake Guild, Snowflake Channel, VoiceMember Member, ulong Permissions, InteractionKind Kind,
    string Command, IReadOnlyDictionary<string, JsonElement> Options, string Locale)
{
    public override string ToString() => $"{Kind} {Command} ({Id}) by {Member.User} in {Guild}";
}

public enum InteractionKind { Command, Button }
