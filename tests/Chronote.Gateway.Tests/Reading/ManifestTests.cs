using System.Security.Cryptography;
using Chronote.Domain;
using Chronote.Gateway.Tests.World;
using Chronote.Media.Ogg;

namespace Chronote.Gateway.Tests.Reading;

public sealed class ManifestTests(RecordingServer shared) : IClassFixture<RecordingServer>
{
    private Caller Caller => shared.Server.Admin;

    [Fact]
    public async Task P61_a_chunk_stands_there_as_it_was_acknowledged()
    {
        var meeting = await Caller.Meeting();
        await meeting.OpenEpoch("mic", null, "w");
        var body = Sound.Ogg(packets: 30);
        var acknowledged = (await meeting.PutNamed("mic", 0, body, 0, start: 9_600)).ShouldBe(201);
        var manifest = (await meeting.Get("/manifest")).ShouldBe(200);
        manifest.String("meeting").ShouldBe(meeting.Id);
        manifest.String("phase").ShouldBe("recording");
        var chunk = manifest["tracks"][0].GetProperty("chunks")[0];
        foreach (var name in (string[])["seq", "epoch", "start_samples", "duration_samples"]) chunk.GetProperty(name).GetInt64().ShouldBe(acknowledged.Number(name), name);
        chunk.GetProperty("digest").GetString().ShouldBe(acknowledged.String("digest"));
        chunk.GetProperty("packets").GetInt32().ShouldBe(30);
        chunk.GetProperty("pre_skip_samples").GetInt32().ShouldBe(0);
        chunk.GetProperty("packets_digest").GetString().ShouldBe(PacketsDigest(body));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task P61_pages_hold_every_chunk_of_every_track_once()
    {
        var meeting = await Caller.Meeting();
        foreach (var (track, count) in ((string, int)[])[("a", Limits.ManifestPageChunks), ("b", 3), ("c", Limits.ManifestPageChunks + 5), ("d", 1)])
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 32 },
                async (seq, _) => (await meeting.Put(track, seq, Sound.Ogg(seq, packets: 1))).ShouldBe(201));
        var (seen, cursor, pages) = (new List<string>(), (string?)null, 0);
        do
        {
            var page = (await meeting.Get($"/manifest{(cursor is null ? "" : $"?cursor={cursor}")}")).ShouldBe(200);
            var chunks = page["tracks"].EnumerateArray().SelectMany(track =>
                track.GetProperty("chunks").EnumerateArray().Select(chunk => $"{track.GetProperty("track").GetString()}{chunk.GetProperty("seq").GetInt64()}")).ToList();
            chunks.Count.ShouldBeLessThanOrEqualTo(Limits.ManifestPageChunks);
            seen.AddRange(chunks);
            cursor = page.Has("next_cursor") ? page.String("next_cursor") : null;
            pages++;
        }
        while (cursor is not null);
        seen.Count.ShouldBe(2 * Limits.ManifestPageChunks + 9);
        seen.Distinct().Count().ShouldBe(seen.Count);
        pages.ShouldBe(3);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("mic:x")]
    [InlineData(":3")]
    [InlineData("mic:-1")]
    public async Task P61_a_cursor_that_is_none_is_invalid(string cursor) => (await (await Caller.Meeting()).Get($"/manifest?cursor={cursor}")).ShouldBeProblem(422, "invalid");

    [Fact]
    public async Task P61_an_empty_meeting_has_an_empty_manifest()
    {
        var manifest = (await (await Caller.Meeting()).Get("/manifest")).ShouldBe(200);
        manifest["tracks"].GetArrayLength().ShouldBe(0);
        manifest.Has("next_cursor").ShouldBeFalse();
    }

    // As the manifest defines it: SHA-256 over each packet's length (4 bytes, little endian) and bytes.
    private static string PacketsDigest(byte[] ogg)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var packet in StoredPackets.Of(ogg))
        {
            sha.AppendData(BitConverter.GetBytes(packet.Length));
            sha.AppendData(packet);
        }
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
