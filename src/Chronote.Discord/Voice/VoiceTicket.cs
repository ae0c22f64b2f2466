namespace Chronote.Discord.Voice;

/// <summary>What the main gateway gave for one voice session. Good for that one alone.</summary>
internal sealed record VoiceTicket(Snowflake Guild, Snowflake Channel, string SessionId, string Token, string Endpoint)
{
    public override string ToString() => $"VoiceTicket {{ Guild = {Guild}, Channel = {Channel}, Endpoint = {Endpoint} }}";
}
