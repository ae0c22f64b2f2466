using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Tracks;

/// <summary>Which number can be a track's last, said by whom and when (P-50). The track has chunks 0 to 4 stored and 5 to 9 promised.</summary>
public sealed class LastNumberTests
{
    [Theory]
    // Said for the first time.
    [InlineData(null, 9, 9L, 10, null)]
    [InlineData(null, 4, 4L, 10, null)]
    [InlineData(null, 12, 12L, 13, null)]
    [InlineData(null, 3, null, 10, RefusalCode.LastSeqBehind)]
    [InlineData(null, -1, null, 10, RefusalCode.LastSeqBehind)]
    // Said again.
    [InlineData(9L, 9, 9L, 10, null)]
    [InlineData(12L, 12, 12L, 10, null)]
    // Contradicted: the first one stands.
    [InlineData(9L, 8, 9L, 10, RefusalCode.LastSeqNamed)]
    [InlineData(9L, 10, 9L, 10, RefusalCode.LastSeqNamed)]
    [InlineData(9L, 3, 9L, 10, RefusalCode.LastSeqNamed)]
    [InlineData(9L, -1, 9L, 10, RefusalCode.LastSeqNamed)]
    public void A_track_ends_with_the_number_that_was_named_first(long? named, long last, long? endsWith, long next, RefusalCode? refused)
    {
        var before = Given.NewTrack with { StoredMax = 4, ChunkCount = 5, NextSeq = 10, LastSeq = named };
        var (track, refusal) = LastNumber.Name(before, last);
        (refusal?.Code).ShouldBe(refused);
        track.ShouldBe(before with { LastSeq = endsWith, NextSeq = next });
    }

    [Fact]
    public void A_track_that_sent_nothing_may_end_with_nothing() => LastNumber.Name(Given.NewTrack, -1).ShouldBe((Given.NewTrack with { LastSeq = -1 }, null));
}
