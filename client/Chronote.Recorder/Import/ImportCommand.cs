using Chronote.Client.Spool;
using Chronote.Client.Upload;
using Chronote.Recorder.Record;
using Chronote.Recorder.Running;
using Chronote.Recorder.Spooled;
using Chronote.Wire;

namespace Chronote.Recorder.Import;

/// <summary>
/// <c>import</c>: sends audio that is there already through the same path as a recording, as fast as the server takes it. An import of the same
/// files that was interrupted goes on where it stopped.
/// </summary>
internal sealed class ImportCommand(RecorderParts parts, ImportArguments arguments)
{
    // How an import is told from a recording in the spool: it has no pace of its own.
    private const double NoPace = 0;

    public async Task<int> Run(RecordingEnd end)
    {
        var budget = new SpoolBudget(parts.Settings.Spool);
        var folders = new SpoolFolders(parts.Files, budget, parts.Screen.Say);
        var inputs = arguments.Inputs.Select(input => input.ToString()).ToArray();
        using var folder = await Unfinished(folders, inputs) ?? await Begin(folders, inputs);
        await folders.CountOthers(folder.Folder);
        var order = new RecordingOrder(
            arguments.Inputs, Speed: null, Stop: !arguments.KeepOpen, arguments.Live, arguments.Wait,
            arguments.Ledger is { } path ? new LedgerFile(path) : new NoLedger());
        var code = await new Recording(parts, folder, order, end, stopsWhenInterrupted: false).Run();
        // What was sent to its end is done, even when the meeting stays open: the same file again is then a new import.
        if (!end.Token.IsCancellationRequested) await folder.RemoveIfDelivered();
        return code;
    }

    private async Task<MeetingFolder?> Unfinished(SpoolFolders folders, string[] inputs)
    {
        foreach (var (name, journal) in await folders.All())
        {
            if (journal.Speed != NoPace || journal.Stopped || !journal.Inputs.SequenceEqual(inputs)) continue;
            if (arguments.Meeting is { } wanted && journal.Meeting != wanted) continue;
            if (await folders.Open(name) is not { } opened)
                throw new CommandFailed(ExitCode.Usage, "These files are being imported by another process on this machine.");
            parts.Screen.Say("Going on with the import that was interrupted.");
            return opened;
        }
        return null;
    }

    private Task<MeetingFolder> Begin(SpoolFolders folders, string[] inputs)
    {
        var now = parts.Time.GetUtcNow();
        return folders.Begin(new MeetingJournal
        {
            Server = parts.Settings.Server.AbsoluteUri, Meeting = arguments.Meeting, IdempotencyKey = parts.NewWriter(), TimelineZeroAt = now,
            Request = new CreateMeeting
            {
                Name = arguments.Name ?? Path.GetFileNameWithoutExtension(arguments.Inputs[0].ToString()[(arguments.Inputs[0].Track.Length + 1)..]),
                Language = arguments.Language, Tracks = [.. arguments.Inputs.Select(input => new TrackToCreate(input.Track, input.Track))],
            },
            Inputs = inputs, Speed = NoPace,
        }, now, parts.NewWriter()[..4]);
    }
}
