namespace Chronote.Engines.OpenAi;

/// <summary>Section <c>Transcription:OpenAI</c>: any server that speaks OpenAI's <c>/v1/audio/transcriptions</c>.</summary>
/// <remarks>A class and no record: a record would print its key whenever somebody logs it.</remarks>
public sealed class OpenAiOptions
{
    /// <summary>Where the interface begins, without <c>/audio/transcriptions</c>. Default <c>https://api.openai.com/v1</c>.</summary>
    public string BaseUrl { get; init; } = "https://api.openai.com/v1";

    /// <summary>Sent as bearer token; never logged and never part of a message. Default none: a server on this machine needs
    /// none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The model's name as the server knows it. Default <c>whisper-1</c>, which gives times for every segment.</summary>
    public string Model { get; init; } = "whisper-1";

    /// <summary>Sampling temperature, 0 to 1. Default 0: the same audio gives the same text.</summary>
    public double Temperature { get; init; }

    /// <summary><c>ogg</c> uploads the recorded Opus as it is; <c>wav</c> uploads 16 kHz mono. Default ogg.</summary>
    /// <remarks>Ogg is an eighth of the bytes; whisper.cpp's server without <c>--convert</c> reads only WAV.</remarks>
    public string Audio { get; init; } = "ogg";

    /// <summary><c>verbose_json</c> (text with times) or <c>json</c> (text alone). Default verbose_json, and json once the server refused
    /// it.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary>How long one request may take, from connecting to the last byte of the answer: 1 s to 5 min. Default 2 min.</summary>
    /// <remarks>Two minutes of audio on a slow local server take about one minute; a request is never allowed to outlive its
    /// grant.</remarks>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromMinutes(2);

    internal IEnumerable<string> Check(string section) =>
    [
        .. Bounds.HttpAddress($"{section}:BaseUrl", BaseUrl),
        .. Bounds.Key($"{section}:ApiKey", ApiKey),
        .. Bounds.Filled($"{section}:Model", Model),
        .. Bounds.Between<double>($"{section}:Temperature", Temperature, 0, 1),
        .. Bounds.OneOf($"{section}:Audio", Audio, "ogg", "wav"),
        .. Bounds.OneOf($"{section}:ResponseFormat", ResponseFormat, "verbose_json", "json"),
        .. Bounds.Between<TimeSpan>($"{section}:TimeMax", TimeMax, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
    ];
}
