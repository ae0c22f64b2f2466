using Chronote.Discord;
using Chronote.Discord.Placement;
using Chronote.Discord.Voice;

namespace Chronote.Silo.Discord.Recording;

/// <summary>One participant from packets to sealed chunks; <see cref="SpeakerKeeper"/> writes them.</summary>
internal sealed class Speaker : IPlacedPackets
{
    private const int UndecryptablePacketsOfGap = 5;
    private static readonly TimeSpan ToldEvery = TimeSpan.FromSeconds(1);

    private readonly SpeakerTimeline timeline;
    private readonly ChunkCollector chunks;
    private readonly SpeakerKeeper keeper;
    private readonly TimeProvider time;
    private DateTimeOffset? optedOutSince;
    private bool leftOut;
    private int undecryptable;

    public Speaker(Snowflake user, SpeakerKeeper keeper, Func<long, long> toTimeline, TimeProvider time)
    {
        (User, this.keeper, this.time) = (user, keeper, time);
        timeline = new SpeakerTimeline(this);
        chunks = new ChunkCollector(keeper, toTimeline, keeper.EndSamples);
    }

    public Snowflake User { get; }

    public SpeakerKeeper Keeper => keeper;

    public PlacementCounts Counts => timeline.Counts;

    public long Concealed => chunks.Concealed;

    public long Refused => chunks.Refused;

    /// <summary>Where their audio ends so far, on the meeting's timeline.</summary>
    public long EndSamples => chunks.EndSamples;

    public DateTimeOffset? LastPacketAt { get; private set; }

    public DateTimeOffset? UndecryptableSince { get; private set; }

    public DateTimeOffset? LastUndecryptableAt { get; private set; }

    public void Packet(in VoicePacket packet, long arrivedSamples, long nowSamples)
    {
        LastPacketAt = time.GetUtcNow();
        keeper.Heard(LastPacketAt.Value);
        EndUndecryptable();
        EndOptOut();
        if (leftOut) timeline.NewSession(); // what was left out is no loss
        leftOut = false;
        timeline.Arrived(packet, arrivedSamples, nowSamples);
    }

    // A few are no stretch of speech. Between the last of them and the next good one they may have been silent.
    private void EndUndecryptable()
    {
        if (UndecryptableSince is not { } since) return;
        if (undecryptable >= UndecryptablePacketsOfGap) keeper.Gap(since, LastUndecryptableAt!.Value + ToldEvery, GapReason.Encryption);
        (UndecryptableSince, undecryptable) = (null, 0);
    }

    /// <summary>A packet of theirs was discarded on purpose, or for want of room.</summary>
    public void LeftOut() => leftOut = true;

    /// <summary>A packet of theirs was discarded since they don't want to be recorded.</summary>
    public void OptedOut()
    {
        leftOut = true;
        if (optedOutSince is not null) return;
        optedOutSince = time.GetUtcNow();
        Seal();
    }

    /// <summary>The stretch in which they were opted out ends here, if there was one.</summary>
    public void EndOptOut()
    {
        if (optedOutSince is { } since) keeper.GapUntilNow(since, GapReason.OptedOut);
        optedOutSince = null;
    }

    /// <summary>Packets of theirs came for which there are no keys, or which no key opens; told once a second.</summary>
    public void Undecryptable(int packets)
    {
        undecryptable += packets;
        LastUndecryptableAt = time.GetUtcNow();
        UndecryptableSince ??= LastUndecryptableAt;
    }

    public void NewSession() => timeline.NewSession();

    public void Pass(long nowSamples)
    {
        timeline.Pass(nowSamples);
        if (timeline.HeldPacketCount == 0) chunks.Pass(nowSamples);
        keeper.Turn(chunks.Open, isIdle: timeline.HeldPacketCount == 0);
    }

    /// <summary>Nothing more will come for now: what is held is placed, what is open is sealed.</summary>
    public void Seal()
    {
        timeline.Flush();
        chunks.Seal();
        keeper.Turn(null, isIdle: true);
    }

    public SpeakerFacts Facts => new(
        User, LastPacketAt, keeper.LastKeptAt, keeper.UnkeptSince, keeper.LastDurableAt, keeper.UndeliveredSince, UndecryptableSince, LastUndecryptableAt);

    void IPlacedPackets.Placed(in PlacedPacket packet) => chunks.Placed(packet);
}
