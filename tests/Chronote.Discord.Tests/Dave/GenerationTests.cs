using System.Security.Cryptography;
using Chronote.Discord.Dave;
using Chronote.Discord.Dave.Frames;

namespace Chronote.Discord.Tests.Dave;

/// <summary>
/// The ratchet's generation, which no call of less than 27 hours ever steps: with the clock and the sender's nonce set near the boundary.
/// </summary>
public sealed class GenerationTests : IDisposable
{
    private const ulong Generation = 1ul << 24;

    /// <summary>The earliest age at which generation 1 is believed: 2^24 frames at 170 a second.</summary>
    private static readonly TimeSpan FirstStep = TimeSpan.FromSeconds(98_690);

    private static readonly TimeSpan TwoYears = TimeSpan.FromDays(730);

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(16);
    private readonly ReceivedFrames received;
    private readonly List<SentFrames> senders = [];

    public GenerationTests() => received = new ReceivedFrames([.. secret], TimeSpan.Zero);

    public void Dispose()
    {
        received.Dispose();
        foreach (var sender in senders) sender.Dispose();
    }

    [Fact]
    public void The_key_steps_where_the_top_byte_of_the_nonce_does()
    {
        var sender = From(Generation - 3);
        for (var i = 0; i < 5; i++) Hear(sender.Encrypt([1, 2]), FirstStep).ShouldBe(FrameVerdict.Decrypted, $"frame {i}");
    }

    [Fact]
    public void A_generation_that_cannot_have_come_yet_is_refused()
    {
        var frame = From(Generation).Encrypt([1, 2]);
        Hear(frame, FirstStep - TimeSpan.FromSeconds(1)).ShouldBe(FrameVerdict.Forged);
        Hear(frame, FirstStep).ShouldBe(FrameVerdict.Decrypted);
    }

    [Fact]
    public void The_previous_generation_is_heard_for_ten_seconds()
    {
        var old = From(Generation - 10);
        var frames = new[] { old.Encrypt([1]), old.Encrypt([2]), old.Encrypt([3]) };
        Hear(frames[0], FirstStep).ShouldBe(FrameVerdict.Decrypted);
        Hear(From(Generation).Encrypt([1]), FirstStep).ShouldBe(FrameVerdict.Decrypted);
        Hear(frames[1], FirstStep + DaveLimits.OldKeysKept - TimeSpan.FromTicks(1)).ShouldBe(FrameVerdict.Decrypted);
        Hear(frames[2], FirstStep + DaveLimits.OldKeysKept).ShouldBe(FrameVerdict.Forged);
    }

    [Fact]
    public void A_forged_step_changes_nothing()
    {
        Hear(From(5).Encrypt([1]), TwoYears).ShouldBe(FrameVerdict.Decrypted);
        var ahead = From(7 * Generation).Encrypt([1, 2, 3]);
        ahead[0] ^= 1;
        Hear(ahead, TwoYears).ShouldBe(FrameVerdict.Forged);
        Hear(From(6).Encrypt([1]), TwoYears + TimeSpan.FromMinutes(1)).ShouldBe(FrameVerdict.Decrypted, "generation 0 isn't old yet");
    }

    [Fact]
    public void Generations_that_were_skipped_are_heard_when_they_come_late()
    {
        Hear(From(3 * Generation).Encrypt([1]), TwoYears).ShouldBe(FrameVerdict.Decrypted);
        // The nonce window reaches 1,000 back, so only the very end of the generation before can still come.
        Hear(From(3 * Generation - 5).Encrypt([1]), TwoYears).ShouldBe(FrameVerdict.Decrypted);
        Hear(From(2 * Generation).Encrypt([1]), TwoYears).ShouldBe(FrameVerdict.Replayed);
    }

    [Theory]
    [InlineData(250, true)]
    [InlineData(251, false)]
    public void A_jump_is_believed_up_to_250_generations(ulong generation, bool believed) =>
        Hear(From(generation * Generation).Encrypt([1]), TwoYears).ShouldBe(believed ? FrameVerdict.Decrypted : FrameVerdict.Forged);

    [Fact]
    public void Generations_go_on_counting_when_they_wrap_on_the_wire()
    {
        Hear(From(200 * Generation).Encrypt([1]), TwoYears).ShouldBe(FrameVerdict.Decrypted);
        var later = TwoYears + TimeSpan.FromMinutes(1);
        var sender = From(256 * Generation - 3);
        for (var i = 0; i < 5; i++)
        {
            var frame = sender.Encrypt([1, 2, 3]);
            Hear(frame, later).ShouldBe(FrameVerdict.Decrypted, $"frame {i}");
            Hear(frame, later).ShouldBe(FrameVerdict.Replayed, $"frame {i}");
        }
        // Nonces of the first round are on the wire again, under another key.
        Hear(From(5).Encrypt([1]), later).ShouldBe(FrameVerdict.Forged);
        Hear(From(256 * Generation + 5).Encrypt([1]), later + TimeSpan.FromMinutes(1)).ShouldBe(FrameVerdict.Decrypted);
        Hear(From(300 * Generation).Encrypt([1]), later + TimeSpan.FromMinutes(1)).ShouldBe(FrameVerdict.Decrypted);
    }

    /// <param name="nonce">Of the first frame.</param>
    private SentFrames From(ulong nonce)
    {
        var sender = new SentFrames([.. secret], nonce - 1);
        senders.Add(sender);
        return sender;
    }

    private FrameVerdict Hear(byte[] frame, TimeSpan now)
    {
        FrameTrailer.TryRead(frame, out var trailer).ShouldBeTrue();
        return received.Open(trailer.Nonce, trailer.Body, default, trailer.Tag, new byte[2 * trailer.Body.Length], now, trial: false);
    }
}
