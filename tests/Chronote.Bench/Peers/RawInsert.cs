using System.Diagnostics;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Bench.Peers;

/// <summary>The least that durability costs here: write the bytes to a file, fsync it, insert a row, commit; one after the other, no network, no checks.</summary>
internal static class RawInsert
{
    public static double PerSecond(IReadOnlyList<(byte[] Bytes, string Digest)> chunks, TimeSpan span)
    {
        var folder = Directory.CreateTempSubdirectory("chronote-bench-").FullName;
        try
        {
            using var session = new SqliteSession(Path.Combine(folder, "rows.db"), readOnly: false);
            session.Run("PRAGMA journal_mode = WAL");
            session.Run("PRAGMA synchronous = FULL");
            session.Run("CREATE TABLE rows (seq INTEGER PRIMARY KEY, digest TEXT NOT NULL) STRICT");
            var begin = Stopwatch.GetTimestamp();
            var count = 0L;
            while (Stopwatch.GetElapsedTime(begin) < span)
            {
                var (bytes, digest) = chunks[(int)(count % chunks.Count)];
                using (var file = new FileStream(Path.Combine(folder, $"{count}.ogg"), FileMode.CreateNew))
                {
                    file.Write(bytes);
                    file.Flush(flushToDisk: true);
                }
                session.Run("INSERT INTO rows (seq, digest) VALUES ($1, $2)", count, digest);
                count++;
            }
            return count / span.TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
