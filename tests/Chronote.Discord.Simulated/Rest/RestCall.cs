using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Rest;

/// <summary>A REST call that was made.</summary>
/// <param name="Path">Below <c>/api/v10</c>, such as <c>/channels/1/messages</c>.</param>
/// <param name="Body">Null without one; for multipart its <c>payload_json</c>.</param>
/// <param name="Status">What it was answered.</param>
/// <param name="At">By <see cref="TimeProvider.GetTimestamp"/>.</param>
public sealed record RestCall(string Method, string Path, string Query, JsonNode? Body, IReadOnlyList<SimulatedFile> Files, int Status, long At);

/// <summary>What a route answers: a body, none (204), or an error with Discord's own code.</summary>
internal sealed record RestReply(int Status, JsonNode? Body = null)
{
    public static RestReply Ok(JsonNode body) => new(200, body);

    public static RestReply Nothing { get; } = new(204);

    public static RestReply Error(int status, int code, string message) => new(status, new JsonObject { ["message"] = message, ["code"] = code });

    public static RestReply UnknownChannel => Error(404, 10003, "Unknown Channel");
    public static RestReply UnknownGuild => Error(404, 10004, "Unknown Guild");
    public static RestReply UnknownMember => Error(404, 10007, "Unknown Member");
    public static RestReply UnknownMessage => Error(404, 10008, "Unknown Message");
    public static RestReply UnknownWebhook => Error(404, 10015, "Unknown Webhook");
    public static RestReply UnknownInteraction => Error(404, 10062, "Unknown interaction");
    public static RestReply MissingAccess => Error(403, 50001, "Missing Access");
    public static RestReply MissingPermissions => Error(403, 50013, "Missing Permissions");
}

/// <summary>A question to a route.</summary>
internal sealed record RestQuestion(string[] Path, IReadOnlyDictionary<string, string> Query, JsonObject Body, JsonNode? RawBody, IReadOnlyList<SimulatedFile> Files)
{
    public ulong Id(int segment) => ulong.TryParse(Path[segment], out var id) ? id : 0;
}
