using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Gateway.Ingest;
using Chronote.Media;
using Chronote.Media.Flac;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Pcm;
using Chronote.Media.Wav;

namespace Chronote.Silo.Loops;

/// <summary>Encodes WAV and FLAC chunks to Opus, once, off the acknowledgement path; then deletes the source.</summary>
/// <remarks>
/// A full disk leaves a chunk in progress, which is queued again at the next look; a crash until the next start, or until its lease ends where other
/// servers go on. The source goes only after the encoded audio is committed.
/// </remarks>
public sealed partial class Normaliser(INormalisationQueue queue, ITrackHints hints, TimeProvider time, ILogger<Normaliser> log) : BackgroundService
{
    private const int ChunksPerLook = 8;
    private static readonly TimeSpan CleanAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // The longest chunk takes some seconds. Whoever takes longer may find that another server was quicker, and then changes nothing.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private long? _begun;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        do
        {
            try
            {
                if (_begun is { } left) await queue.Release(left);
                _begun = null;
                await queue.EndExpired(time.GetUtcNow());
                while (!stoppingToken.IsCancellationRequested && await Look()) { }
                foreach (var chunk in await queue.Uncleaned(time.GetUtcNow() - CleanAfter, ChunksPerLook)) await queue.Clean(chunk);
            }
            catch (Exception failure)
            {
                LogFailed(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> Look()
    {
        var queued = await queue.Queued(ChunksPerLook);
        foreach (var chunk in queued)
        {
            if (!await queue.Begin(chunk.ChunkId, time.GetUtcNow() + Lease)) continue;
            _begun = chunk.ChunkId;
            if (await queue.ReadSource(chunk.ChunkId) is not { } source)
            {
                await queue.Fail(chunk.ChunkId, "The chunk's bytes are gone.");
                _begun = null;
                continue;
            }
            var before = chunk.BeforeChunkId is { } id ? await queue.ReadSource(id) : null;
            await EncodeOrFail(chunk, source, before);
            _begun = null;
            // The chunk before was this one's pre-roll; nobody needs its source any more.
            if (chunk.BeforeChunkId is { } done) await queue.Clean(done);
        }
        return queued.Count > 0;
    }

    // A chunk that can't be encoded must not stop the ones behind it. What is no chunk's fault, a missing library or a full disk, leaves it queued.
    private async Task EncodeOrFail(ChunkToNormalise chunk, byte[] source, byte[]? before)
    {
        try
        {
            await Encode(chunk, source, before);
        }
        catch (Exception failure) when (failure is not (OpusLibraryMissing or StoreException or OutOfMemoryException))
        {
            LogUnreadable(log, chunk.Key, "unexpected", failure.Message);
            await queue.Fail(chunk.ChunkId, $"unexpected: {failure.Message}");
        }
    }

    private async Task Encode(ChunkToNormalise chunk, byte[] source, byte[]? before)
    {
        if (!Decode(chunk.Codec, source).TryGet(out var pcm, out var fault))
        {
            LogUnreadable(log, chunk.Key, fault.Code, fault.Message);
            await queue.Fail(chunk.ChunkId, $"{fault.Code}: {fault.Message}");
            return;
        }
        var earlier = before is not null && Decode(chunk.Codec, before).TryGet(out var decoded, out _) && decoded.RateHz == pcm.RateHz && decoded.Channels == pcm.Channels ? decoded : null;
        var encoded = PcmNormaliser.ToOggOpus(pcm, earlier, new OpusEncoding(Math.Min(pcm.Channels, 2)));
        var parsed = OggOpusChunk.Read(encoded).Value ?? throw new InvalidDataException("What was encoded can't be read.");
        await queue.Complete(chunk.ChunkId, encoded, new AudioShape(chunk.Codec, parsed.DurationSamples, 0, parsed.PacketCount, parsed.PacketsDigest), time.GetUtcNow());
        hints.ChunkStored(chunk.Key.TrackKey);
    }

    private static Reading<PcmAudio> Decode(AudioCodec codec, byte[] bytes) => codec == AudioCodec.Flac ? FlacFile.Read(bytes) : WavFile.Read(bytes);
}
