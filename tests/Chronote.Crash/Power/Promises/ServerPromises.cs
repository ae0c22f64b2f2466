using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Chronote.Crash.Power.Stories;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Silo.Host;
using Chronote.Storage.Blobs;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Crash.Power.Promises;

/// <summary>Opens a server's data folder with the server's own code and reads everything that was acknowledged.</summary>
/// <param name="whole">All that the story said until its end: the digests of objects are known before they are written.</param>
internal sealed partial class ServerPromises(IReadOnlyList<string> whole) : IPromises
{
    private readonly Dictionary<string, string> _digests = whole.Where(line => line.StartsWith("object ", StringComparison.Ordinal)).Distinct()
        .Select(line => line.Split(' ')).ToDictionary(words => words[1], words => words[2]);

    public async Task<string?> Broken(string folder, IReadOnlyList<string> said)
    {
        try
        {
            using var data = DataFolder.Take(Path.Combine(folder, ServerStory.Data));
            if (said.Contains("older-key") && !(File.Exists(data.AdminKey) && WholeKey().IsMatch(await File.ReadAllTextAsync(data.AdminKey))))
                return "The file of the admin key holds no whole key.";
            using var database = SqliteDatabase.Open(data.Database, TimeProvider.System, NullLoggerFactory.Instance);
            var integrity = database.Read(session => session.One("PRAGMA integrity_check", row => row.Text(0)));
            if (integrity != "ok") return $"The database is damaged: {integrity}";
            if (said.Any(line => line.StartsWith("elsewhere ", StringComparison.Ordinal)) && !File.Exists(Path.Combine(folder, ServerStory.Elsewhere, "object")))
                return "The object elsewhere is gone.";
            return await Key(data, database, said) ?? await Rows(database, said) ?? await Objects(new FileBlobStore(data.Blobs), database, said);
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
        {
            return $"The data folder can't be opened: {failure.Message}";
        }
    }

    private static async Task<string?> Key(DataFolder data, SqliteDatabase database, IReadOnlyList<string> said)
    {
        var keys = new SqlKeyStore(database);
        if (!await keys.Any()) return said.Contains("key") ? "The admin key is not in the database." : null;
        var key = File.Exists(data.AdminKey) ? (await File.ReadAllTextAsync(data.AdminKey)).Trim() : "";
        return await keys.Find(SHA256.HashData(Encoding.UTF8.GetBytes(key))) is null ? "The file of the admin key does not hold the key that the database knows." : null;
    }

    private static async Task<string?> Rows(SqliteDatabase database, IReadOnlyList<string> said)
    {
        var (records, meetings, chunks) = (new SqlGrainRecords(database), new SqlMeetingStore(database), new SqliteChunkStore(database, TimeProvider.System, textWanted: false));
        var receipts = new Dictionary<string, Dictionary<long, ChunkRow>>();
        var erasing = said.Select(line => line.Split(' ')).Where(words => words[0] == "erasing").Select(words => words[1]).ToHashSet();
        foreach (var words in said.Select(line => line.Split(' ')))
        {
            switch (words)
            {
                case ["erased", var meeting] when (await meetings.Chunks(ServerStory.Track(new MeetingId(meeting)), 0, 1)).Count > 0:
                    return $"Meeting {meeting} was erased and has chunks again.";
                case ["meeting" or "chunk", var meeting, ..] when erasing.Contains(meeting):
                    break;
                case ["meeting", var meeting] when await meetings.Meeting(ServerStory.Tenant, new MeetingId(meeting)) is null:
                    return $"Meeting {meeting} is gone.";
                case ["state", var meeting, var etag] when ((await records.Read(ServerStory.Grain(new MeetingId(meeting))))?.Etag ?? 0) < long.Parse(etag):
                    return $"The state of meeting {meeting} is older than {etag}.";
                case ["artefact", var meeting, var revision] when !(await meetings.Artefacts(new MeetingId(meeting))).Any(row => row.Revision >= int.Parse(revision)):
                    return $"The row of revision {revision} is gone.";
                case ["chunk", var meeting, var track, var seq, var digest]:
                    var key = new ChunkKey(new MeetingId(meeting), new TrackId(track), long.Parse(seq));
                    if (!receipts.TryGetValue(meeting, out var rows))
                        receipts[meeting] = rows = (await meetings.Chunks(new TrackKey(key.Meeting, key.Track), 0, Limits.RowsPerReadMax)).ToDictionary(row => row.Receipt.Key.Seq);
                    if (!rows.TryGetValue(key.Seq, out var row) || Convert.ToHexStringLower(row.Receipt.Digest) != digest) return $"Chunk {seq} was acknowledged and has no receipt.";
                    if (await chunks.ReadBytes(key) is not { } bytes || Convert.ToHexStringLower(SHA256.HashData(bytes)) != digest) return $"Chunk {seq} was acknowledged and its bytes are others.";
                    break;
            }
        }
        return null;
    }

    private async Task<string?> Objects(FileBlobStore blobs, SqliteDatabase database, IReadOnlyList<string> said)
    {
        var meetings = new SqlMeetingStore(database);
        var names = await blobs.List("", null, 1000);
        foreach (var name in names)
        {
            if (!(await new SqlErasure(database).Objects(new MeetingId(name.Split('/')[0]))).Contains(name)) return $"Object {name} is there and no row says that it was meant to be.";
            await using var content = await blobs.Open(name);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content!)) != _digests.GetValueOrDefault(name)) return $"Object {name} is there and not whole.";
        }
        foreach (var line in said)
        {
            if (line.Split(' ') is ["deleted", var name] && names.Contains(name)) return $"Object {name} was deleted and is back.";
            if (line.Split(' ') is not ["meeting", var meeting]) continue;
            foreach (var row in await meetings.Artefacts(new MeetingId(meeting)))
            {
                if (!names.Contains(row.Object)) return $"The row of revision {row.Revision} names an object that is not there.";
                if (Convert.ToHexStringLower(row.Digest) != _digests[row.Object]) return $"The row of revision {row.Revision} has another digest than its object.";
            }
        }
        return null;
    }

    [GeneratedRegex("^chr_[0-9a-f]{48}\n$")]
    private static partial Regex WholeKey();
}
