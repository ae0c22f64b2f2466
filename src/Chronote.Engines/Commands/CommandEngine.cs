using Chronote.Domain.Transcription;
using Chronote.Engines.Processes;
using Chronote.Engines.Sound;

namespace Chronote.Engines.Commands;

/// <summary>Any program on this machine: audio in a file, text on standard output or in a file beside it.</summary>
public sealed class CommandEngine(CommandOptions options, string? defaultLanguage, TimeProvider time) : ITranscriptionEngine
{
    // sysexits.h, and what a shell says about commands it can't run.
    private const int UsageCode = 64;
    private const int DataCode = 65;
    private const int ConfigurationCode = 78;
    private const int NotExecutableCode = 126;
    private const int NotFoundCode = 127;

    private readonly CommandLine? command = CommandLine.Parse(options.Line ?? "");

    public EngineLabel Label { get; } = new(EngineNames.Command, options.Model, options.Quality);

    public async Task<EngineAnswer> Transcribe(EngineRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (command is null) return new EngineAnswer.Ours("Transcription:Command:Line is missing or has an open quote.");
        if (UnitDecoding.Decode(request.OggOpus, out var sound) is { } unusable) return unusable;
        try
        {
            using var folder = new PrivateFolder();
            var audio = folder.File($"audio.{options.Audio}");
            var output = folder.File("answer");
            await File.WriteAllBytesAsync(audio, options.Audio == "ogg" ? request.OggOpus.ToArray() : sound.WavBytes(), cancellation);
            var language = LanguageTag.Primary(request.Language ?? defaultLanguage);
            var arguments = command.Arguments(audio, language ?? "auto", ExpectedText.Prompt(request), output);
            var ended = await ChildProcess.Run(command.Program, arguments, input: null, options.TimeMax, time, cancellation);
            return await Answer(ended, output, sound, cancellation) switch
            {
                EngineAnswer.Text text => text with { Language = text.Language ?? language },
                var failure => failure,
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new EngineAnswer.Theirs($"The unit can't be handed over in {Path.GetTempPath()}: {failure.Message}", null);
        }
    }

    private async Task<EngineAnswer> Answer(ChildResult ended, string output, UnitSound sound, CancellationToken cancellation)
    {
        var program = command!.Program;
        return ended switch
        {
            ChildResult.Exited { Code: 0 } exited => await Heard(output, exited.Output, sound, cancellation),
            ChildResult.Exited { Code: DataCode } exited => new EngineAnswer.Audio($"{program} can't use this audio: {exited.ErrorTail}"),
            ChildResult.Exited { Code: UsageCode or ConfigurationCode or NotExecutableCode or NotFoundCode } exited
                => new EngineAnswer.Ours($"{program} does not understand its command line (code {exited.Code}): {exited.ErrorTail}"),
            ChildResult.Exited exited => new EngineAnswer.Theirs($"{program} ended with code {exited.Code}: {exited.ErrorTail}", null),
            ChildResult.NotStarted missing => new EngineAnswer.Ours($"{program} can't be started: {missing.Why}"),
            ChildResult.TooTalkative => new EngineAnswer.Theirs($"{program} wrote more than {ChildProcess.OutputBytesMax} bytes.", null),
            _ => new EngineAnswer.Theirs($"{program} took longer than {options.TimeMax} and was stopped.", null),
        };
    }

    private async Task<EngineAnswer> Heard(string output, byte[] standardOutput, UnitSound sound, CancellationToken cancellation)
    {
        if (CommandAnswer.Read(await Written(output, standardOutput, cancellation), sound) is { } text) return text;
        return new EngineAnswer.Theirs($"{command!.Program} wrote something that is neither text nor a known JSON.", null);
    }

    // A file it wrote goes before standard output, where many programs print progress.
    private static async Task<byte[]> Written(string output, byte[] standardOutput, CancellationToken cancellation)
    {
        foreach (var path in new[] { output + ".json", output + ".txt", output })
        {
            if (!File.Exists(path)) continue;
            await using var file = File.OpenRead(path);
            return await BoundedOutput.Read(file, ChildProcess.OutputBytesMax, cancellation) ?? [0];
        }
        return standardOutput;
    }
}
