using Chronote.Domain.Transcription;
using Chronote.Engines.Guards;
using Chronote.Engines.Tests.Speech;

namespace Chronote.Engines.Tests.Guards;

public sealed class SilenceGateTests
{
    [Fact]
    public async Task Silence_room_noise_hum_and_clicks_are_never_sent()
    {
        foreach (var quiet in new[]
        {
            UnitOf.Silence(3),
            UnitOf.Noise(3, -65),
            UnitOf.Noise(3, -50),
            UnitOf.Noise(3, -35),
            UnitOf.Tone(3, -30, hz: 100),
            [.. UnitOf.Noise(1, -70), .. UnitOf.Noise(0.02, -15), .. UnitOf.Noise(2, -70)],
        })
            (await Gate(quiet)).ShouldBeOfType<EngineAnswer.Silent>();
    }

    [Fact]
    public async Task Speech_is_sent_loud_quiet_short_and_over_noise()
    {
        var speech = await Flite.Say("Good morning everybody, let us begin.");
        var yes = await Flite.Say("Yes.");
        foreach (var heard in new[]
        {
            speech,
            [.. speech.Select(sample => (short)(sample / 30))],
            [.. UnitOf.Silence(5), .. yes, .. UnitOf.Silence(5)],
            yes,
            [.. speech.Zip(UnitOf.Noise(speech.Length / 16_000.0 + 1, -45),
                (a, b) => (short)Math.Clamp(a + b, short.MinValue, short.MaxValue))],
        })
            (await Gate(heard)).ShouldBeOfType<EngineAnswer.Text>();
    }

    [Fact]
    public async Task Audio_that_can_not_be_decoded_is_answered_without_asking()
        => (await new SilenceGate(new Scripted("text")).Transcribe(UnitOf.Bytes([1, 2, 3]),
            CancellationToken.None)).ShouldBeOfType<EngineAnswer.Audio>();

    private static Task<EngineAnswer> Gate(short[] samples)
        => new SilenceGate(new Scripted("text")).Transcribe(UnitOf.Samples(samples), CancellationToken.None);
}
