using Chronote.Domain.Transcription;
using Chronote.Engines.Tests;
using Chronote.Gateway.Tests.World;

namespace Chronote.Gateway.Tests;

/// <summary>The double keeps to what every engine keeps to; else the tests that use it would prove nothing.</summary>
public sealed class ScriptedEngineTests : EngineConformance
{
    protected override ITranscriptionEngine NewEngine() => new ScriptedEngine();
    protected override ITranscriptionEngine? NewHangingEngine() => null;
    protected override ITranscriptionEngine? NewGarbledEngine() => null;
    protected override ITranscriptionEngine? NewMissingEngine() => null;

    [Fact]
    public async Task Hanging_ends_when_it_is_cancelled()
    {
        var engine = new ScriptedEngine();
        engine.Hangs();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Should.ThrowAsync<OperationCanceledException>(() => engine.Transcribe(new EngineRequest("u", Sound.Ogg(), "", null, []), soon.Token));
    }
}
