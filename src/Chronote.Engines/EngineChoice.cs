using Chronote.Domain.Transcription;
using Chronote.Engines.Commands;
using Chronote.Engines.Guards;
using Chronote.Engines.OpenAi;
using Chronote.Engines.PocketSphinx;
using Chronote.Engines.Processes;
using Microsoft.Extensions.Logging;

namespace Chronote.Engines;

/// <summary>The engine this process uses, ready behind silence gate and guards.</summary>
/// <param name="Transcribes">False for <c>none</c>: nothing needs to be claimed, audio waits as long as it is kept.</param>
/// <param name="Why">One sentence for the log, <c>doctor</c> and the status page.</param>
public sealed record EngineChoice(ITranscriptionEngine Engine, EnginePace Pace, bool Transcribes, string Why)
{
    private static readonly TimeSpan LeftBehindAge = TimeSpan.FromHours(1);

    /// <summary>Chooses from the settings and, where they leave it open, from what is installed.</summary>
    /// <param name="options">Settings without mistakes: <see cref="EngineOptions.Check"/> is empty. With mistakes the engine answers with
    /// them.</param>
    /// <param name="http">From <see cref="EngineHttp.NewClient"/>; the caller disposes it.</param>
    public static EngineChoice Of(EngineOptions options, HttpClient http, TimeProvider time, ILoggerFactory loggers)
    {
        PrivateFolder.Sweep(time.GetUtcNow(), LeftBehindAge);
        var installed = InstalledProgram.Find(options.PocketSphinx.Program) is not null;
        return (EngineNames.Normal(options.Engine), installed) switch
        {
            (EngineNames.PocketSphinx, _) => PocketSphinx(options, time, "PocketSphinx was chosen: English, draft quality."),
            (EngineNames.OpenAi, _) => new EngineChoice(
                Guarded(new OpenAiEngine(options.OpenAI, options.Language, http, time, loggers.CreateLogger<OpenAiEngine>()),
                    engineIsPrompted: true),
                EnginePace.Hosted(options, options.OpenAI.TimeMax),
                Transcribes: true,
                $"The OpenAI-compatible server at {options.OpenAI.BaseUrl} was chosen, model {options.OpenAI.Model}."),
            (EngineNames.Command, _) => new EngineChoice(
                Guarded(new CommandEngine(options.Command, options.Language, time),
                    options.Command.Line?.Contains("{prompt}", StringComparison.Ordinal) == true),
                EnginePace.Local(options, options.Command.TimeMax),
                Transcribes: true,
                "A program on this machine was chosen."),
            (null, true) => PocketSphinx(options, time, "No engine was chosen and PocketSphinx is installed: English, draft quality."),
            (null, false) => None(options, "No engine was chosen and PocketSphinx is not installed: meetings are recorded without text."),
            (EngineNames.None, _) => None(options, "Transcription is switched off: meetings are recorded without text."),
            _ => None(options, $"There is no engine named '{options.Engine}': meetings are recorded without text."),
        };
    }

    private static EngineChoice PocketSphinx(EngineOptions options, TimeProvider time, string why) => new(
        Guarded(new PocketSphinxEngine(options.PocketSphinx, options.Language, time), engineIsPrompted: false),
        EnginePace.Local(options, options.PocketSphinx.TimeMax),
        Transcribes: true,
        why);

    private static EngineChoice None(EngineOptions options, string why)
        => new(new NoEngine(), EnginePace.Local(options, TimeSpan.FromSeconds(1)), Transcribes: false, why);

    private static SilenceGate Guarded(ITranscriptionEngine engine, bool engineIsPrompted)
        => new(new InventedTextGuard(engine, engineIsPrompted));
}
