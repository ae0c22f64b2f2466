using System.Text;
using Chronote.Client.Spool;
using Chronote.Client.Tests.World;
using Chronote.Client.Upload;

namespace Chronote.Client.Tests.Spool;

public sealed class TornFiles
{
    private static readonly ChunkHeader Header = new()
    {
        Number = 3, Writer = "w", StartSamples = 0, DurationSamples = 960, SourceSamples = 0, Codec = "audio/ogg",
        Digest = Http.ContentDigest.Of("abcdef"u8), BodyBytes = 6,
    };

    [Fact]
    public void A_whole_file_reads_back_as_it_was_written()
    {
        var read = ChunkFile.Read(ChunkFile.Write(Header, "abcdef"u8)).ShouldBeOfType<ChunkRead.Whole>();
        read.Header.ShouldBe(Header);
        Encoding.ASCII.GetString(read.Body.Span).ShouldBe("abcdef");
    }

    [Fact]
    public void Cut_at_any_byte_a_file_is_torn_and_never_an_exception()
    {
        var file = ChunkFile.Write(Header, "abcdef"u8);
        for (var length = 0; length < file.Length; length++)
            ChunkFile.Read(file.AsMemory(0, length)).ShouldBeOfType<ChunkRead.Torn>();
    }

    [Fact]
    public void With_any_bit_turned_in_its_body_a_file_is_torn()
    {
        var file = ChunkFile.Write(Header, "abcdef"u8);
        for (var at = file.Length - 6; at < file.Length; at++)
        {
            file[at] ^= 4;
            ChunkFile.Read(file).ShouldBeOfType<ChunkRead.Torn>().Why.ShouldContain("digest");
            file[at] ^= 4;
        }
    }

    [Fact]
    public void A_torn_chunk_is_set_aside_with_a_sentence_and_becomes_a_recorded_gap()
    {
        var world = new RecorderWorld(21);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            for (var each = 0; each < 3; each++) await recorder.Record("mic");
            world.Disk.Put("meeting/mic/0000000001.chunk", world.Disk.Content("meeting/mic/0000000001.chunk")[..40]);
            await recorder.Deliver(stop: true);
        });
        world.Books["mic"].Stored.Keys.ShouldBe([0, 2]);
        world.Books["mic"].Lost.ShouldBe([1]);
        world.Disk.Paths.ShouldContain("meeting/mic/torn/0000000001.chunk");
        world.News.OfType<UploadNews.Torn>().Single().Sentence!.ShouldContain("set aside");
    }

    [Fact]
    public void A_track_whose_notes_are_damaged_is_delivered_from_its_chunks()
    {
        var world = new RecorderWorld(22);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            var recorder = await world.Begin("mic");
            await recorder.BeginRun("mic");
            for (var each = 0; each < 3; each++) await recorder.Record("mic");
            recorder.Folder.Dispose();
            world.Disk.Put("meeting/mic/track.json", "{ not json"u8.ToArray());
            await (await world.Resume("mic")).Deliver();
        });
        world.Books["mic"].Stored.Keys.ShouldBe([0, 1, 2]);
        world.Said.Single().ShouldContain("damaged");
    }

    [Fact]
    public void A_folder_held_by_another_recorder_is_left_alone()
    {
        var world = new RecorderWorld(23);
        world.Loop.Run(world.Loop.NewProcess(), async () =>
        {
            await world.Begin("mic");
            (await MeetingFolder.Open(world.Disk, RecorderWorld.Folder, world.Budget, world.Said.Add)).ShouldBeNull();
        });
    }
}
