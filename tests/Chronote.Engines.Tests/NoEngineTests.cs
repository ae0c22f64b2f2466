using Chronote.Domain.Transcription;

namespace Chronote.Engines.Tests;

public sealed class NoEngineTests : EngineConformance
{
    protected override bool Hears => false;

    protected override ITranscriptionEngine NewEngine() => new NoEngine();
    protected override ITranscriptionEngine? NewHangingEngine() => null;
    protected override ITranscriptionEngine? NewGarbledEngine() => null;
    protected override ITranscriptionEngine? NewMissingEngine() => null;
}
