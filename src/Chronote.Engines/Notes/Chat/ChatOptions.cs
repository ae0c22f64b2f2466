namespace Chronote.Engines.Notes.Chat;

/// <summary>Section <c>Notes:OpenAI</c>: any server that speaks OpenAI's <c>/v1/chat/completions</c>.</summary>
/// <remarks>A class and no record: a record would print its key whenever somebody logs it.</remarks>
public sealed class ChatOptions
{
    /// <summary>Where the interface begins, without <c>/chat/completions</c>. Default <c>https://api.openai.com/v1</c>.</summary>
    public string BaseUrl { get; init; } = "https://api.openai.com/v1";

    /// <summary>Sent as bearer token; never logged and never part of a message. Default none: a server on this machine needs
    /// none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The model's name as the server knows it. Default <c>gpt-4o-mini</c>.</summary>
    public string Model { get; init; } = "gpt-4o-mini";

    /// <summary>Sampling temperature, 0 to 2. Default 0.2: close to the text.</summary>
    public double Temperature { get; init; } = 0.2;

    /// <summary>Transcript sent in one request, in estimated tokens: 1,000 to 1,000,000. Default 12,000.</summary>
    /// <remarks>With the answer it fits the 16,000 of common local models. Longer transcripts are cut to their most telling sentences, and
    /// the model is told so.</remarks>
    public int InputTokensMax { get; init; } = 12_000;

    /// <summary>Tokens the answer may have: 200 to 32,000. Default 2,000.</summary>
    public int AnswerTokensMax { get; init; } = 2_000;

    /// <summary>How long one request may take: 1 s to 5 min. Default 2 min.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromMinutes(2);

    internal IEnumerable<string> Check(string section) =>
    [
        .. Bounds.HttpAddress($"{section}:BaseUrl", BaseUrl),
        .. Bounds.Key($"{section}:ApiKey", ApiKey),
        .. Bounds.Filled($"{section}:Model", Model),
        .. Bounds.Between<double>($"{section}:Temperature", Temperature, 0, 2),
        .. Bounds.Between<int>($"{section}:InputTokensMax", InputTokensMax, 1_000, 1_000_000),
        .. Bounds.Between<int>($"{section}:AnswerTokensMax", AnswerTokensMax, 200, 32_000),
        .. Bounds.Between<TimeSpan>($"{section}:TimeMax", TimeMax, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
    ];
}
