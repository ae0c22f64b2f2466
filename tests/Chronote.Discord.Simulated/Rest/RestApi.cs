using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.World;
using Microsoft.AspNetCore.Http;

namespace Chronote.Discord.Simulated.Rest;

/// <summary>The REST API v10, as far as a recording bot needs it: authorization, rate limits, troubles, and the list of calls made.</summary>
public sealed class RestApi
{
    private readonly SimulatedDiscord discord;
    private readonly RestRoutes routes;
    private readonly List<RestCall> calls = [];

    internal RestApi(SimulatedDiscord discord)
    {
        this.discord = discord;
        routes = new RestRoutes(discord);
        Troubles = new RestTroubles(discord.Options.Time, discord.Options.BucketCalls, discord.Options.BucketWindow);
    }

    public RestTroubles Troubles { get; }

    /// <summary>Every call so far, also refused ones.</summary>
    public IReadOnlyList<RestCall> Calls
    {
        get
        {
            lock (calls) return [.. calls];
        }
    }

    /// <summary>The slash commands registered last: of a guild, or (null) everywhere.</summary>
    public JsonArray? Commands(ulong? guild = null) => routes.Commands(guild);

    internal async Task Serve(HttpContext http)
    {
        var path = Below(http.Request.Path.Value ?? "/");
        var call = http.Request.Method + " " + path;
        var question = await Read(http.Request, path);
        var trouble = Troubles.Take(call);
        if (trouble is RestTrouble.Late late) await Task.Delay(late.By, discord.Options.Time, http.RequestAborted);
        var bucket = Bucket(http.Request.Method, question.Path);
        var state = Troubles.Count(bucket);
        var isLimited = trouble is RestTrouble.Limited || (state.IsEmpty && question.Path[0] is not ("interactions" or "webhooks"));
        var reply = trouble switch
        {
            RestTrouble.Failed failed => new RestReply(failed.Status),
            RestTrouble.Refused refused => RestReply.Error(refused.Status, refused.Code, refused.Message),
            RestTrouble.Broken { AfterDoing: false } => new RestReply(0),
            _ when isLimited => Limited(http, trouble as RestTrouble.Limited, state),
            _ => IsAllowed(http, question) ? routes.Answer(http.Request.Method, question) : RestReply.Error(401, 0, "401: Unauthorized"),
        };
        var at = discord.Options.Time.GetTimestamp();
        lock (calls) calls.Add(new RestCall(http.Request.Method, path, http.Request.QueryString.Value ?? "", question.RawBody, question.Files, reply.Status, at));
        discord.Bulletin.Changed();
        if (trouble is RestTrouble.Broken) http.Abort();
        else await Write(http, reply, bucket, state, isHtml: trouble is RestTrouble.Failed);
    }

    private static string Below(string path) =>
        path.StartsWith("/api/v10/", StringComparison.Ordinal) ? path["/api/v10".Length..] : path.StartsWith("/api/", StringComparison.Ordinal) ? path[4..] : path;

    // Interactions and webhooks prove themselves by the token in their path.
    private bool IsAllowed(HttpContext http, RestQuestion question) => question.Path[0] is "interactions" or "webhooks" || http.Request.Headers.Authorization == "Bot " + discord.Token;

    private static RestReply Limited(HttpContext http, RestTrouble.Limited? ordered, BucketState state)
    {
        var wait = ordered?.RetryAfter ?? state.ResetAfter;
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-RateLimit-Scope"] = ordered?.IsGlobal == true ? "global" : "user";
        if (ordered?.IsGlobal == true) http.Response.Headers["X-RateLimit-Global"] = "true";
        return new RestReply(429, new JsonObject { ["message"] = "You are being rate limited.", ["retry_after"] = wait.TotalSeconds, ["global"] = ordered?.IsGlobal == true });
    }

    private static async Task Write(HttpContext http, RestReply reply, string bucket, BucketState state, bool isHtml)
    {
        var headers = http.Response.Headers;
        headers["X-RateLimit-Bucket"] = bucket;
        headers["X-RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Left.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset-After"] = state.ResetAfter.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = (state.Reset.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
        http.Response.StatusCode = reply.Status;
        if (isHtml)
        {
            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<html>bad gateway</html>");
        }
        else if (reply.Body is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(reply.Body.ToJsonString());
        }
    }

    // Routes share a limit per channel, guild or webhook, as Discord's do.
    private static string Bucket(string method, string[] path) =>
        method + ":" + string.Join('/', path.Select((part, index) => index > 1 && ulong.TryParse(part, out _) ? "id" : part));

    private static async Task<RestQuestion> Read(HttpRequest request, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) parts = [""];
        var query = request.Query.ToDictionary(entry => entry.Key, entry => entry.Value.ToString());
        var files = new List<SimulatedFile>();
        JsonNode? body = null;
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            if (form.TryGetValue("payload_json", out var json)) body = JsonNode.Parse(json.ToString());
            foreach (var file in form.Files)
            {
                using var bytes = new MemoryStream();
                await file.CopyToAsync(bytes);
                files.Add(new SimulatedFile(file.FileName, file.ContentType ?? "", bytes.ToArray()));
            }
        }
        else
        {
            using var reader = new StreamReader(request.Body);
            var text = await reader.ReadToEndAsync();
            body = text.Length == 0 ? null : Parsed(text);
        }
        return new RestQuestion(parts, query, body as JsonObject ?? [], body, files);
    }

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
