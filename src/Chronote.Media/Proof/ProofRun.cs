using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Timeline;

namespace Chronote.Media.Proof;

/// <summary>One pass over a file: follows the plan as long as the file does, and searches where it does not.</summary>
internal sealed class ProofRun(IAsyncEnumerator<ManifestEntry> manifest, PacketWindow file, StoredChunkSource? storedChunk) : IDisposable
{
    /// <summary>How many chunks behind the expected one are still recognised.</summary>
    internal const int EntriesBehind = 16;

    private const int EntriesAhead = 16;

    /// <summary>Longer chunks are looked for only where one may begin, not at every packet: each look hashes the whole chunk.</summary>
    private const int SearchedPacketsMax = 2_000;

    private readonly TimelinePlan plan = new(TimelineCursor.Begin);
    private readonly PacketsDigest digest = new();
    private readonly byte[] digestBytes = new byte[PacketsDigest.Bytes];
    private readonly List<Expected> near = [];
    private readonly SeqList lost = new();
    private readonly SeqList doubled = new();
    private readonly SeqList misplaced = new();
    private readonly SeqList overlapTrimmed = new();
    private readonly SeqList unproven = new();
    private int expected;
    private bool manifestEnded;
    private long acknowledged;
    private long foundOnce;
    private long unknownPackets;
    private long unknownSinceMatch;
    private int usualPacketSamples = OpusSilence.LongestSamples;

    public async Task<ProofReport> ToEnd()
    {
        while (await ReadAhead())
        {
            if (!await IsAtItsPlace(near[expected]) && !await Search())
                break;
        }

        while (await Search())
        {
            // Behind the last chunk only silence may follow; whatever is recognised there is counted.
        }

        do
        {
            foreach (var entry in near)
                Leave(entry);
            near.Clear();
            expected = 0;
        }
        while (await ReadAhead());

        return new()
        {
            Acknowledged = acknowledged,
            FoundOnce = foundOnce,
            Lost = lost,
            Doubled = doubled,
            Misplaced = misplaced,
            OverlapTrimmed = overlapTrimmed,
            Unproven = unproven,
            UnknownPackets = unknownPackets,
            Fault = file.Fault,
        };
    }

    public void Dispose() => digest.Dispose();

    /// <summary>Whether there is an expected entry, having read the ones after it.</summary>
    private async ValueTask<bool> ReadAhead()
    {
        while (!manifestEnded && near.Count - expected <= EntriesAhead)
        {
            manifestEnded = !await manifest.MoveNextAsync();
            if (manifestEnded)
                break;
            acknowledged++;
            near.Add(new(manifest.Current));
        }

        while (expected > EntriesBehind)
        {
            Leave(near[0]);
            near.RemoveAt(0);
            expected--;
        }

        return expected < near.Count;
    }

    private void Leave(Expected entry)
    {
        if (entry.Found == 0)
            lost.Add(entry.Manifest.Seq);
        if (entry.Found == 1)
            foundOnce++;
    }

    /// <summary>Follows the plan: its silence, then the chunk's packets, all where they belong.</summary>
    private async ValueTask<bool> IsAtItsPlace(Expected entry)
    {
        var chunk = entry.Manifest;
        plan.Begin(chunk.StartSamples, chunk.PreSkipSamples);
        var inStep = file.HeadSamples == plan.PositionSamples;
        while (plan.TryFill(plan.FillUntilSamples, out var durationSamples))
        {
            inStep = inStep && await file.Has(1) && file.IsSilence(0) && file.DurationSamples(0) == durationSamples;
            if (inStep)
                file.Drop(1);
        }

        if (!inStep)
            return false;
        var (leftOut, isProven) = await LeftOut(chunk);
        var packets = chunk.PacketCount - leftOut;
        if (packets < 0 || !await file.Has(packets))
            return false;

        for (var index = 0; index < packets; index++)
            digest.Append(file.Packet(index));
        digest.Finish().CopyTo(digestBytes, 0);
        if (isProven && !digestBytes.AsSpan().SequenceEqual(chunk.PacketsDigest.Span))
            return false;
        if (leftOut > 0)
            overlapTrimmed.Add(chunk.Seq);
        if (!isProven)
            unproven.Add(chunk.Seq);
        Take(entry, packets);
        expected++;
        return true;
    }

    /// <summary>Hashes the leading packets that the plan leaves out. They are not in the file, so they come from storage.</summary>
    private async ValueTask<(int Packets, bool IsProven)> LeftOut(ManifestEntry chunk)
    {
        var packets = 0;
        // The shortest packet decides cheaply that nothing can be left out: the usual case.
        if (!plan.LeavesOut(MediaLimits.PlacementStepSamples))
            return (0, true);
        if (storedChunk is not null && await storedChunk(chunk.Seq) is { } bytes)
        {
            var stored = StoredPackets.Of(bytes.Span);
            for (; stored.MoveNext() && plan.LeavesOut(OpusPacket.DurationSamples(stored.Current)); packets++)
            {
                plan.Place(OpusPacket.DurationSamples(stored.Current));
                digest.Append(stored.Current);
            }

            return (packets, true);
        }

        var durationSamples = await file.Has(1) ? file.DurationSamples(0) : usualPacketSamples;
        for (; packets < chunk.PacketCount && plan.LeavesOut(durationSamples); packets++)
            plan.Place(durationSamples);
        return (packets, packets == 0);
    }

    private void Take(Expected entry, int packets)
    {
        for (var index = 0; index < packets; index++)
            plan.Place(file.DurationSamples(index));
        Drop(entry, packets);
    }

    private void Drop(Expected entry, int packets)
    {
        if (packets > 0)
            usualPacketSamples = file.DurationSamples(0);
        entry.Found++;
        unknownSinceMatch = 0;
        file.Drop(packets);
    }

    /// <summary>Moves on packet by packet until one of the nearest chunks begins at the head. False at the end of the file.</summary>
    private async ValueTask<bool> Search()
    {
        var isFirstLook = true;
        while (await file.Has(1))
        {
            if (await NearestAtHead(isFirstLook) is { } entry)
            {
                Recognise(entry);
                return true;
            }

            isFirstLook = false;
            if (!file.IsSilence(0))
            {
                unknownPackets++;
                unknownSinceMatch++;
            }

            file.Drop(1);
            if (expected < near.Count && unknownSinceMatch > near[expected].Manifest.PacketCount)
            {
                unknownSinceMatch = 0;
                PassOver(near[expected]);
                await ReadAhead();
            }
        }

        return false;
    }

    private async ValueTask<Expected?> NearestAtHead(bool isFirstLook)
    {
        var hashed = 0;
        digest.Finish();
        // Chunks of pure silence may be equal: then the one that is still missing is meant, and the next one due before others.
        var candidates = near
            .OrderBy(entry => entry.Manifest.PacketCount)
            .ThenBy(entry => entry.Found)
            .ThenBy(entry => near.IndexOf(entry) < expected);
        foreach (var entry in candidates)
        {
            var packets = entry.Manifest.PacketCount;
            if ((packets > SearchedPacketsMax && !isFirstLook) || packets == 0 || !await file.Has(packets))
                break;
            for (; hashed < packets; hashed++)
                digest.Append(file.Packet(hashed));
            digest.Current(digestBytes);
            if (digestBytes.AsSpan().SequenceEqual(entry.Manifest.PacketsDigest.Span))
                return entry;
        }

        return null;
    }

    private void Recognise(Expected entry)
    {
        var seq = entry.Manifest.Seq;
        var index = near.IndexOf(entry);
        digest.Finish();
        if (entry.Found > 0)
        {
            if (entry.Found == 1)
                doubled.Add(seq);
            Drop(entry, entry.Manifest.PacketCount);
            return;
        }

        if (index < expected)
        {
            misplaced.Add(seq);
            Drop(entry, entry.Manifest.PacketCount);
            return;
        }

        while (expected < index)
            PassOver(near[expected]);
        BeginWithFill(entry.Manifest);
        if (file.HeadSamples != plan.PositionSamples)
            misplaced.Add(seq);
        Take(entry, entry.Manifest.PacketCount);
        expected++;
    }

    /// <summary>Lets the plan go on as if a chunk that is not where it should be were there, with packets of the usual duration.</summary>
    private void PassOver(Expected entry)
    {
        BeginWithFill(entry.Manifest);
        for (var packet = 0; packet < entry.Manifest.PacketCount; packet++)
            plan.Place(usualPacketSamples);
        expected++;
    }

    private void BeginWithFill(ManifestEntry chunk)
    {
        plan.Begin(chunk.StartSamples, chunk.PreSkipSamples);
        while (plan.TryFill(plan.FillUntilSamples, out _))
        {
            // Only the place matters here.
        }
    }

    private sealed class Expected(ManifestEntry manifest)
    {
        public ManifestEntry Manifest { get; } = manifest;

        public int Found { get; set; }
    }
}
