namespace Chronote.Discord.Rest;

/// <summary>One REST call before it is sent.</summary>
/// <param name="Path">Below the version, without a leading slash.</param>
/// <param name="Route">The path for counting: without ids that don't matter, and without secrets.</param>
/// <param name="Json">The body; null for none.</param>
internal sealed record RestCall(HttpMethod Method, string Path, string Route, byte[]? Json = null)
{
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Doing it twice is as good as once, so that a lost answer may be asked for again.</summary>
    public bool IsRepeatable { get; init; } = Method != HttpMethod.Post;

    /// <summary>Interactions carry their own token, and the limit over all does not count them.</summary>
    public bool IsInteraction { get; init; }

    public TimeSpan? AnswerWithin { get; init; }

    public HttpRequestMessage Request(Uri root, string token, string userAgent)
    {
        var request = new HttpRequestMessage(Method, new Uri(root, Path));
        if (!IsInteraction)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bot {token}");
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (Json is null)
            return request;
        var json = new ByteArrayContent(Json) { Headers = { ContentType = new("application/json") } };
        if (Attachments.Count == 0)
        {
            request.Content = json;
            return request;
        }

        var form = new MultipartFormDataContent { { json, "payload_json" } };
        for (var file = 0; file < Attachments.Count; file++)
        {
            var attachment = Attachments[file];
            var body = new ReadOnlyMemoryContent(attachment.Body);
            body.Headers.TryAddWithoutValidation("Content-Type", attachment.MediaType);
            form.Add(body, $"files[{file}]", attachment.FileName);
        }

        request.Content = form;
        return request;
    }
}
