using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Wire;

namespace Chronote.Silo.Discord.Recording;

/// <summary>The spools of this machine: one folder per meeting, named by its id.</summary>
internal static class LeftBehind
{
    private const int MeetingsMax = 1_000;

    /// <summary>Meetings of which there is something on this disk.</summary>
    public static async Task<IReadOnlyList<string>> Meetings(ISpoolFiles files) =>
        [.. (await files.List("", entriesMax: MeetingsMax)).Entries.Where(entry => entry.IsFolder).Select(entry => entry.Name)];

    /// <summary>
    /// Delivers what a receiver that is gone left of a meeting, when nobody records into it from here. Asked again later as long as it answers false:
    /// while another receiver records the same tracks, what is left waits for it to end.
    /// </summary>
    /// <returns>True when nothing is left.</returns>
    public static async Task<bool> Deliver(string meeting, RecordingParts parts, TimeSpan patience)
    {
        try
        {
            if (await MeetingFolder.ReadJournal(parts.Files, meeting, _ => { }) is not { } journal) return false;
            if (await IsDeleted(meeting, parts)) return await Erase(meeting, parts);
            var recording = await GuildRecording.Open(new RecordingOrder(meeting, journal.TimelineZeroAt) { OnlyDelivers = true }, parts);
            return await recording.Detach(patience);
        }
        catch (IOException)
        {
            return false; // another process has it, or the disk refuses: asked again
        }
    }

    /// <summary>The meeting was deleted; or nobody knows it, and what is here is older than anything that would still be taken.</summary>
    public static async Task<bool> IsDeleted(string meeting, RecordingParts parts)
    {
        if (await parts.Server.Meeting(meeting, CancellationToken.None) is not Answer<MeetingView>.Refused { Problem.Code: var code }) return false;
        if (code != ProblemCodes.UnknownMeeting) return code == ProblemCodes.Deleted;
        return await AliveFile.Read(parts.Files, meeting) is { } alive && parts.Time.GetUtcNow() - alive > Domain.Limits.LateMax;
    }

    private static async Task<bool> Erase(string meeting, RecordingParts parts)
    {
        if (await MeetingFolder.Open(parts.Files, meeting, parts.Budget, _ => { }) is not { } folder) return false;
        using (folder) await parts.Files.DeleteFolder(meeting);
        foreach (var track in folder.Tracks) parts.Budget.Removed(track.WaitingBytes);
        return true;
    }

    /// <summary>Takes the folder of a meeting, or begins it.</summary>
    public static async Task<MeetingFolder> Take(RecordingOrder order, RecordingParts parts, Action<string> tell)
    {
        if (await MeetingFolder.ReadJournal(parts.Files, order.Meeting, tell) is not null)
            return await MeetingFolder.Open(parts.Files, order.Meeting, parts.Budget, tell) ?? throw new IOException($"Another process holds the spool of meeting {order.Meeting}.");
        var journal = new MeetingJournal
        {
            Server = "this one", Meeting = order.Meeting, Request = new CreateMeeting(), IdempotencyKey = order.Meeting, TimelineZeroAt = order.CreatedAt,
        };
        return await MeetingFolder.Create(parts.Files, order.Meeting, journal, parts.Budget, tell);
    }

    /// <summary>Tracks that another receiver had meanwhile are ours again: it was taken over from. Who only delivers takes nothing from anybody.</summary>
    public static async Task TakeBack(MeetingFolder folder, RecordingOrder order, IChunkServer server, CancellationToken cancel)
    {
        foreach (var track in folder.Tracks)
        {
            if (await server.Track(new TrackAddress(order.Meeting, track.Track), cancel) is not Answer<TrackView>.Ok { Value: { Epoch: { } newest } view }) continue;
            var isStill = view.Phase is "recording" or "interrupted";
            if (newest != track.Journal.NewestEpoch && track.Journal.Runs.Count > 0 && !(order.OnlyDelivers && isStill)) await track.TakeBack(newest);
        }
    }
}
