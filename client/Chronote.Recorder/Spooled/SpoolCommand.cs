using Chronote.Client.Spool;
using Chronote.Client.Upload;
using Chronote.Recorder.Arguments;
using Chronote.Recorder.Record;
using Chronote.Recorder.Running;

namespace Chronote.Recorder.Spooled;

/// <summary><c>spool</c>: lists the meetings that still have something on this disk and delivers it.</summary>
internal sealed class SpoolCommand(RecorderParts parts)
{
    public const string Usage = "chronote spool";

    public static readonly IReadOnlyList<Option> Options = [new("--help", null, "this text")];

    /// <returns>Done when nothing is left that could be delivered.</returns>
    public async Task<int> Run()
    {
        var folders = new SpoolFolders(parts.Files, new SpoolBudget(parts.Settings.Spool), parts.Screen.Say);
        var all = await folders.All();
        if (all.Count == 0) parts.Screen.Print("The spool is empty.");
        var left = false;
        foreach (var (name, journal) in all)
        {
            using var folder = await folders.Open(name);
            if (folder is null) parts.Screen.Print($"{journal.Meeting ?? name}: being recorded by another process.");
            else left |= !await Deliver(folder);
        }
        return left ? ExitCode.Failed : ExitCode.Done;
    }

    private async Task<bool> Deliver(MeetingFolder folder)
    {
        var title = folder.Journal.Meeting ?? folder.Folder;
        var waiting = folder.Tracks.Sum(track => track.WaitingChunks);
        parts.Screen.Print($"{title}{(folder.Journal.Request.Name is { } name ? $" \"{name}\"" : "")}: "
            + (folder.Tracks.Count == 0 ? "nothing recorded" : string.Join(", ", folder.Tracks.Select(Line))));
        if (waiting == 0 && folder.Journal is { StopWanted: false } or { Stopped: true }) return waiting == 0;
        var upload = new MeetingUpload(folder, new UploadParts(
            parts.Server, new NoLedger(), parts.Time, parts.Random, new UploadLimits(), Hear, parts.Screen.Say));
        if (await upload.TryConnect(CancellationToken.None) is { } failure)
        {
            parts.Screen.Say(MeetingUpload.NotConnected(failure));
            return false;
        }
        upload.NoMoreChunks();
        await upload.Run(CancellationToken.None);
        var rest = folder.Tracks.Sum(track => track.WaitingChunks);
        parts.Screen.Print($"{title}: {waiting - rest} chunks left this disk{(rest > 0 ? $", {rest} stay" : "")}{(folder.Journal.Stopped ? ", stopped" : "")}.");
        if (folder.Journal.Stopped) await folder.RemoveIfDelivered();
        return rest == 0;
    }

    private static string Line(TrackSpool track) =>
        $"{track.Track} {track.WaitingChunks} chunks ({track.WaitingBytes / 1024:N0} KiB){(track.Journal.TakenOverByEpoch is { } epoch ? $", taken over by epoch {epoch}" : "")}";

    private void Hear(UploadNews news)
    {
        if (news.Sentence is { } sentence) parts.Screen.Say(sentence);
    }
}
