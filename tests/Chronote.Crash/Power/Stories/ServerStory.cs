using System.Security.Cryptography;
using System.Text;
using Chronote.Client.Spool;
using Chronote.Crash.Edge;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Silo.Audio;
using Chronote.Silo.Host;
using Chronote.Storage.Blobs;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Crash.Power.Stories;

/// <summary>
/// A server's data folder from its first start on: key, meeting, chunks, files of a window and their rows, checkpoints, an erasure, a restart. Told again after a kill,
/// it goes on from what it finds, and what it finds it takes for promised.
/// </summary>
internal sealed class ServerStory
{
    public const string Data = "var/lib/chronote";
    public const string Elsewhere = "srv/objects";
    private const string TrackName = "mic";
    private const int ErasedChunks = 4;
    public static readonly TenantId Tenant = new("default");
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Book _book;
    private readonly string _kills;
    private readonly string _folder;
    private readonly SqliteDatabase _database;
    private readonly SqliteChunkStore _chunks;
    private readonly SqlMeetingStore _meetings;
    private readonly SqlGrainRecords _records;
    private readonly SqlErasure _erasure;
    private readonly FileBlobStore _blobs;
    private readonly TrackAssembly _assembly;

    private ServerStory(DataFolder folder, Book book, string kills)
    {
        (_book, _kills, _folder) = (book, kills, folder.Blobs);
        _database = SqliteDatabase.Open(folder.Database, Time, NullLoggerFactory.Instance);
        _chunks = new SqliteChunkStore(_database, Time, textWanted: false);
        _meetings = new SqlMeetingStore(_database);
        _records = new SqlGrainRecords(_database);
        _erasure = new SqlErasure(_database);
        _blobs = new FileBlobStore(folder.Blobs);
        _assembly = new TrackAssembly(_meetings, _chunks, _blobs);
    }

    public static async Task Tell(string root, Book book, string kills)
    {
        var (meeting, erased) = (MeetingId.At(Began, 1), MeetingId.At(Began, 2));
        using var folder = DataFolder.Take(Path.Combine(root, Data));
        LeaveAnOlderKey(folder, book);
        var story = new ServerStory(folder, book, kills);
        await story.Repeat(meeting);
        await folder.MakeFirstKey(new SqlKeyStore(story._database), Time);
        book.Say("key");
        await story.Create(meeting);
        await story.Put(meeting, 0, 6);
        await story.Assemble(meeting, 1, folderIsLeftOver: false);
        await story.Checkpoint();
        await story.Put(meeting, 6, 6);
        await story.Checkpoint();
        // Together, so that they share commits.
        await Task.WhenAll(Enumerable.Range(12, 12).Select(seq => story.Put(meeting, seq, 1)));
        await story.Assemble(meeting, 2, folderIsLeftOver: true);
        await story.DeleteObjects(meeting, 1);
        await story.Create(erased);
        await story.Put(erased, 0, ErasedChunks);
        await story.Erase(erased);
        story._database.Dispose();

        var again = new ServerStory(folder, book, kills);
        await again.Put(meeting, 24, 4);
        await again.Assemble(meeting, 3, folderIsLeftOver: false);
        await again.Checkpoint();
        await again.Put(meeting, 28, 2);
        again._database.Dispose();
        await WriteElsewhere(Path.Combine(root, Elsewhere), book);
    }

    public static GrainName Grain(MeetingId meeting) => new("meeting", meeting.Value);

    public static TrackKey Track(MeetingId meeting) => new(meeting, new TrackId(TrackName));

    // Objects beside the data folder, where nothing else is synced that would do the store's work.
    private static async Task WriteElsewhere(string folder, Book book)
    {
        var written = await new FileBlobStore(folder).Write("object", stream => stream.WriteAsync(SampleChunk.Of("elsewhere", 0).Bytes).AsTask());
        book.Say("elsewhere", "object", Convert.ToHexStringLower(written.Digest));
    }

    // As a server with another database would have left it: durable, and whole.
    private static void LeaveAnOlderKey(DataFolder folder, Book book)
    {
        if (File.Exists(folder.Database)) return;
        using (var file = new FileStream(folder.AdminKey, FileMode.OpenOrCreate))
        {
            if (file.Length == 0) file.Write(Encoding.ASCII.GetBytes($"chr_{new string('0', 48)}\n"));
            file.Flush(flushToDisk: true);
        }
        FolderSync.Sync(folder.Path);
        book.Say("older-key");
    }

    private async Task Create(MeetingId meeting)
    {
        if (await _meetings.Meeting(Tenant, meeting) is null)
        {
            var facts = new MeetingFacts(Tenant, meeting, "Weekly", null, null, null, "ana", null, SHA256.HashData([]), [(new TrackId(TrackName), null)]);
            await Commit(meeting, new RowChange.CreateMeeting(facts, Time.GetUtcNow()));
        }
        _book.Say("meeting", meeting.Value);
    }

    // What a recorder does that had no answer: it sends again, and is told what is there already.
    private async Task Repeat(MeetingId meeting)
    {
        foreach (var seq in await _meetings.StoredSeqs(Track(meeting), 0, Limits.RowsPerReadMax)) await Put(meeting, seq, 1);
        if ((await _meetings.Artefacts(meeting)).FirstOrDefault() is { } artefact) _book.Say("artefact", meeting.Value, $"{artefact.Revision}");
    }

    private async Task Put(MeetingId meeting, long first, int count)
    {
        for (var seq = first; seq < first + count; seq++)
        {
            var sample = SampleChunk.Of(meeting.Value, seq, packetBytes: 120);
            var shape = new AudioShape(AudioCodec.Opus, SampleChunk.DurationSamples, 0, SampleChunk.Packets, SHA256.HashData(sample.Bytes.AsSpan(1)));
            var answer = await _chunks.Put(new ChunkToStore(
                Tenant, new ChunkKey(meeting, new TrackId(TrackName), seq), null, null, sample.StartSamples, sample.Digest, true, shape, sample.Bytes));
            // Erased already, before the kill.
            if (answer is PutAnswer.Refused { Refusal.Code: RefusalCode.Deleted }) return;
            if (answer is PutAnswer.Refused refused) throw new InvalidOperationException($"Chunk {seq}: {refused.Refusal}");
            _book.Say("chunk", meeting.Value, TrackName, $"{seq}", sample.DigestText);
        }
    }

    /// <summary>What a window's grain does: the intent's row, then the object, then the row that names it.</summary>
    /// <param name="folderIsLeftOver">Somebody was killed who had made the object's folder and synced nothing.</param>
    private async Task Assemble(MeetingId meeting, int revision, bool folderIsLeftOver)
    {
        if (!(await _meetings.Artefacts(meeting)).Any(row => row.Revision >= revision))
        {
            var name = $"{meeting}/{revision}/{TrackName}-{_kills}.ogg";
            await Commit(meeting, new RowChange.IntendObject(meeting, name, Time.GetUtcNow()));
            if (folderIsLeftOver) Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
            var (artefact, count) = await _assembly.Write(Track(meeting), name, 0, revision);
            _book.Say("object", name, Convert.ToHexStringLower(artefact.Digest));
            await Commit(meeting, new RowChange.SaveArtefacts(meeting, 0, revision, count, [artefact]));
        }
        _book.Say("artefact", meeting.Value, $"{revision}");
    }

    private async Task DeleteObjects(MeetingId meeting, int revision)
    {
        foreach (var name in (await _erasure.Objects(meeting)).Where(name => name.StartsWith($"{meeting}/{revision}/", StringComparison.Ordinal)))
        {
            await _blobs.Delete(name);
            _book.Say("deleted", name);
        }
    }

    private async Task Erase(MeetingId meeting)
    {
        _book.Say("erasing", meeting.Value);
        await Commit(meeting, new RowChange.SetPhase(meeting, MeetingPhase.Deleted, Phases.Writers(MeetingPhase.Deleted), Time.GetUtcNow()));
        while (!await _erasure.EraseRows(meeting)) { }
        _book.Say("erased", meeting.Value);
    }

    // All that was committed is copied; whoever commits next begins the log anew.
    private async Task Checkpoint()
    {
        _database.Checkpointer.Want();
        await Wait.Until(() => _database.Checkpointer.WalBytes == 0, TimeSpan.FromSeconds(30), () => "The log was not copied.");
    }

    private async Task Commit(MeetingId meeting, params RowChange[] changes)
    {
        var etag = (await _records.Read(Grain(meeting)))?.Etag ?? 0;
        var answer = await _records.Commit(new Commit(Tenant, Grain(meeting), etag, "{}"u8.ToArray(), changes));
        if (answer is not CommitAnswer.Committed) throw new InvalidOperationException($"The commit was answered {answer}.");
        _book.Say("state", meeting.Value, $"{etag + 1}");
    }
}
