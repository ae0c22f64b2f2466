using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Grains.Windows;
using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Server;

/// <summary>The endpoints that show what there is, without HTTP.</summary>
internal sealed class EdgeReading(SimulatedWorld world, Front front, IMeetingStore meetings, IBlobStore blobs)
{
    private const int RowsMax = 1_000;

    public Task<Answer<IReadOnlyList<MeetingRow>>> List(TenantId tenant) => front.Serve<IReadOnlyList<MeetingRow>>("list", async () =>
        new Answer<IReadOnlyList<MeetingRow>>.Ok(await meetings.Meetings(tenant, null, Limits.ListPageDefault)));

    public Task<Answer<IReadOnlyList<EventRow>>> Events(TenantId tenant, string meeting, long after) => front.With<IReadOnlyList<EventRow>>("events", tenant, meeting, async row =>
        new Answer<IReadOnlyList<EventRow>>.Ok(await meetings.Events(row.Id, after, RowsMax)));

    public Task<Answer<IReadOnlyList<SegmentRow>>> Transcript(TenantId tenant, string meeting) => front.With<IReadOnlyList<SegmentRow>>("transcript", tenant, meeting, async row =>
        new Answer<IReadOnlyList<SegmentRow>>.Ok(await meetings.Segments(row.Id, 0, RowsMax)));

    public Task<Answer<byte[]>> Audio(TenantId tenant, TrackAddress track) => front.With<byte[]>("audio", tenant, track.Meeting, async row =>
    {
        var id = new TrackId(track.Track);
        if (await meetings.Track(new TrackKey(row.Id, id)) is not { } found) return Front.No<byte[]>("unknown_track");
        if (found.ChunkCount == 0) return Front.No<byte[]>("not_found");
        if (!(await meetings.Progress(row.Id)).FilesAreCurrent) await world.Grains.GetGrain<IWindowGrain>($"{row.Id}/0").Refresh();
        var artefact = (await meetings.Artefacts(row.Id)).FirstOrDefault(artefact => artefact.Track == id);
        if (artefact is null || await blobs.Open(artefact.Object) is not { } stream) return Front.No<byte[]>("not_found");
        var content = new MemoryStream();
        stream.CopyTo(content);
        return new Answer<byte[]>.Ok(content.ToArray());
    });
}
