using System.Security.Cryptography;
using Chronote.Client.Spool;
using Chronote.Crash.Power.Stories;

namespace Chronote.Crash.Power.Promises;

/// <summary>Opens a recorder's spool with the recorder's own code and reads everything that had become durable in it.</summary>
internal sealed class SpoolPromises : IPromises
{
    public async Task<string?> Broken(string folder, IReadOnlyList<string> said)
    {
        var told = new List<string>();
        var files = new DiskSpoolFiles(Path.Combine(folder, SpoolStory.Home));
        foreach (var meeting in SpoolStory.Meetings)
        {
            var ours = said.Select(line => line.Split(' ')).Where(words => words[1] == meeting).ToList();
            try
            {
                using var opened = await MeetingFolder.Open(files, meeting, SpoolStory.Budget(), told.Add);
                if (opened is null && ours.Count > 0) return $"{meeting} is not there any more. {string.Join(' ', told)}";
                if (opened is not null && await Broken(opened, files, ours) is { } broken) return $"{meeting}: {broken}";
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                return $"{meeting} can't be opened: {failure.Message}";
            }
            if (told.Count > 0) return $"The recorder complains: {told[0]}";
        }
        return null;
    }

    private static async Task<string?> Broken(MeetingFolder meeting, DiskSpoolFiles files, List<string[]> said)
    {
        if (said.Any(words => words[0] == "named") && meeting.Journal.Meeting is null) return "the meeting's name at the server is forgotten.";
        var track = meeting.Tracks.SingleOrDefault();
        var leaving = said.Where(words => words[0] == "leaving").Select(words => words[2]).ToHashSet();
        var runs = track?.Journal.Runs.Select(run => run.Writer).ToHashSet() ?? [];
        foreach (var words in said)
        {
            switch (words)
            {
                case ["run", _, var writer] when !runs.Contains(writer):
                    return $"run {writer} is forgotten.";
                case ["spooled", _, var number, _] when track!.Journal.NextNumber <= long.Parse(number):
                    return $"number {number} would be given again: the next is {track.Journal.NextNumber}.";
                case ["aside", _, var number] when track!.Waiting.Contains(long.Parse(number)):
                    return $"chunk {number} was set aside and would be sent again.";
                case ["aside", _, var number] when (await files.List($"{meeting.Folder}/{SpoolStory.TrackName}/refused", "", 1)).FilesTotal == 0:
                    return $"chunk {number} was set aside and is gone.";
                case ["spooled", _, var number, var digest] when !leaving.Contains(number):
                    var read = await track!.Read(long.Parse(number));
                    if (read is not ChunkRead.Whole whole || Convert.ToHexStringLower(SHA256.HashData(whole.Body.Span)) != digest) return $"chunk {number} was durable and is not whole: {read}.";
                    break;
            }
        }
        // What has no promise yet may be missing, but whatever has a chunk's name is whole.
        foreach (var number in track?.Waiting.ToList() ?? [])
            if (await track!.Read(number) is ChunkRead.Torn torn) return $"chunk {number} is torn: {torn.Why}.";
        return null;
    }
}
