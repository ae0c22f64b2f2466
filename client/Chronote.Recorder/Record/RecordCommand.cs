using Chronote.Client.Spool;
using Chronote.Client.Upload;
using Chronote.Recorder.Arguments;
using Chronote.Recorder.Capture;
using Chronote.Recorder.Running;
using Chronote.Recorder.Spooled;
using Chronote.Wire;

namespace Chronote.Recorder.Record;

/// <summary><c>record</c>: begins a meeting, joins one, or takes one up again after a crash, and records into it.</summary>
internal sealed class RecordCommand(RecorderParts parts, RecordArguments arguments, Func<string, bool> fileExists)
{
    public async Task<int> Run(RecordingEnd end)
    {
        var budget = new SpoolBudget(parts.Settings.Spool);
        var folders = new SpoolFolders(parts.Files, budget, parts.Screen.Say);
        using var folder = arguments.Resume ? await Resume(folders) : await Begin(folders);
        await folders.CountOthers(folder.Folder);
        var inputs = arguments.Inputs.Count > 0 ? arguments.Inputs : Input.ReadAll(folder.Journal.Inputs, fileExists);
        var order = new RecordingOrder(
            inputs, arguments.Speed ?? folder.Journal.Speed, Stop: !arguments.KeepOpen, arguments.Live, arguments.Wait,
            arguments.Ledger is { } path ? new LedgerFile(path) : new NoLedger());
        var code = await new Recording(parts, folder, order, end).Run();
        if (folder.Journal.Stopped) await folder.RemoveIfDelivered();
        return code;
    }

    private Task<MeetingFolder> Begin(SpoolFolders folders)
    {
        var now = parts.Time.GetUtcNow();
        return folders.Begin(new MeetingJournal
        {
            Server = parts.Settings.Server.AbsoluteUri, Meeting = arguments.Meeting, IdempotencyKey = parts.NewWriter(), TimelineZeroAt = now,
            Request = new CreateMeeting
            {
                Name = arguments.Name, Language = arguments.Language,
                Tracks = [.. arguments.Inputs.Select(input => new TrackToCreate(input.Track, input.Track))],
            },
            Inputs = [.. arguments.Inputs.Select(input => input.ToString())], Speed = arguments.Speed ?? 1,
        }, now, parts.NewWriter()[..4]);
    }

    private async Task<MeetingFolder> Resume(SpoolFolders folders)
    {
        foreach (var (folder, journal) in await folders.All())
        {
            if (journal.Speed == 0 || journal.Stopped) continue; // an import goes on with import
            if (arguments.Meeting is { } wanted && journal.Meeting != wanted && !folder.EndsWith(wanted, StringComparison.Ordinal)) continue;
            if (await folders.Open(folder) is not { } opened)
                throw new CommandFailed(ExitCode.Usage, $"Meeting {journal.Meeting ?? folder} is being recorded by another process on this machine. End that one first.");
            if (new Uri(journal.Server) != parts.Settings.Server)
                parts.Screen.Say($"This meeting was begun at {journal.Server}; it goes on at {parts.Settings.Server}.");
            await opened.Save(was => was with { StopWanted = false, Server = parts.Settings.Server.AbsoluteUri });
            return opened;
        }
        throw CommandLine.Usage(arguments.Meeting is { } name
            ? $"There is nothing to resume of meeting {name} on this machine. chronote spool lists what there is."
            : "There is nothing to resume on this machine.");
    }
}
