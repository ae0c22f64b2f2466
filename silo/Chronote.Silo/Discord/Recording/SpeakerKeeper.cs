using Chronote.Client.Spool;
using Chronote.Client.Timeline;
using Chronote.Discord;
using Chronote.Wire;
using static Chronote.Silo.Discord.Recording.RecordingLimits;

namespace Chronote.Silo.Discord.Recording;

/// <summary>
/// Writes what is collected of one speaker: an open chunk to its file a few times a second, a sealed one into the spool, gaps beside them. One write at
/// a time, in order; while the disk is slow the rest waits in memory, bounded, and never holds up anybody else.
/// </summary>
internal sealed class SpeakerKeeper(Snowflake user, MeetingKeeping recording, TimeProvider time, TrackSpool? known) : ICollected
{
    private const int GapsHeldMax = 256;

    private readonly Queue<SealedOgg> sealedChunks = new();
    private readonly Queue<PendingGap> gaps = new();
    private TrackSpool? spool = known;
    private OpenChunk? open;
    private string writer = "";
    private int run, sealedBytes;
    private bool holdsNothing = true;
    private DateTimeOffset retryAt;
    private Task writing = Task.CompletedTask;

    public long EndSamples => spool?.Journal.PlaceEndSamples ?? 0;

    public TrackSpool? Spool => spool;

    public DateTimeOffset? LastKeptAt { get; private set; }

    public DateTimeOffset? UnkeptSince { get; private set; }

    public DateTimeOffset? LastDurableAt { get; private set; }

    public DateTimeOffset? UndeliveredSince { get; private set; }

    public long ChunksSealed { get; private set; }

    public long ChunksDelivered { get; private set; }

    /// <summary>Completes when what was to be written is, or can't be for now.</summary>
    public Task Writing => writing;

    public bool HasNothingLeft => sealedChunks.Count == 0 && !HasGapsToNote && open is not { HasUnsaved: true } && writing.IsCompleted;

    // A gap alone begins no track: somebody of whom nothing was ever kept has none.
    private bool HasGapsToNote => gaps.Count > 0 && spool is { Journal.Runs.Count: > 0 };

    public void Heard(DateTimeOffset now) => UnkeptSince ??= now;

    public void Sealed(OpenChunk chunk)
    {
        ChunksSealed++;
        if (sealedChunks.Count >= SealedChunksHeldMax || sealedBytes >= SealedBytesHeldMax)
        {
            recording.GiveUp(user, chunk);
            Gap(chunk.StartSamples, chunk.DurationSamples, GapReason.SpoolFull);
            return;
        }
        var ogg = chunk.ToOgg();
        sealedChunks.Enqueue(new SealedOgg(chunk, ogg));
        sealedBytes += ogg.Length;
    }

    public void Gap(long startSamples, long durationSamples, string reason)
    {
        if (durationSamples <= 0 || gaps.Count >= GapsHeldMax) return;
        gaps.Enqueue(new PendingGap(Math.Max(0, startSamples), durationSamples, reason));
    }

    /// <summary>A gap that ends now, unless it is too short to matter.</summary>
    public void GapUntilNow(DateTimeOffset since, string reason) => Gap(since, time.GetUtcNow(), reason);

    /// <summary>A gap between two instants, as far as there is no audio and it isn't too short to matter; at most until now.</summary>
    public void Gap(DateTimeOffset since, DateTimeOffset until, string reason)
    {
        var now = time.GetUtcNow();
        var (from, to) = (Math.Max(EndSamples, recording.PlaceOf(since)), recording.PlaceOf(until < now ? until : now));
        if (to - from >= GapSamplesMin) Gap(from, to - from, reason);
    }

    public void Delivered(DateTimeOffset now)
    {
        ChunksDelivered++;
        LastDurableAt = now;
        UndeliveredSince = spool is { WaitingChunks: > 0 } ? now : null;
    }

    /// <summary>Begins to write what there is, unless that is under way.</summary>
    /// <param name="isIdle">Nothing of the speaker waits for its place.</param>
    public void Turn(OpenChunk? openNow, bool isIdle)
    {
        (open, holdsNothing) = (openNow, isIdle);
        if (!writing.IsCompleted || time.GetUtcNow() < retryAt) return;
        if (sealedChunks.Count > 0 || open is { HasUnsaved: true } || HasGapsToNote) writing = Write();
        else if (holdsNothing) UnkeptSince = null;
    }

    private async Task Write()
    {
        try
        {
            spool ??= await recording.SpoolOf(user);
            while (sealedChunks.TryPeek(out var next))
            {
                await Begin(next.Chunk);
                await spool.Append(new SealedChunk(next.Chunk.StartSamples, next.Chunk.DurationSamples, Math.Max(0, next.Chunk.SourceSamples), Estimated: false, "audio/ogg", next.Ogg));
                UndeliveredSince ??= time.GetUtcNow();
                sealedBytes -= sealedChunks.Dequeue().Ogg.Length;
                Kept();
                if (next.Chunk.HasFile) await recording.Files.Delete(FileOf(next.Chunk));
                if (await spool.IsFull()) recording.SpoolIsFull();
            }
            if (open is { HasUnsaved: true } chunk)
            {
                await Begin(chunk);
                await Append(chunk);
                Kept();
            }
            while (spool.Journal.Runs.Count > 0 && gaps.TryPeek(out var gap))
            {
                await spool.NoteGap(gap);
                gaps.Dequeue();
            }
        }
        catch (Exception failure)
        {
            // Whatever it was, the next turn tries again: what waits is still here.
            retryAt = time.GetUtcNow() + DiskRetry;
            recording.DiskFailed(user.ToString(), failure);
        }
    }

    private async Task Append(OpenChunk chunk)
    {
        var (record, isFirst) = chunk.Unsaved(writer);
        try
        {
            // Not synced: a killed process loses nothing of it, and for a machine that fails, a chunk is what may be lost.
            await (isFirst ? recording.Files.Write(FileOf(chunk), record) : recording.Files.Append(FileOf(chunk), record));
        }
        catch (IOException)
        {
            chunk.FileFailed();
            throw;
        }
    }

    private void Kept()
    {
        LastKeptAt = time.GetUtcNow();
        UnkeptSince = sealedChunks.Count == 0 && open is not { HasUnsaved: true } && holdsNothing ? null : LastKeptAt;
    }

    // A stream is a run of the track, and becomes an epoch. It is on disk before anything that belongs to it.
    private async Task Begin(OpenChunk chunk)
    {
        if (run == chunk.Run) return;
        writer = recording.NewWriter();
        await spool!.BeginRun(writer, new Anchor(chunk.StartSamples, Math.Max(0, chunk.SourceSamples)));
        run = chunk.Run;
    }

    private string FileOf(OpenChunk chunk) => recording.FileOf(user, chunk);

    private sealed record SealedOgg(OpenChunk Chunk, byte[] Ogg);
}
