using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Grains.Windows;
using Chronote.Silo.Audio;
using Chronote.Simulation.Server;
using Written = (Chronote.Domain.Ports.ArtefactRow Artefact, long Chunks);

namespace Chronote.Simulation.Mistakes;

/// <summary>One in how files are made.</summary>
internal abstract class AssemblyMistake(string section, string sentence) : MadeMistake("assembling", section, sentence)
{
    public override IWindowAssembly Assembly(IWindowAssembly right, IMeetingStore meetings, IChunkStore chunks, IBlobStore blobs) => Twisted<IWindowAssembly>.Of(right, (_, arguments, go) =>
        Write((TrackKey)arguments[0]!, (string)arguments[1]!, (int)arguments[3]!, () => (Task<Written>)go(arguments)!));

    protected abstract Task<Written> Write(TrackKey track, string name, int revision, Func<Task<Written>> write);
}

internal sealed class LeavesOutTheLastChunk() : MadeMistake("assembling", "5", "Every acknowledged chunk is in the final assembly exactly once, in order (I1).")
{
    public override IWindowAssembly Assembly(IWindowAssembly right, IMeetingStore meetings, IChunkStore chunks, IBlobStore blobs)
    {
        var left = 0;
        var twisted = Twisted<IMeetingStore>.Of(meetings, (method, arguments, go) =>
            method == nameof(IMeetingStore.ChunksByPlace) ? Page((Task<IReadOnlyList<ChunkRow>>)go(arguments)!) : go(arguments));
        return Twisted<IWindowAssembly>.Of(new TrackAssembly(twisted, chunks, blobs), (_, arguments, go) => Counted((Task<Written>)go(arguments)!));

        async Task<IReadOnlyList<ChunkRow>> Page(Task<IReadOnlyList<ChunkRow>> read)
        {
            var page = await read;
            left = page.Count > 1 ? 1 : 0;
            return left > 0 ? [.. page.SkipLast(1)] : page;
        }

        async Task<Written> Counted(Task<Written> write) => await write is var written ? (written.Artefact, written.Chunks + left) : default;
    }
}

internal sealed class MarksMoreThanTheManifest() : CommitMistake("assembling", "6", "One transaction compare-and-sets the revision and marks exactly the manifest's chunks.")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) => store(Changed<RowChange.SaveArtefacts>(commit, save => save with
    {
        ChunkCount = Number("SELECT coalesce(sum(chunk_count), 0) FROM tracks WHERE meeting = $1", save.Id.Value),
    }));
}

internal sealed class OverwritesObjects() : CommitMistake("assembling", "6", "The object's name contains window, revision and digest and is never overwritten.")
{
    public override IWindowAssembly Assembly(IWindowAssembly right, IMeetingStore meetings, IChunkStore chunks, IBlobStore blobs) => Twisted<IWindowAssembly>.Of(right, (_, arguments, go) =>
        go([arguments[0], OneName((string)arguments[1]!), arguments[2], arguments[3]]));

    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) =>
        store(Changed<RowChange.IntendObject>(commit, intend => intend with { Object = OneName(intend.Object) }));

    private static string OneName(string name) => $"{name.Split('-')[0]}.ogg";
}

internal sealed class CommitsARevisionWithoutItsObject() : AssemblyMistake("6", "One transaction compare-and-sets the revision and marks exactly the manifest's chunks.")
{
    protected override async Task<Written> Write(TrackKey track, string name, int revision, Func<Task<Written>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception failure) when (CapturedLog.WasToBeExpected(failure))
        {
            var chunks = Number("SELECT chunk_count FROM tracks WHERE meeting = $1 AND track = $2", track.Meeting.Value, track.Track.Value);
            return (new ArtefactRow(0, track.Track, revision, name, 0, new byte[32], 0), chunks);
        }
    }
}

internal sealed class DeletesBytesWithTheRevision() : MadeMistake("assembling", "6", "Only after it are those bytes deleted, by key, and only when every window they touch has committed them.")
{
    protected override string Trigger =>
        "AFTER UPDATE OF revision ON windows BEGIN DELETE FROM chunk_bytes WHERE chunk_id IN (SELECT min(chunk_id) FROM chunks WHERE meeting_no = NEW.meeting_no); END";
}

internal sealed class ForgetsLateChunks() : MadeMistake("assembling", "5", "What comes later amends it (I5).")
{
    public override IMeetingStore Meetings(IMeetingStore right) => Twisted<IMeetingStore>.Of(right, (method, arguments, go) => method switch
    {
        nameof(IMeetingStore.TracksLowOnCredit) => Task.FromResult<IReadOnlyList<TrackKey>>([]),
        nameof(IMeetingStore.Progress) => Whole((MeetingId)arguments[0]!, (Task<Domain.Meetings.MeetingProgress>)go(arguments)!),
        _ => go(arguments),
    });

    private async Task<Domain.Meetings.MeetingProgress> Whole(MeetingId meeting, Task<Domain.Meetings.MeetingProgress> read) =>
        await read is var progress && Number("SELECT count(*) FROM meetings WHERE meeting = $1 AND phase = 'Completed'", meeting.Value) > 0 ? progress with { FilesAreCurrent = true } : progress;
}

internal sealed class ForgetsLateWork() : MadeMistake("assembling", "4", "A failed hint changes no answer; consumers catch up from rows.")
{
    protected override string Trigger => "AFTER INSERT ON due WHEN NEW.what = 'late' BEGIN DELETE FROM due WHERE kind = NEW.kind AND key = NEW.key AND what = 'late'; END";
}
