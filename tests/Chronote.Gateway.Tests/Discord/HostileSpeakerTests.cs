using Chronote.Discord;
using Chronote.Discord.Voice;
using Chronote.Gateway.Tests.World;
using Chronote.Media.Ogg;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>A participant may send whatever passes the encryption: the recording bears it, and every chunk it makes of it is one that the server takes.</summary>
public sealed class HostileSpeakerTests(ClockedServer shared) : IClassFixture<ClockedServer>
{
    private static readonly byte[] Silence = [0xF8, 0xFF, 0xFE];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_sent_the_recording_goes_on_and_its_chunks_are_taken(int seed)
    {
        var random = new Random(seed);
        await using var world = await VoiceWorld.On(shared.Server);
        SpokenTrack victim = new(11), hostile = new(66);
        await world.Record();
        IVoiceSink sink = world.Recording;
        for (var round = 0; round < 40; round++)
        {
            for (var i = random.Next(60); i > 0; i--) Send(sink, hostile.User, round, world.Clock.GetTimestamp(), random);
            if (random.Next(8) == 0) world.Tell(new VoiceEvent.Dropped(hostile.User, DropReason.Forged, random.Next(1, 500)));
            await world.Speak(TimeSpan.FromMilliseconds(100), victim);
        }
        await world.FallSilent(victim);
        (await world.WithTime(world.Recording.Stop(TimeSpan.FromHours(1)))).ShouldBeTrue($"seed {seed}, {await world.Recording.Figures()}");
        var figures = await world.Recording.Figures();
        figures.ChunksDelivered.ShouldBe(figures.ChunksSealed, $"seed {seed}");
        Directory.Exists(world.Folder).ShouldBeFalse("nothing was refused");
        await world.Same(victim);
        foreach (var chunk in await world.Chunks(hostile))
            OggOpusChunk.Read(await world.Bytes(chunk)).Value.ShouldNotBeNull($"seed {seed}").DurationSamples.ShouldBeLessThanOrEqualTo(15 * 48_000);
    }

    private static void Send(IVoiceSink sink, Snowflake user, int round, long timestamp, Random random)
    {
        var packet = random.Next(4) == 0 ? Silence : new byte[random.Next(random.Next(8) == 0 ? 1_300 : 12)];
        if (packet.Length != 3) random.NextBytes(packet);
        if (packet.Length > 0 && random.Next(2) == 0) packet[0] &= 0xFC; // one frame: what is valid more often
        var wild = random.Next(10) == 0;
        sink.Packet(new VoicePacket(
            user, (uint)(wild ? random.Next(4) : 1), (ushort)(wild ? random.Next(65_536) : round * 40 + random.Next(60)),
            (uint)(wild ? random.NextInt64(uint.MaxValue) : round * 4_800 + random.Next(60) * 960), timestamp + random.Next(-1_000_000, 1_000), packet));
    }
}
