using Chronote.Client;
using Chronote.Client.Http;
using Chronote.Client.Timeline;
using Chronote.Recorder.Record;
using Chronote.Recorder.Running;
using Chronote.Recorder.Terminal;

namespace Chronote.Recorder.Demo;

/// <summary>
/// <c>demo</c>: a conversation is spoken, recorded by a real recorder into a real server, transcribed while it runs, and proved afterwards,
/// on request with both of them killed on the way.
/// </summary>
internal sealed class DemoCommand(DemoArguments arguments, IScreen screen, TimeProvider time)
{
    private static readonly TimeSpan DownTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> printed = new(StringComparer.Ordinal);
    private readonly SynchronizationContext thread = SynchronizationContext.Current!;
    private readonly TaskCompletionSource<string> meetingKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long began = time.GetTimestamp();
    private TimeSpan recordingBegan;

    public async Task<int> Run()
    {
        ChildCommand.Need("flite", "flite");
        ChildCommand.Need("ffmpeg", "ffmpeg");
        ChildCommand.Need("pocketsphinx_continuous", "pocketsphinx pocketsphinx-en-us");
        var folder = arguments.Data ?? Path.Combine(Path.GetTempPath(), $"chronote-demo-{time.GetLocalNow():yyyyMMdd-HHmmss}");
        Directory.CreateDirectory(folder);
        var conversation = Conversation.BuiltIn();
        screen.Say($"Speaking a conversation of {conversation.Voices.Count} voices, {conversation.Lines.Count} sentences …");
        var tracks = await new Speech(Path.Combine(folder, "spoken")).Speak(conversation);
        var length = Samples.ToTime(tracks.Max(track => track.DurationSamples));

        screen.Say("Starting the server …");
        await using var server = new ServerProcess(Path.Combine(folder, "server"), time);
        await server.Start();
        screen.Say($"The server is ready at {server.Address}. Recording {length:m\\:ss} min{(arguments.Speed == 1 ? "" : $" at {arguments.Speed:0.#} times real time")}; its transcript as it comes:");
        using var http = ChronoteClient.NewHttp();
        var client = new ChronoteClient(http, server.Address, new ApiKey(await File.ReadAllTextAsync(server.KeyPath)));

        using var watching = new CancellationTokenSource();
        var delays = new LiveDelays(client, time);
        var ledger = Path.Combine(folder, "ledger.jsonl");
        var code = await Record(server, folder, ledger, tracks, length, async meeting => await delays.Watch(meeting, LookEvery, watching.Token));
        watching.Cancel();
        if (code != ExitCode.Done) throw new CommandFailed(ExitCode.Failed, $"The recorder ended with code {code}; its words stand above. The files are in {folder}");

        var report = new DemoReport(client, screen, time, await meetingKnown.Task, Path.Combine(folder, "meeting"));
        var good = await report.Make(conversation, tracks, LedgerFile.Read(ledger), delays, arguments.Crash);
        await server.Kill();
        if (!arguments.Keep)
        {
            Directory.Delete(Path.Combine(folder, "server"), recursive: true);
            Directory.Delete(Path.Combine(folder, "client"), recursive: true);
        }
        screen.Print($"\nThe files are in {folder}: meeting/audio, meeting/transcript.txt, meeting/notes.md, spoken/ (what was recorded), ledger.jsonl");
        screen.Print(good ? "Everything holds." : "NOT everything holds; see above.");
        return good ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<int> Record(
        ServerProcess server, string folder, string ledger, IReadOnlyList<SpokenTrack> tracks, TimeSpan length, Func<string, Task> watch)
    {
        string[] always = ["--live", "--wait", "--quiet", "--ledger", ledger, "--speed", $"{arguments.Speed}"];
        var recorder = Recorder(["record", "--name", "The new office", .. tracks.SelectMany(track => new[] { "--input", $"{track.Speaker}={track.WavPath}" }), .. always]);
        try
        {
            if (await Task.WhenAny(meetingKnown.Task, recorder.Ended) != meetingKnown.Task) return await recorder.Ended;
            var meeting = await meetingKnown.Task;
            _ = watch(meeting);
            if (arguments.Crash)
            {
                await KillServerAt(0.15, "first");
                await At(0.40);
                screen.Print("*** kill -9: the recorder");
                await recorder.Kill();
                recorder.Dispose();
                await Task.Delay(DownTime, time);
                screen.Print("*** the recorder again, with --resume");
                recorder = Recorder(["record", "--resume", meeting, .. always]);
                await KillServerAt(0.60, "second");
                await KillServerAt(0.85, "third");
            }
            return await recorder.Ended;
        }
        finally
        {
            recorder.Dispose();
        }

        RecorderProcess Recorder(string[] command) => new(command, ClientEnvironment(server, folder), line => thread.Post(_ => Show(line), null));

        async Task KillServerAt(double share, string which)
        {
            await At(share);
            screen.Print($"*** kill -9: the server, for the {which} time");
            await server.Kill();
            await Task.Delay(DownTime, time);
            await server.Start();
            screen.Print("*** the server again");
        }

        Task At(double share) => Until(length * share / arguments.Speed);
    }

    private Task Until(TimeSpan sinceRecording)
    {
        var wait = recordingBegan + sinceRecording - time.GetElapsedTime(began);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time) : Task.CompletedTask;
    }

    private static Dictionary<string, string> ClientEnvironment(ServerProcess server, string folder) => new()
    {
        ["CHRONOTE_Server"] = server.Address.AbsoluteUri, ["CHRONOTE_Data"] = Path.Combine(folder, "client"),
        ["CHRONOTE_ApiKey"] = "", ["CHRONOTE_ApiKey_FILE"] = server.KeyPath,
    };

    // A resumed recorder tells the transcript from its beginning; here each line is shown once.
    private void Show(string line)
    {
        if (line.StartsWith("meeting ", StringComparison.Ordinal))
        {
            if (meetingKnown.TrySetResult(line["meeting ".Length..])) recordingBegan = time.GetElapsedTime(began);
            return;
        }
        if (printed.Add(line)) screen.Print(line);
    }
}
