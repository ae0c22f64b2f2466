using Chronote.Domain;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Domain.Windows;

namespace Chronote.Grains.Windows;

/// <summary>A window: for now the one that spans the whole meeting. Assembles each track's file, then writes the summary.</summary>
public sealed class WindowGrain(
    IGrainRecords records, IMeetingStore meetings, IWindowAssembly assembly, IBlobStore blobs, IErasure erasure, INotesWriter writer, IRandomness randomness, TimeProvider time)
    : DecidingGrain<WindowState, WindowCommand, WindowEvent, WindowEffect>(records, time), IWindowGrain
{
    private IReadOnlyList<ArtefactRow> _written = [];
    private (NotesDocument Summary, long TextVersion)? _summary;

    protected override GrainName Name => new("window", this.GetPrimaryKeyString());
    protected override WindowState Initial => new WindowState.Open();
    private MeetingId Meeting => new(this.GetPrimaryKeyString().Split('/')[0]);
    private int Number => int.Parse(this.GetPrimaryKeyString().Split('/')[1]);

    public async Task Refresh()
    {
        if (Tenant == default)
        {
            if ((await meetings.Tracks(Meeting)).FirstOrDefault() is not { } track) return;
            Tenant = track.Tenant;
        }
        var progress = await meetings.Progress(Meeting);
        var row = await meetings.Window(Meeting, Number);
        var meeting = await meetings.Meeting(Tenant, Meeting);
        await Handle(new WindowCommand.Refresh(progress.PlayableChunks, row is not null && row.SummaryTextVersion == meeting?.TextVersion)
        {
            FilesAreStale = row?.ChunkCount == WindowRow.Stale,
        });
    }

    protected override Decision<WindowEvent, WindowEffect> Decide(WindowState state, WindowCommand command, DateTimeOffset now) => Window.Decide(state, command);

    protected override WindowState Evolve(WindowState state, WindowEvent happened) => Window.Evolve(state, happened);

    protected override IReadOnlyList<RowChange> Changes(WindowCommand command, Decision<WindowEvent, WindowEffect> decision, WindowState next) =>
    [
        .. decision.Events.SelectMany<WindowEvent, RowChange>(happened => happened switch
        {
            WindowEvent.ArtefactsWritten written => [new RowChange.SaveArtefacts(Meeting, Number, written.Revision, written.ChunkCount, _written)],
            WindowEvent.SummaryWritten written when _summary is { } made => [new RowChange.SaveSummary(Meeting, Number, written.Revision, made.TextVersion, made.Summary)],
            _ => [],
        }),
    ];

    protected override async Task Obey(WindowEffect effect)
    {
        switch (effect)
        {
            case WindowEffect.Assemble assemble:
                await Assemble(assemble.Revision);
                break;
            case WindowEffect.Summarise summarise:
                await RemoveLostAttempts(summarise.Revision);
                await Summarise(summarise.Revision);
                break;
        }
    }

    private async Task Assemble(int revision)
    {
        var artefacts = new List<ArtefactRow>();
        var chunkCount = 0L;
        foreach (var track in await meetings.Tracks(Meeting))
        {
            if (track.ChunkCount == 0) continue;
            // A name of its own for each attempt: two activations may be making the same revision, and no object is ever overwritten.
            var name = $"{WindowObjects.PrefixOf(track.Key, Number)}{revision}-{randomness.Next():x16}.ogg";
            // Deleted meanwhile: an object that no intent row names would never be found again (I12).
            if (await SaveRows([new RowChange.IntendObject(Meeting, name, Time.GetUtcNow())]) is not CommitAnswer.Committed) return;
            var (artefact, chunks) = await assembly.Write(track.Key, name, Number, revision);
            artefacts.Add(artefact);
            chunkCount += chunks;
        }
        _written = artefacts;
        try
        {
            await Handle(new WindowCommand.ArtefactsWritten(revision, chunkCount));
        }
        catch (FencedException) when (State is WindowState.Closing)
        {
            // Another activation's files count, and these are nobody's. Once they are committed they stay, whoever fences what follows.
            foreach (var artefact in artefacts) await blobs.Delete(artefact.Object);
            throw;
        }
    }

    // Attempts at this revision that a crash ended. It is committed, so none of them can count any more; their names stay until the meeting is deleted,
    // for one of them may still be writing.
    private async Task RemoveLostAttempts(int revision)
    {
        var kept = (await meetings.Artefacts(Meeting)).Select(artefact => artefact.Object).ToHashSet(StringComparer.Ordinal);
        foreach (var name in await erasure.Objects(Meeting))
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.Contains(OfRevision(revision), StringComparison.Ordinal) && !kept.Contains(name)) await blobs.Delete(name);
    }

    private async Task Summarise(int revision)
    {
        if (await meetings.Meeting(Tenant, Meeting) is not { } meeting) return;
        var names = (await meetings.Tracks(Meeting)).ToDictionary(track => track.Key.Track, track => track.Name);
        var lines = new List<NotesLine>();
        for (var skip = 0; lines.Count < Limits.NotesLinesMax; skip += Limits.RowsPerReadMax)
        {
            var page = await meetings.Segments(Meeting, skip, Limits.RowsPerReadMax);
            lines.AddRange(page.Where(segment => segment.Suppressed is null).Select(segment =>
                new NotesLine(TimeSpan.FromMilliseconds(segment.StartMilliseconds), names.GetValueOrDefault(segment.Track) ?? segment.Track.Value, segment.Text)));
            if (page.Count < Limits.RowsPerReadMax) break;
        }
        // The text may have grown since the version was read; then the summary counts as made from the older one, and is made again.
        var request = new NotesRequest(meeting.Name ?? Meeting.Value, meeting.Language, lines, [], Limits.NotesCharactersMax);
        if (await writer.Write(request, CancellationToken.None) is not NotesAnswer.Written written) return;
        _summary = (written.Document, meeting.TextVersion);
        if (State is WindowState.Summarised)
            await SaveRows([new RowChange.SaveSummary(Meeting, Number, revision, meeting.TextVersion, written.Document)]);
        else
            await Handle(new WindowCommand.SummaryWritten(revision));
    }

    private string Prefix => WindowObjects.PrefixOf(Meeting, Number);

    private static string OfRevision(int revision) => $"-{revision}-";
}

/// <summary>Writes a track's artefact of a window into blob storage.</summary>
public interface IWindowAssembly
{
    /// <returns>The artefact, and how many chunks it holds.</returns>
    Task<(ArtefactRow Artefact, long Chunks)> Write(TrackKey track, string name, int window, int revision);
}
