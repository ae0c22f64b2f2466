using System.Text;
using Chronote.Engines.Commands;
using Chronote.Engines.PocketSphinx;
using Chronote.Engines.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Engines.Doctor;

/// <summary>Looks at what is there, what would be used and how to get the rest. Sends no audio; asks a server only when it was
/// chosen.</summary>
public static class EngineSurvey
{
    private const string DebianModel = "/usr/share/pocketsphinx/model/en-us/en-us";
    private static readonly TimeSpan VersionTimeMax = TimeSpan.FromSeconds(2);

    public static async Task<EngineReport> Look(EngineOptions options, HttpClient http, TimeProvider time, CancellationToken cancellation)
    {
        var choice = EngineChoice.Of(options, http, time, NullLoggerFactory.Instance);
        return new EngineReport(
            choice.Engine.Label.Engine,
            choice.Why,
            options.Check(),
            [
                await PocketSphinx(options.PocketSphinx, time, cancellation),
                await OpenAi(options, http, time, cancellation),
                Command(options.Command),
            ],
            HowToConnect.All);
    }

    private static async Task<EngineFinding> PocketSphinx(PocketSphinxOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (InstalledProgram.Find(options.Program) is not { } path)
            return new EngineFinding(EngineNames.PocketSphinx, false, null, $"{options.Program} is not installed.",
                PocketSphinxEngine.HowToInstall);
        var version = await DebianVersion(time, cancellation);
        return options.AcousticModel is null && OperatingSystem.IsLinux() && !Directory.Exists(DebianModel)
            ? new EngineFinding(EngineNames.PocketSphinx, false, version, $"{path} is there, its English model is not.",
                PocketSphinxEngine.HowToInstall)
            : new EngineFinding(EngineNames.PocketSphinx, true, version, $"{path}: English, draft quality.", null);
    }

    // The program does not tell its version; the package system does where there is one.
    private static async Task<string?> DebianVersion(TimeProvider time, CancellationToken cancellation)
        => await ChildProcess.Run("dpkg-query", ["-W", "-f", "${Version}", "pocketsphinx"], input: null, VersionTimeMax, time, cancellation)
            is ChildResult.Exited { Code: 0, Output.Length: > 0 and < 100 } answer
            ? Encoding.ASCII.GetString(answer.Output)
            : null;

    private static async Task<EngineFinding> OpenAi(
        EngineOptions options, HttpClient http, TimeProvider time, CancellationToken cancellation)
    {
        if (EngineNames.Normal(options.Engine) != EngineNames.OpenAi)
            return new EngineFinding(EngineNames.OpenAi, false, null, "Not chosen.",
                "set Transcription:Engine to openai, with BaseUrl and ApiKey");
        var (usable, detail) = await ServerProbe.Ask(options.OpenAI, http, time, cancellation);
        return new EngineFinding(EngineNames.OpenAi, usable, null, detail, usable ? null : "check Transcription:OpenAI:BaseUrl and ApiKey");
    }

    private static EngineFinding Command(CommandOptions options)
    {
        if (CommandLine.Parse(options.Line ?? "") is not { } command)
            return new EngineFinding(EngineNames.Command, false, null, "No command line is set.", "set Transcription:Command:Line");
        return InstalledProgram.Find(command.Program) is { } path
            ? new EngineFinding(EngineNames.Command, true, null, $"{path} is there.", null)
            : new EngineFinding(EngineNames.Command, false, null, $"{command.Program} is not installed.",
                "install it, or give its full path");
    }
}
