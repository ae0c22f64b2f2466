using System.Security.Cryptography;
using Chronote.Client;
using Chronote.Client.Http;
using Chronote.Client.Spool;
using Chronote.Media.Opus;
using Chronote.Recorder;
using Chronote.Recorder.Arguments;
using Chronote.Recorder.Capture;
using Chronote.Recorder.Demo;
using Chronote.Recorder.Import;
using Chronote.Recorder.Record;
using Chronote.Recorder.Running;
using Chronote.Recorder.Settings;
using Chronote.Recorder.Spooled;
using Chronote.Recorder.Terminal;
using Chronote.Recorder.Verify;

try
{
    return OneThread.Run(() => Commands.Run(args));
}
catch (CommandFailed failed)
{
    Console.Error.WriteLine(failed.Message);
    return failed.ExitCode;
}
catch (OpusLibraryMissing missing)
{
    Console.Error.WriteLine(missing.Message);
    return ExitCode.Missing;
}
catch (IOException failure)
{
    Console.Error.WriteLine($"The disk does not do what it should: {failure.Message} What was recorded before is in the spool.");
    return ExitCode.Failed;
}

namespace Chronote.Recorder
{
    /// <summary>From the command line to the command, with the real world put together here and nowhere else.</summary>
    internal static class Commands
    {
        private const string Help = """
            usage: chronote record | import | verify | spool | demo

              record   record sources into a meeting while it runs
              import   send audio that is there already
              verify   prove that every acknowledged chunk is in the finished files exactly once
              spool    list what waits on this disk and deliver it
              demo     the whole way with a made conversation

            chronote COMMAND --help says more.
            """;

        public static Task<int> Run(string[] arguments)
        {
            var rest = arguments.Skip(1).ToArray();
            return arguments.FirstOrDefault() switch
            {
                "record" => Record(rest),
                "import" => Import(rest),
                "verify" => Verify(rest),
                "spool" => Asked(rest) ? Say(CommandLine.Help(SpoolCommand.Usage, SpoolCommand.Options)) : new SpoolCommand(Parts(quiet: true)).Run(),
                "demo" => Demo(rest),
                "help" when rest.Length > 0 => Run([rest[0], "--help"]),
                null or "help" or "--help" => Say(Help),
                var other => throw CommandLine.Usage($"chronote knows no command '{other}'.\n\n{Help}"),
            };
        }

        private static async Task<int> Record(string[] rest)
        {
            if (Asked(rest)) return await Say(CommandLine.Help(RecordArguments.Usage, RecordArguments.Options));
            var arguments = RecordArguments.Read(rest, File.Exists);
            var parts = Parts(arguments.Quiet);
            if (arguments.List) return await new SpoolCommand(parts).Run();
            await FfmpegBackend.Check();
            var end = new RecordingEnd();
            using var signals = new EndSignals(end, parts.Screen);
            return await new RecordCommand(parts, arguments, File.Exists).Run(end);
        }

        private static async Task<int> Import(string[] rest)
        {
            if (Asked(rest)) return await Say(CommandLine.Help(ImportArguments.Usage, ImportArguments.Options));
            var arguments = ImportArguments.Read(rest, File.Exists);
            var parts = Parts(arguments.Quiet);
            await FfmpegBackend.Check();
            var end = new RecordingEnd();
            using var signals = new EndSignals(end, parts.Screen);
            return await new ImportCommand(parts, arguments).Run(end);
        }

        private static Task<int> Verify(string[] rest)
        {
            if (Asked(rest)) return Say(CommandLine.Help(VerifyCommand.Usage, VerifyCommand.Options));
            var parts = Parts(quiet: true);
            return new VerifyCommand(parts.Client!, parts.Screen).Run(rest);
        }

        private static Task<int> Demo(string[] rest) => Asked(rest)
            ? Say(CommandLine.Help(DemoArguments.Usage, DemoArguments.Options))
            : new DemoCommand(DemoArguments.Read(rest), new PlainScreen(Console.Out, Console.Out), TimeProvider.System).Run();

        private static bool Asked(string[] rest) => rest.Contains("--help");

        private static Task<int> Say(string text)
        {
            Console.WriteLine(text);
            return Task.FromResult(ExitCode.Done);
        }

        internal static RecorderParts Parts(bool quiet)
        {
            var settings = RecorderSettings.Read(Environment.GetEnvironmentVariable, path => File.Exists(path) ? File.ReadAllText(path) : null);
            var client = new ChronoteClient(ChronoteClient.NewHttp(), settings.Server, settings.Key);
            IScreen screen = quiet || Console.IsOutputRedirected
                ? new PlainScreen(Console.Out, Console.Error)
                : new LevelScreen(Console.Out, TimeProvider.System);
            return new RecorderParts(
                settings, new HttpChunkServer(client), client, new DiskSpoolFiles(settings.RecorderFolder), new FfmpegBackend(FfmpegBackend.SystemHere()), screen,
                TimeProvider.System, new Random(), () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
        }
    }
}
