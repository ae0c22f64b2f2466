using System.Text;
using Chronote.Domain.Transcription;
using Chronote.Engines.Processes;
using Chronote.Engines.Sound;

namespace Chronote.Engines.PocketSphinx;

/// <summary>PocketSphinx as a child process: English, on this machine, no set-up, draft quality.</summary>
/// <remarks>The samples go through its standard input: the audio of a meeting never lies in a temporary file.</remarks>
public sealed class PocketSphinxEngine(PocketSphinxOptions options, string? defaultLanguage, TimeProvider time) : ITranscriptionEngine
{
    internal const string HowToInstall = "sudo apt install pocketsphinx pocketsphinx-en-us";

    public EngineLabel Label { get; } = new(EngineNames.PocketSphinx, "en-us", "draft");

    public async Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if ((request.Language ?? defaultLanguage) is { } language && LanguageTag.Primary(language) != "en")
            return new EngineAnswer.Ours(
                $"PocketSphinx understands English only and this meeting's language is '{language}': " +
                "choose another engine, or set the language to en.");
        if (UnitDecoding.Decode(request.OggOpus, out var sound) is { } unusable) return unusable;
        if (sound.Values.IsEmpty) return new EngineAnswer.Text([], "en");

        return await ChildProcess.Run(options.Program, Arguments(), QuietPauses.Of(sound).RawBytes(), options.TimeMax, time, cancellation) switch
        {
            ChildResult.Exited { Code: 0 } ended => new EngineAnswer.Text(Read(ended.Output, sound.Duration), "en"),
            ChildResult.Exited ended when ended.ErrorTail.Contains("acoustic model", StringComparison.Ordinal)
                => new EngineAnswer.Ours($"PocketSphinx has no English model: {HowToInstall}"),
            ChildResult.Exited ended => new EngineAnswer.Theirs($"PocketSphinx ended with code {ended.Code}: {ended.ErrorTail}", null),
            ChildResult.NotStarted missing => new EngineAnswer.Ours(
                $"PocketSphinx can't be started as '{options.Program}' ({missing.Why}): {HowToInstall}"),
            ChildResult.TooTalkative => new EngineAnswer.Theirs("PocketSphinx wrote more than 4 MiB for one unit.", null),
            _ => new EngineAnswer.Theirs($"PocketSphinx took longer than {options.TimeMax}.", null),
        };
    }

    private List<string> Arguments()
    {
        List<string> arguments = ["-infile", "/dev/stdin", "-samprate", "16000", "-time", "yes"];
        if (options.AcousticModel is { } acoustic) arguments.AddRange(["-hmm", acoustic]);
        if (options.LanguageModel is { } model) arguments.AddRange(["-lm", model]);
        if (options.Dictionary is { } dictionary) arguments.AddRange(["-dict", dictionary]);
        return arguments;
    }

    private static IReadOnlyList<EngineSegment> Read(byte[] output, TimeSpan unit)
    {
        var words = Encoding.UTF8.GetString(output).Split('\n').Select(line => SpokenWord.Parse(line)).OfType<SpokenWord>();
        return UnitTimes.Within(Phrases.Split(words), unit);
    }
}
