using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Calls;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Problems;
using Chronote.Grains.Tracks;
using Chronote.Wire;

namespace Chronote.Gateway.Ingest;

/// <summary>What may be asked of a track besides storing chunks (P-21 to P-26), without HTTP. The caller has found the meeting to be the tenant's.</summary>
public sealed class TrackCalls(IMeetingStore store, IChunkStore chunks, ITrackHints hints, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Why a stretch has no audio (P-25).</summary>
    private static readonly string[] GapReasons =
        ["device_lost", "no_signal", "spool_full", "stalled", "paused", "packet_loss", "encryption", "rejoined", "receiver_lost", "opted_out"];

    public const string TrackIdRule = "A track id is 1–64 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit.";

    public async Task<Called<EpochOpened>> OpenEpoch(TenantId tenant, TrackKey key, Wire.OpenEpoch? body)
    {
        if (body is null) return ProblemResult.Of("bad_request", "The body says seen_epoch, writer, first_seq and anchor.");
        if (body.Writer is not { Length: >= 1 and <= Limits.WriterCharactersMax }) return Invalid($"writer has 1 to {Limits.WriterCharactersMax} characters.");
        if (body.FirstSeq is < 0 or > Limits.SeqMax) return Invalid($"first_seq is 0 to {Limits.SeqMax}.");
        if (body.Anchor is not { TimelineSamples: >= 0, SourceSamples: >= 0 }) return Invalid("anchor says timeline_samples and source_samples, both from 0 on.");
        if (body.Name?.Length > Limits.NameCharactersMax) return Invalid($"name has at most {Limits.NameCharactersMax} characters.");
        var answer = await chunks.OpenEpoch(new Domain.Tracks.OpenEpoch(
            tenant, key, body.Name, body.SeenEpoch, body.Writer, body.FirstSeq, body.Anchor.TimelineSamples, body.Anchor.SourceSamples, body.Anchor.Estimated));
        return answer switch
        {
            OpenAnswer.Opened opened => new Called<EpochOpened>.Done(
                new EpochOpened(opened.Epoch.Epoch, opened.Epoch.FirstSeq, opened.Track.NextSeq, opened.Track.CreditSeq, opened.Track.Epoch!.Value, opened.EndSeq), opened.Again),
            OpenAnswer.Refused refused => ProblemResult.Of(refused.Refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <returns>Null when it was done.</returns>
    public async Task<ProblemResult?> Lost(TenantId tenant, TrackKey key, DeclareLost? body)
    {
        if (body is null || body.FromSeq < 0 || body.ToSeq < body.FromSeq || body.ToSeq - body.FromSeq >= Limits.LostChunksPerCallMax)
            return Invalid($"from_seq and to_seq name a range of at most {Limits.LostChunksPerCallMax} numbers, both inclusive.");
        if (body.Reason is not { Length: >= 1 and <= Limits.ReasonCharactersMax }) return Invalid($"reason has 1 to {Limits.ReasonCharactersMax} characters.");
        var refusal = await chunks.DeclareLost(tenant, key, body.WriterEpoch, new LostRange(body.FromSeq, body.ToSeq, body.Reason));
        hints.ChunkStored(key);
        return refusal is null ? null : ProblemResult.Of(refusal);
    }

    /// <returns>Null when it was done.</returns>
    public async Task<ProblemResult?> RecordGap(TenantId tenant, TrackKey key, RecordGap? body)
    {
        if (body is not { StartSamples: >= 0, DurationSamples: > 0 }) return Invalid("start_samples is 0 or more, duration_samples more than 0.");
        if (!GapReasons.Contains(body.Reason)) return Invalid($"reason is one of {string.Join(", ", GapReasons)}.");
        var refusal = await chunks.RecordGap(tenant, key, body.WriterEpoch, new Gap(body.StartSamples, body.DurationSamples, body.Reason));
        return refusal is null ? null : ProblemResult.Of(refusal);
    }

    public async Task<Called<TrackView>> Look(MeetingRow meeting, string track)
    {
        if (!TrackId.TryParse(track, out var id) || await store.Track(new TrackKey(meeting.Id, id)) is not { } found) return ProblemResult.Of("unknown_track");
        var look = await GrainCall.Insist(time, () => grains.GetGrain<IParticipantStreamGrain>(found.Key.ToString()).Look());
        return new Called<TrackView>.Done(MeetingViews.Of(found, meeting, look.Watermark) with
        {
            Missing = [.. look.Missing.Select(range => new SeqRange(range.FromSeq, range.ToSeq))],
        });
    }

    private static ProblemResult Invalid(string detail) => ProblemResult.Of("invalid", detail);
}
