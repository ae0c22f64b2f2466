using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;
using Microsoft.Extensions.Logging;

namespace Chronote.Engines.OpenAi;

/// <summary>Any server that speaks OpenAI's <c>/audio/transcriptions</c>: hosted, or on this machine.</summary>
public sealed class OpenAiEngine(
    OpenAiOptions options, string? defaultLanguage, HttpClient http, TimeProvider time, ILogger<OpenAiEngine> logger) : ITranscriptionEngine
{
    private const string Timed = "verbose_json";
    private const string Untimed = "json";

    private readonly OpenAiCall call = new(options.BaseUrl, options.ApiKey, options.TimeMax, http, time, logger);

    // What the server understands is learned once per process; two calls that learn it at the same time learn the same.
    private volatile string format = options.ResponseFormat ?? Timed;

    public EngineLabel Label { get; } = new(EngineNames.OpenAi, options.Model, Quality: null);

    public async Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (UnitDecoding.Decode(request.OggOpus, out var sound) is { } unusable) return unusable;
        var asked = format;
        using var form = TranscriptionForm.Build(options.Audio == "wav" ? sound.WavBytes() : request.OggOpus, options.Audio,
        [
            ("model", options.Model),
            ("response_format", asked),
            ("temperature", TranscriptionForm.Number(options.Temperature)),
            ("language", LanguageTag.Primary(request.Language ?? defaultLanguage)),
            ("prompt", ExpectedText.Prompt(request)),
        ]);
        return await call.Post("audio/transcriptions", form, cancellation) switch
        {
            CallOutcome.Json answer when TranscriptionJson.Read(answer.Body, sound) is { } text
                => text with { Language = text.Language ?? LanguageTag.Primary(request.Language ?? defaultLanguage) },
            CallOutcome.Json => new EngineAnswer.Theirs("The engine's answer is no transcription.", null),
            CallOutcome.Theirs theirs => new EngineAnswer.Theirs(theirs.Message, theirs.RetryAfter, theirs.RateLimited),
            CallOutcome.Ours ours => new EngineAnswer.Ours(ours.Message),
            CallOutcome.Refused refused when asked == Timed && options.ResponseFormat is null && IsAboutTheFormat(refused) => AskForLess(),
            CallOutcome.Refused { Field: "temperature" or "language" or "prompt" } refused => new EngineAnswer.Ours(refused.Message),
            CallOutcome.Refused refused => new EngineAnswer.Audio(refused.Message),
            var unknown => throw new System.Diagnostics.UnreachableException(unknown.GetType().Name),
        };
    }

    private static bool IsAboutTheFormat(CallOutcome.Refused refused)
        => refused.Field == "response_format" || refused.Message.Contains("response_format", StringComparison.Ordinal)
            || refused.Message.Contains(Timed, StringComparison.Ordinal);

    // Asking again here would be a second request under one grant; the unit comes back at once instead.
    private EngineAnswer AskForLess()
    {
        format = Untimed;
        return new EngineAnswer.Theirs("The engine gives text without times only; it is asked for that from now on.", TimeSpan.Zero);
    }
}
