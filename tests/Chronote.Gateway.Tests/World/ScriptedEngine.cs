using Chronote.Domain.Transcription;
using Chronote.Media.Ogg;

namespace Chronote.Gateway.Tests.World;

/// <summary>An engine that does what the test says: hears a text, hangs until it is let go, or fails. Passes the engines' conformance suite.</summary>
internal sealed class ScriptedEngine : ITranscriptionEngine
{
    private volatile Func<EngineRequest, CancellationToken, Task<EngineAnswer>> _script;
    private volatile int _asked;

    public ScriptedEngine() => _script = Hears("all is well");

    public string? Quality { get; init; }

    public EngineLabel Label => new("command", "scripted", Quality);

    /// <summary>Requests so far.</summary>
    public int Asked => _asked;

    public void Says(string text) => _script = Hears(text);

    public void Hangs() => _script = static async (_, cancellation) =>
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new System.Diagnostics.UnreachableException();
    };

    /// <summary>Every request fails at once.</summary>
    public void Answers(EngineAnswer answer) => _script = (_, _) => Task.FromResult(answer);

    public async Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _asked);
        if (!OggOpusChunk.Read(request.OggOpus).TryGet(out _, out var fault)) return new EngineAnswer.Audio(fault.Message);
        return await _script(request, cancellation);
    }

    private static Func<EngineRequest, CancellationToken, Task<EngineAnswer>> Hears(string text) => (request, _) =>
    {
        var chunk = OggOpusChunk.Read(request.OggOpus).Value!;
        return Task.FromResult<EngineAnswer>(new EngineAnswer.Text([new EngineSegment(TimeSpan.Zero, TimeSpan.FromSeconds(chunk.DurationSamples / 48_000.0), text)], "en"));
    };
}
