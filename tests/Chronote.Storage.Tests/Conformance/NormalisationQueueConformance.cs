using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>WAV and FLAC on their way to Opus: encoded once, the source deleted only afterwards.</summary>
public abstract class NormalisationQueueConformance : StoreConformance
{
    private static readonly AudioShape Encoded = new(AudioCodec.Wav, Given.ChunkSamples, 0, 250, [9, 9]);

    private DateTimeOffset Lease => Store.Now.AddMinutes(2);

    [Fact]
    public async Task Chunks_wait_in_order_of_track_and_place_and_know_the_one_before()
    {
        var meeting = await Store.Meeting();
        foreach (var seq in (int[])[1, 0, 3]) await Wav(meeting.Track("a"), seq);
        await Wav(meeting.Track("b"), 0);
        await Store.StoreChunks(meeting.Track("c"), 0);
        var queued = await Store.Normalisation.Queued(9);
        queued.Select(chunk => (chunk.Key.Track.Value, chunk.Key.Seq)).ShouldBe([("a", 0), ("a", 1), ("a", 3), ("b", 0)]);
        queued.Select(chunk => chunk.BeforeChunkId).ShouldBe([null, queued[0].ChunkId, null, null]);
        (await Store.Normalisation.Queued(2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_of_many_who_begin_at_once_gets_the_chunk()
    {
        var meeting = await Store.Meeting();
        await Wav(meeting.Track(), 0);
        var chunk = (await Store.Normalisation.Queued(9)).ShouldHaveSingleItem();
        (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Store.Normalisation.Begin(chunk.ChunkId, Lease)))).Count(begun => begun).ShouldBe(1);
        (await Store.Normalisation.Queued(9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_encoded_audio_is_what_is_read_from_then_on_and_its_shape_is_kept()
    {
        var (meeting, put, chunk) = await Begun();
        (await Store.Normalisation.ReadSource(chunk)).ShouldBe(put.Bytes.ToArray());
        (await Store.Normalisation.Complete(chunk, [1, 2, 3], Encoded, Store.Now)).ShouldBeTrue();
        (await Store.Chunks.ReadBytes(put.Key)).ShouldBe([1, 2, 3]);
        var row = (await Store.Meetings.Chunks(meeting.Track(), 0, 9)).ShouldHaveSingleItem();
        (row.Receipt.Shape.Packets, row.Receipt.Shape.DurationSamples).ShouldBe((250, Given.ChunkSamples));
        row.Receipt.Shape.PacketsDigest.ShouldBe([9, 9]);
        row.Receipt.Digest.ShouldBe(put.Digest, "the receipt proves what was sent");
        (await Store.Normalisation.Complete(chunk, [4], Encoded, Store.Now)).ShouldBeFalse("it is encoded once");
        (await Store.Chunks.ReadBytes(put.Key)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task The_source_is_deleted_only_once_the_encoded_audio_is_there()
    {
        var (_, put, chunk) = await Begun();
        await Store.Normalisation.Clean(chunk);
        (await Store.Normalisation.ReadSource(chunk)).ShouldNotBeNull();
        await Store.Normalisation.Complete(chunk, [1], Encoded, Store.Now);
        (await Store.Normalisation.Uncleaned(Store.Now, 9)).ShouldBeEmpty();
        (await Store.Normalisation.Uncleaned(Store.Now.AddMilliseconds(1), 9)).ShouldBe([chunk]);
        await Store.Normalisation.Clean(chunk);
        (await Store.Normalisation.ReadSource(chunk)).ShouldBeNull();
        (await Store.Normalisation.Uncleaned(Store.Now.AddHours(1), 9)).ShouldBeEmpty();
        (await Store.Chunks.ReadBytes(put.Key)).ShouldBe([1]);
    }

    [Fact]
    public async Task What_was_in_progress_when_the_process_ended_is_queued_again_I6()
    {
        var (_, _, chunk) = await Begun();
        (await Store.Normalisation.Requeue()).ShouldBe(1);
        (await Store.Normalisation.Complete(chunk, [1], Encoded, Store.Now)).ShouldBeFalse("the claim ended with its process");
        (await Store.Normalisation.Queued(9)).ShouldHaveSingleItem().ChunkId.ShouldBe(chunk);
        (await Store.Normalisation.Begin(chunk, Lease)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_process_left_behind_is_queued_again_when_its_lease_has_ended_I6()
    {
        var (_, _, chunk) = await Begun();
        (await Store.Normalisation.EndExpired(Lease.AddMilliseconds(-1))).ShouldBe(0, "another server may be at work on it");
        (await Store.Normalisation.Queued(9)).ShouldBeEmpty();
        (await Store.Normalisation.EndExpired(Lease)).ShouldBe(1);
        (await Store.Normalisation.Queued(9)).ShouldHaveSingleItem().ChunkId.ShouldBe(chunk);
        (await Store.Normalisation.Complete(chunk, [1], Encoded, Store.Now)).ShouldBeFalse("the claim ended with its lease");
        (await Store.Normalisation.EndExpired(Lease)).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_encoded_in_time_is_not_queued_again()
    {
        var (_, _, chunk) = await Begun();
        await Store.Normalisation.Complete(chunk, [1], Encoded, Store.Now);
        (await Store.Normalisation.EndExpired(Lease.AddDays(1))).ShouldBe(0);
        await Store.Normalisation.Release(chunk);
        (await Store.Normalisation.Queued(9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_could_not_be_gone_on_with_is_queued_again_at_once()
    {
        var (_, _, chunk) = await Begun();
        await Store.Normalisation.Release(chunk);
        (await Store.Normalisation.Queued(9)).ShouldHaveSingleItem().ChunkId.ShouldBe(chunk);
        (await Store.Normalisation.Begin(chunk, Lease)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_encoded_is_dead_keeps_its_source_and_holds_nothing_up()
    {
        var (meeting, put, chunk) = await Begun();
        await Store.Normalisation.Fail(chunk, "bad header");
        (await Store.Normalisation.ReadSource(chunk)).ShouldBe(put.Bytes.ToArray());
        (await Store.Normalisation.Queued(9)).ShouldBeEmpty();
        var progress = await Store.Meetings.Progress(meeting);
        (progress.PendingText, progress.DeadChunks, progress.PlayableChunks).ShouldBe((0, 1, 0));
    }

    [Fact]
    public async Task Text_is_made_of_the_encoded_audio()
    {
        var (meeting, _, chunk) = await Begun();
        (await Store.Queue.Waiting(Store.Now, 9)).ShouldBeEmpty();
        await Store.Normalisation.Complete(chunk, [1], Encoded, Store.Now);
        (await Store.Queue.Waiting(Store.Now, 9)).ShouldHaveSingleItem().Meeting.ShouldBe(meeting);
    }

    private async Task<ChunkToStore> Wav(TrackKey track, int seq)
    {
        var chunk = Given.Chunk(track, seq, codec: AudioCodec.Wav) with { StartSamples = seq * (long)Given.ChunkSamples };
        await Store.Stored(chunk);
        return chunk;
    }

    private async Task<(MeetingId Meeting, ChunkToStore Put, long ChunkId)> Begun()
    {
        var meeting = await Store.Meeting();
        var put = await Wav(meeting.Track(), 0);
        var chunk = (await Store.Normalisation.Queued(1)).Single().ChunkId;
        (await Store.Normalisation.Begin(chunk, Lease)).ShouldBeTrue();
        return (meeting, put, chunk);
    }
}
