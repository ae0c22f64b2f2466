using System.Security.Cryptography;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Operating;
using Chronote.Gateway.Problems;
using Chronote.Wire;

namespace Chronote.Gateway.Ingest;

/// <summary>
/// The acknowledgement path, without HTTP: check the digest, read the audio's shape, store, answer; then hint the track's grain.
/// No grain is on the path: a hint that fails changes no answer (design, section 4).
/// </summary>
public sealed class ChunkIngest(IChunkStore chunks, ITrackHints hints, IQueuePressure pressure, ChronoteMeters meters, TimeProvider time)
{
    public async Task<ChunkPutAnswer> Put(ChunkPut put)
    {
        var began = time.GetTimestamp();
        var answer = await Store(put);
        switch (answer)
        {
            case ChunkPutAnswer.Acknowledged { Again: true }: meters.Repeated(); break;
            case ChunkPutAnswer.Acknowledged: meters.Acknowledged(put.Body.Length, time.GetElapsedTime(began)); break;
            case ChunkPutAnswer.Refused refused: meters.Refused(ProblemCatalogue.Of(refused.Refusal.Code).Code); break;
            case ChunkPutAnswer.BadBody bad: meters.Refused(bad.Code); break;
            case ChunkPutAnswer.Unstored: meters.Refused("unstored"); break;
        }
        return answer;
    }

    private async Task<ChunkPutAnswer> Store(ChunkPut put)
    {
        var digest = SHA256.HashData(put.Body.Span);
        if (put.Digest is { } named && !named.AsSpan().SequenceEqual(digest))
            return new ChunkPutAnswer.BadBody("digest_mismatch", $"The body's SHA-256 is {Convert.ToHexStringLower(digest)}.");
        if (ChunkAudio.Read(put.ContentType, put.Body, out var shape) is { } bad) return bad;

        PutAnswer answer;
        try
        {
            answer = await chunks.Put(new ChunkToStore(
                put.Tenant, put.Key, put.Epoch, put.WriterEpoch, put.StartSamples, digest, put.Digest is not null, shape!, put.Body));
        }
        catch (StoreException failure)
        {
            return new ChunkPutAnswer.Unstored(failure);
        }

        switch (answer)
        {
            case PutAnswer.Stored stored:
                hints.ChunkStored(put.Key.TrackKey);
                return new ChunkPutAnswer.Acknowledged(Acknowledge(stored.Receipt, stored.Track), Again: false);
            case PutAnswer.AlreadyHave have:
                return new ChunkPutAnswer.Acknowledged(Acknowledge(have.Receipt, have.Track), Again: true);
            case PutAnswer.Refused refused:
                // The window may be full only because earlier hints were lost: let the track look at its rows.
                if (refused.Refusal.Code == RefusalCode.OverCredit) hints.ChunkStored(put.Key.TrackKey);
                return new ChunkPutAnswer.Refused(refused.Refusal);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private ChunkAcknowledged Acknowledge(Receipt receipt, TrackRow track) => new()
    {
        Seq = receipt.Key.Seq,
        Epoch = receipt.Epoch,
        Digest = Convert.ToHexStringLower(receipt.Digest),
        StartSamples = receipt.StartSamples,
        DurationSamples = receipt.Shape.DurationSamples,
        NextSeq = track.NextSeq,
        CreditSeq = track.CreditSeq,
        SlowDown = pressure.TranscriptionIsBehind,
    };
}

/// <summary>Tells a track's grain that its rows changed. Never fails and never waits: the sweep makes up for what is lost.</summary>
public interface ITrackHints
{
    void ChunkStored(TrackKey track);
}

/// <summary>Whether transcription is behind, as last seen. Information for users; nobody sends less because of it.</summary>
public interface IQueuePressure
{
    bool TranscriptionIsBehind { get; }
}
