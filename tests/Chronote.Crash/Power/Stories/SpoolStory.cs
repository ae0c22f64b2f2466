using System.Security.Cryptography;
using Chronote.Client.Spool;
using Chronote.Crash.Edge;
using Chronote.Wire;

namespace Chronote.Crash.Power.Stories;

/// <summary>A recorder's spool: two meetings, chunks that become durable and leave, one that is refused, a restart. Told again after a kill, it goes on from what it finds.</summary>
internal static class SpoolStory
{
    public const string Home = "home/chronote";
    public const string TrackName = "mic";
    public static readonly IReadOnlyList<string> Meetings = ["spool/first", "spool/second"];

    private const int ChunksBeforeTheRestart = 6;
    private const int Refused = 2;
    private static readonly SpoolLimits Limits = new() { FreeBytesMin = 0 };

    public static async Task Tell(string root, Book book, string kills)
    {
        var home = Path.Combine(root, Home);
        var files = new DiskSpoolFiles(home);
        await Record(files, Meetings[0], book, kills);
        // Somebody was killed who had made the second meeting's folder and synced nothing.
        Directory.CreateDirectory(Path.Combine(home, Meetings[1]));
        await Record(files, Meetings[1], book, kills);
    }

    public static SpoolBudget Budget() => new(Limits);

    public static string DigestOf(string folder, long number) => Convert.ToHexStringLower(SHA256.HashData(Body(folder, number)));

    private static byte[] Body(string folder, long number) => SampleChunk.Of(folder, number, packetBytes: 100).Bytes;

    private static async Task Record(DiskSpoolFiles files, string folder, Book book, string kills)
    {
        using (var meeting = await Open(files, folder, book) ?? await Create(files, folder, book))
        {
            var track = await meeting.Track(TrackName, null);
            await Begin(track, folder, $"one-{kills}", book);
            while (track.Journal.NextNumber < ChunksBeforeTheRestart) await Append(track, folder, book);
            if (track.Waiting.Contains(0)) await Leave(track, folder, 0, book);
            if (track.Waiting.Contains(1)) await Leave(track, folder, 1, book);
            if (track.Waiting.Contains(Refused))
            {
                book.Say("leaving", folder, $"{Refused}");
                await track.SetAside(Refused, "conflict");
                book.Say("aside", folder, $"{Refused}");
            }
            await meeting.Save(before => before with { Meeting = "0123456789ABCDEF" });
            book.Say("named", folder);
        }
        using var again = await Open(files, folder, book) ?? throw new InvalidOperationException("The meeting is not there.");
        var resumed = again.Tracks.Single();
        await Begin(resumed, folder, $"two-{kills}", book);
        await Append(resumed, folder, book);
        // The newest numbers go too: only the journal knows then that they were given.
        foreach (var number in resumed.Waiting.ToList()) await Leave(resumed, folder, number, book);
        await Append(resumed, folder, book);
    }

    private static async Task<MeetingFolder> Create(DiskSpoolFiles files, string folder, Book book)
    {
        var journal = new MeetingJournal
        {
            Server = "http://127.0.0.1", Request = new CreateMeeting { Name = "Weekly" }, IdempotencyKey = "key", TimelineZeroAt = DateTimeOffset.UnixEpoch,
        };
        var meeting = await MeetingFolder.Create(files, folder, journal, Budget(), _ => { });
        book.Say("meeting", folder);
        return meeting;
    }

    // What is found is sent from here on, so it has to be durable like what was written.
    private static async Task<MeetingFolder?> Open(DiskSpoolFiles files, string folder, Book book)
    {
        var meeting = await MeetingFolder.Open(files, folder, Budget(), _ => { });
        if (meeting is null) return null;
        book.Say("meeting", folder);
        foreach (var number in meeting.Tracks.SelectMany(track => track.Waiting)) book.Say("spooled", folder, $"{number}", DigestOf(folder, number));
        return meeting;
    }

    private static async Task Begin(TrackSpool track, string folder, string writer, Book book)
    {
        await track.BeginRun(writer, new Anchor(0, 0));
        book.Say("run", folder, writer);
    }

    private static async Task Append(TrackSpool track, string folder, Book book)
    {
        var number = track.Journal.NextNumber;
        var start = number * SampleChunk.DurationSamples;
        await track.Append(new SealedChunk(start, SampleChunk.DurationSamples, start, false, "audio/ogg", Body(folder, number)));
        book.Say("spooled", folder, $"{number}", DigestOf(folder, number));
    }

    private static async Task Leave(TrackSpool track, string folder, long number, Book book)
    {
        book.Say("leaving", folder, $"{number}");
        await track.Acknowledged(number);
    }
}
