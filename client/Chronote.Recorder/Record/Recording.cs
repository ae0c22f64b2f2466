using Chronote.Client;
using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Client.Upload;
using Chronote.Recorder.Capture;
using Chronote.Recorder.Running;
using Chronote.Recorder.Settings;
using Chronote.Recorder.Terminal;
using Chronote.Wire;

namespace Chronote.Recorder.Record;

/// <summary>The world a recording runs in: real here, simulated in tests.</summary>
internal sealed record RecorderParts(
    RecorderSettings Settings, IChunkServer Server, ChronoteClient? Client, ISpoolFiles Files, ICaptureBackend Backend, IScreen Screen,
    TimeProvider Time, Random Random, Func<string> NewWriter);

/// <summary>How a recording is to go.</summary>
/// <param name="Speed">Pace of files; null: as fast as the server takes them.</param>
internal sealed record RecordingOrder(IReadOnlyList<Input> Inputs, double? Speed, bool Stop, bool Live, bool Wait, ILedger Ledger);

/// <summary>
/// One meeting from its sources to its end: sources are recorded into the spool while the upload empties it, whether or not the server answers;
/// when all sources have ended the rest is delivered and the meeting stopped.
/// </summary>
/// <param name="stopsWhenInterrupted">Ctrl-C ends a recording, which is then stopped; an import it only interrupts.</param>
internal sealed class Recording(RecorderParts parts, MeetingFolder folder, RecordingOrder order, RecordingEnd end, bool stopsWhenInterrupted = true)
{
    private static readonly TimeSpan PatienceAtTheStart = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> delivered = new(StringComparer.Ordinal);
    private bool announced;
    private bool refused;

    /// <returns>An exit code.</returns>
    public async Task<int> Run()
    {
        foreach (var input in order.Inputs) await folder.Track(input.Track, input.Track);
        await GiveBackWhatWasTaken();
        var isNew = folder.Journal.Meeting is null && folder.Tracks.All(track => track.Journal.Runs.Count == 0);
        var upload = new MeetingUpload(folder, new UploadParts(
            parts.Server, order.Ledger, parts.Time, parts.Random, new UploadLimits(), Hear, parts.Screen.Say));
        await Connect(upload);

        using var closing = new CancellationTokenSource();
        var live = Live(upload, closing.Token);
        var plan = new RecordingPlan(
            upload, parts.Backend, parts.Settings.Sealing, parts.Settings.Encoding, FilesStart(upload, isNew), order.Speed, parts.Time, parts.NewWriter,
            parts.Screen, end);
        var delivering = upload.Run(CancellationToken.None);
        var whole = await Task.WhenAll(order.Inputs.Select(input => new TrackRecorder(input, SpoolOf(input), plan).Run()));
        if (MayStop) await upload.WantStop();
        upload.NoMoreChunks();
        await Deliver(upload, delivering);
        await Completed(upload);
        closing.Cancel();
        await live;
        return Summary(upload, whole.All(each => each));
    }

    // Whoever lost all tracks to another recorder has no say any more in when the meeting ends.
    private bool MayStop =>
        order.Stop && !end.ByTheServer && (stopsWhenInterrupted || !end.Token.IsCancellationRequested)
        && !folder.Tracks.All(track => track.Journal.TakenOverByEpoch is not null);

    private TrackSpool SpoolOf(Input input) => folder.Tracks.Single(track => track.Track == input.Track);

    // Whoever resumes says with it that the tracks are to be his again.
    private async Task GiveBackWhatWasTaken()
    {
        foreach (var track in folder.Tracks)
            if (track.Journal.TakenOverByEpoch is { } newest) await track.TakeBack(newest);
    }

    private async Task Connect(MeetingUpload upload)
    {
        using var patience = new CancellationTokenSource(PatienceAtTheStart, parts.Time);
        try
        {
            if (await upload.TryConnect(patience.Token) is { } failure) parts.Screen.Say(MeetingUpload.NotConnected(failure));
            else Announce();
        }
        catch (OperationCanceledException)
        {
            parts.Screen.Say(MeetingUpload.NotConnected(new Answer<MeetingView>.Unknown($"no answer within {PatienceAtTheStart.TotalSeconds:0} s")));
        }
    }

    // Files keep together: all of them have the place that the first one got. In a meeting of our own that is its beginning.
    private FilesStart FilesStart(MeetingUpload upload, bool isNew)
    {
        foreach (var track in folder.Tracks.Where(track => track.Journal.NextNumber > 0 && order.Inputs.Any(input => input.Track == track.Track && input.Source is InputSource.File)))
            return new FilesStart(track.Journal.PlaceEndSamples - track.Journal.SourceEndSamples, track.Journal.PlaceEndIsEstimated);
        return isNew ? new FilesStart(0, false) : new FilesStart(upload.NowOnTimeline, upload.Clock.IsEstimated);
    }

    private async Task Live(MeetingUpload upload, CancellationToken closing)
    {
        if (!order.Live || parts.Client is null) return;
        try
        {
            while (upload.Meeting is null) await Task.Delay(LookEvery, parts.Time, closing);
            await new LiveTranscript(parts.Client, upload.Meeting, parts.Screen, parts.Time).Run(closing);
        }
        catch (OperationCanceledException)
        {
            // ended before the meeting was created
        }
    }

    private async Task Deliver(MeetingUpload upload, Task delivering)
    {
        var waiting = folder.Tracks.Sum(track => track.WaitingChunks);
        if (waiting > 0) parts.Screen.Say($"Recording ended; delivering {waiting} chunks. Ctrl-C leaves them on this disk for: chronote spool");
        await delivering;
        if (folder.Journal.Stopped && upload.View?.DeadlineAt is { } deadline)
            parts.Screen.Say($"Stopped. The meeting is completed at the latest at {deadline.ToLocalTime():HH:mm:ss}.");
    }

    private async Task Completed(MeetingUpload upload)
    {
        if (!order.Wait || !folder.Journal.Stopped) return;
        while (true)
        {
            var answer = await parts.Server.Meeting(upload.Meeting!, CancellationToken.None);
            if (answer is Answer<MeetingView>.Ok { Value: { Phase: "completed" or "failed" or "cancelled" or "deleted" } view })
            {
                var open = view.PendingChunks + view.DeadChunks > 0 ? $"; {view.PendingChunks} chunks without text yet, {view.DeadChunks} given up" : "";
                parts.Screen.Say($"The meeting is {view.Phase}{open}.");
                break;
            }
            if (answer is Answer<MeetingView>.Refused)
            {
                parts.Screen.Say($"The meeting cannot be looked at any more: {answer.Describe()}");
                break;
            }
            await Task.Delay(LookEvery, parts.Time);
        }
        if (order.Live) await Task.Delay(LastLines, parts.Time); // the last lines are on their way
    }

    private int Summary(MeetingUpload upload, bool whole)
    {
        var left = folder.Tracks.Sum(track => track.WaitingChunks);
        var counts = string.Join(", ", folder.Tracks.Select(track => $"{track.Track} {delivered.GetValueOrDefault(track.Track)}"));
        parts.Screen.Say($"Delivered chunks: {counts}.{(left > 0 ? $" {left} stay on this disk." : "")} Meeting {upload.Meeting}");
        return whole && left == 0 && !refused ? ExitCode.Done : ExitCode.Failed;
    }

    private void Hear(UploadNews news)
    {
        if (news.Sentence is { } sentence) parts.Screen.Say(sentence);
        switch (news)
        {
            case UploadNews.Delivered one:
                delivered[one.Track] = delivered.GetValueOrDefault(one.Track) + 1;
                parts.Screen.Delivered(one.Track, SpoolWaiting(one.Track));
                break;
            case UploadNews.EpochOpened:
                Announce();
                break;
            case UploadNews.Refused or UploadNews.Torn:
                refused = true;
                break;
            case UploadNews.MeetingOver:
                end.BecauseTheMeetingIsOver();
                break;
        }
    }

    // One line for programs that started this one; for a recording that began offline it comes later.
    private void Announce()
    {
        if (announced) return;
        announced = true;
        parts.Screen.Print($"meeting {folder.Journal.Meeting}");
    }

    private long SpoolWaiting(string track) => folder.Tracks.Single(each => each.Track == track).WaitingChunks;
}
