using System.Runtime.InteropServices;
using Chronote.Client.Spool;
using Chronote.Client.Timeline;
using Chronote.Client.Upload;
using Chronote.Media.Levels;
using Chronote.Media.Opus;
using Chronote.Recorder.Capture;
using Chronote.Recorder.Encode;
using Chronote.Recorder.Terminal;
using Chronote.Wire;

namespace Chronote.Recorder.Record;

/// <summary>What the tracks of one recording have in common.</summary>
/// <param name="FilesStart">The timeline place of a file's sample 0.</param>
/// <param name="Speed">Pace of files against real time; null: as fast as the spool is emptied.</param>
/// <param name="NewWriter">A text no other run uses (P-22).</param>
internal sealed record RecordingPlan(
    MeetingUpload Upload, ICaptureBackend Backend, SealSettings Sealing, OpusEncoding Encoding, FilesStart FilesStart, double? Speed,
    TimeProvider Time, Func<string> NewWriter, IScreen Screen, RecordingEnd End);

/// <summary>Where files begin on the timeline, the same for all of a recording so that they stay together.</summary>
/// <param name="Estimated">Reckoned from the wall clock; a run that begins before the server was asked is moved later.</param>
internal readonly record struct FilesStart(long Samples, bool Estimated);

/// <summary>Records one source: captures, encodes, closes chunks and puts them into the spool, until the source or the recording ends.</summary>
internal sealed class TrackRecorder(Input input, TrackSpool spool, RecordingPlan plan)
{
    // Chunks an import may be ahead of the server: enough to keep it busy, little enough for any disk.
    private const int AheadMax = 32;
    private const int ReadBytes = 48_000 / 5 * 2;
    private static readonly TimeSpan ReopenEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DiskRetry = TimeSpan.FromSeconds(1);
    private const int DiskTriesAfterTheEnd = 5;

    private readonly Doorbell room = new();
    private readonly SignalWatch watch = new();

    public string Track => spool.Track;

    /// <summary>Recorded in this life of the recorder.</summary>
    public long RecordedSamples { get; private set; }

    /// <returns>True when the source was recorded to its end, or the user ended it.</returns>
    public async Task<bool> Run()
    {
        var ending = plan.End.Token;
        spool.Shrunk += room.Ring;
        var isDevice = input.Source is not InputSource.File;
        var lostAt = -1L;
        while (true)
        {
            await using var capture = await Open(ending);
            var any = await RecordRun(capture, isDevice, lostAt, ending);
            if (IsTakenOver) return false;
            if (ending.IsCancellationRequested) return true;
            if (!isDevice) return EndOfFile(capture, any);
            if (any || lostAt < 0)
            {
                plan.Screen.Say(
                    $"{Track}: {(any ? "the device is gone" : "the device cannot be opened")}{Because(capture)}. What was recorded is safe; "
                    + $"it is tried again every {ReopenEvery.TotalSeconds:0} s. Check the cable and the device's name.");
                lostAt = any ? spool.Journal.PlaceEndSamples : plan.Upload.NowOnTimeline;
            }
            if (!await Sleep(ReopenEvery, ending)) return true;
        }
    }

    // Another recorder has the track: to go on would only fill this disk with what nobody will take.
    private bool IsTakenOver => spool.Journal.TakenOverByEpoch is not null;

    private async Task<ICapture> Open(CancellationToken cancel)
    {
        var from = input.Source is InputSource.File ? spool.Journal.SourceEndSamples : 0;
        var capture = await plan.Backend.Open(input.Source, from, cancel);
        return plan.Speed is { } speed && input.Source is InputSource.File ? new PacedCapture(capture, speed, plan.Time) : capture;
    }

    /// <returns>Whether there were any samples.</returns>
    private async Task<bool> RecordRun(ICapture capture, bool isDevice, long lostAt, CancellationToken ending)
    {
        var buffer = new byte[ReadBytes];
        var closed = new Queue<EncodedChunk>();
        var read = await Read(capture, buffer, ending);
        if (read == 0) return false;

        var sourceStart = isDevice ? 0 : spool.Journal.SourceEndSamples;
        var timeline = isDevice
            ? TrackTimeline.OfDevice(plan.Upload.Clock, read / 2, plan.Upload.NowSamples, spool.Journal.PlaceEndSamples)
            : TrackTimeline.OfFile(plan.Upload.Clock, plan.FilesStart.Samples + sourceStart, plan.FilesStart.Estimated);
        await spool.BeginRun(plan.NewWriter(), new Anchor(timeline.NextStartSamples, sourceStart, timeline.IsEstimated));
        if (lostAt >= 0 && timeline.NextStartSamples > lostAt)
        {
            await spool.NoteGap(new PendingGap(lostAt, timeline.NextStartSamples - lostAt, "device_lost", timeline.IsEstimated));
            plan.Screen.Say($"{Track}: the device is back; {Samples.ToTime(timeline.NextStartSamples - lostAt).TotalSeconds:0} s are missing and recorded as a gap.");
        }

        var silences = new Queue<NoSignal>();
        var runPlace = timeline.NextStartSamples;
        var frames = 0L;
        using var sealer = new ChunkSealer(plan.Encoding, plan.Sealing, timeline, closed.Enqueue, level =>
        {
            plan.Screen.Level(Track, level);
            if (watch.Heard(level, runPlace + frames++ * Samples.PerPacket, out var becameMute) is { } silence) silences.Enqueue(silence);
            if (becameMute) SayMute();
        });
        while (read > 0 && !IsTakenOver)
        {
            timeline.Arrived(sealer.TakenSamples + read / 2, plan.Upload.NowSamples);
            sealer.Push(MemoryMarshal.Cast<byte, short>(buffer.AsSpan(0, read)));
            await Keep(closed, sourceStart, timeline, ending);
            while (silences.TryDequeue(out var silence)) await NoteNoSignal(silence, timeline);
            if (plan.Speed is null) await WaitForRoom(ending);
            read = await Read(capture, buffer, ending);
        }
        sealer.Finish();
        await Keep(closed, sourceStart, timeline, ending);
        if (watch.End() is { } last) await NoteNoSignal(last, timeline);
        if (plan.End.IsSpoolFull) await spool.NoteGap(new PendingGap(timeline.NextStartSamples, Samples.PerPacket, "spool_full", timeline.IsEstimated));
        return true;
    }

    private static async Task<int> Read(ICapture capture, byte[] buffer, CancellationToken ending)
    {
        try
        {
            return await capture.Read(buffer, ending);
        }
        catch (OperationCanceledException)
        {
            return 0; // the user ended the recording: what is open is closed as at a source's end
        }
    }

    private async Task Keep(Queue<EncodedChunk> closed, long sourceStart, TrackTimeline timeline, CancellationToken ending)
    {
        while (closed.TryDequeue(out var chunk))
        {
            if (!await Append(chunk, sourceStart, ending)) continue;
            RecordedSamples += chunk.DurationSamples;
            if (chunk.Stalled)
                await spool.NoteGap(new PendingGap(chunk.StartSamples + chunk.DurationSamples, chunk.GapAfterSamples, "stalled", timeline.IsEstimated));
            plan.Screen.Recorded(Track, Samples.ToTime(RecordedSamples));
            if (!plan.End.IsSpoolFull && await spool.IsFull()) plan.End.BecauseTheSpoolIsFull(plan.Screen);
        }
    }

    private async Task<bool> Append(EncodedChunk chunk, long sourceStart, CancellationToken ending)
    {
        var toSpool = new SealedChunk(
            chunk.StartSamples, chunk.DurationSamples, sourceStart + chunk.SourceSamples, chunk.Estimated, ChunkSealer.MediaType, chunk.Ogg);
        for (var tries = 0; ; tries++)
        {
            try
            {
                await spool.Append(toSpool);
                return true;
            }
            catch (IOException failure)
            {
                if (tries == 0) plan.Screen.Say($"{Track}: a chunk cannot be stored: {failure.Message}. It is held in memory and tried again; make room on this disk.");
                if (ending.IsCancellationRequested && tries >= DiskTriesAfterTheEnd)
                {
                    plan.Screen.Say($"{Track}: {Samples.ToTime(chunk.DurationSamples).TotalSeconds:0.0} s of audio could not be stored anywhere and are lost.");
                    return false;
                }
                await Task.Delay(DiskRetry, plan.Time, CancellationToken.None);
            }
        }
    }

    private async Task WaitForRoom(CancellationToken ending)
    {
        while (spool.WaitingChunks >= AheadMax && !ending.IsCancellationRequested && !IsTakenOver)
        {
            room.Clear();
            await Task.WhenAny(room.Rung(), Task.Delay(ReopenEvery, plan.Time, CancellationToken.None));
        }
    }

    private bool EndOfFile(ICapture capture, bool any)
    {
        if (capture.EndedBecause is null) return true;
        plan.Screen.Say($"{Track}: the file could not be read {(any ? "to its end" : "at all")}{Because(capture)}. {(any ? "What was read is recorded." : "Nothing of it was recorded.")}");
        return false;
    }

    private Task NoteNoSignal(NoSignal stretch, TrackTimeline timeline) =>
        spool.NoteGap(new PendingGap(stretch.StartSamples, stretch.DurationSamples, "no_signal", timeline.IsEstimated));

    private void SayMute() =>
        plan.Screen.Say($"{Track}: no signal for {SignalWatch.ToldAfter.TotalSeconds:0} s. The recording goes on and the stretch is noted as a gap; check that the source is not muted.");

    private async Task<bool> Sleep(TimeSpan time, CancellationToken ending)
    {
        try
        {
            await Task.Delay(time, plan.Time, ending);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static string Because(ICapture capture) => capture.EndedBecause is { } why ? $" ({why})" : "";
}
