using System.Diagnostics;
using System.Globalization;
using Chronote.Storage.Tests.Postgres;

namespace Chronote.Bench.Lives;

/// <summary>pgbench making the commits of a chunk's life on plain tables: as many transactions, as many bytes, prepared statements, and no decisions.</summary>
internal static class PgBench
{
    private const string Schema = """
        CREATE TABLE b_tracks (track_no bigint PRIMARY KEY, next_seq bigint NOT NULL, text_version bigint NOT NULL);
        CREATE TABLE b_chunks (track_no bigint NOT NULL, seq bigint NOT NULL, digest bytea NOT NULL, phase int NOT NULL, unit text, lease_until bigint, PRIMARY KEY (track_no, seq));
        CREATE INDEX b_chunks_unit ON b_chunks (unit) WHERE unit IS NOT NULL;
        CREATE TABLE b_bytes (track_no bigint NOT NULL, seq bigint NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (track_no, seq));
        ALTER TABLE b_bytes ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE b_grants (unit text PRIMARY KEY, released int NOT NULL, until bigint NOT NULL);
        CREATE TABLE b_segments (track_no bigint NOT NULL, seq bigint NOT NULL, text text NOT NULL, PRIMARY KEY (track_no, seq));
        CREATE TABLE b_events (track_no bigint NOT NULL, number bigint NOT NULL, payload text NOT NULL, PRIMARY KEY (track_no, number));
        """;

    // The bytes are different each time and as hard to compress as audio is; the server makes them, which is less work than receiving them.
    private const string Life = """
        BEGIN;
        UPDATE b_tracks SET next_seq = next_seq + 1 WHERE track_no = :client_id RETURNING next_seq AS seq \gset
        INSERT INTO b_chunks VALUES (:client_id, :seq, sha256(:seq::text::bytea), 0, NULL, NULL);
        INSERT INTO b_bytes SELECT :client_id, :seq, bytes FROM b_sample;
        COMMIT;
        BEGIN;
        UPDATE b_chunks SET phase = 1, unit = :client_id || '-' || :seq, lease_until = 1 WHERE track_no = :client_id AND seq = :seq;
        INSERT INTO b_grants VALUES (:client_id || '-' || :seq, 0, 1);
        COMMIT;
        BEGIN;
        UPDATE b_grants SET released = 1 WHERE unit = :client_id || '-' || :seq;
        UPDATE b_chunks SET phase = 2, unit = NULL, lease_until = NULL WHERE track_no = :client_id AND seq = :seq;
        INSERT INTO b_segments VALUES (:client_id, :seq, 'agreed answer board budget chart client decide draft email figure friday goal');
        UPDATE b_tracks SET text_version = text_version + 1 WHERE track_no = :client_id;
        INSERT INTO b_events VALUES (:client_id, :seq, repeat('x', 250));
        COMMIT;
        """;

    public static async Task<LifeResult> Run(PostgresServer server, int clients, TimeSpan span, int chunkBytes)
    {
        const string database = "pgbench_lives";
        server.Run($"DROP DATABASE IF EXISTS {database}");
        server.Run($"CREATE DATABASE {database}");
        server.Run(Schema, database);
        server.Run($"INSERT INTO b_tracks SELECT i, 0, 0 FROM generate_series(0, {clients - 1}) i", database);
        // One row of a table that is read from memory; each life stores a copy of it.
        server.Run("CREATE TABLE b_sample (bytes bytea NOT NULL); ALTER TABLE b_sample ALTER COLUMN bytes SET STORAGE EXTERNAL", database);
        server.Run($"INSERT INTO b_sample SELECT string_agg(sha256(i::text::bytea), '') FROM generate_series(1, {chunkBytes / 32}) i", database);
        var folder = Directory.CreateTempSubdirectory("chronote-bench-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "life.sql"), Life);
            string[] arguments =
            [
                "-h", server.Environs, "-U", "chronote", "-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T", span.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                "-f", "life.sql", "-l", "--log-prefix=lives", database,
            ];
            using var process = Process.Start(new ProcessStartInfo(Path.Combine(PostgresServer.Bin, "pgbench"), arguments)
            {
                WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var said = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0) throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {await said}");
            // A line of the log: client, number, microseconds, … (pgbench's manual, Per-Transaction Logging).
            return LifeResult.Of(Directory.EnumerateFiles(folder, "lives.*").SelectMany(File.ReadLines)
                .Select(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture) / 1000.0), span);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
