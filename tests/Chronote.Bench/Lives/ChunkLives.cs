using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Chronote.Bench.Load;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Bench.Lives;

/// <summary>The rows of a chunk's life through the ports that the server uses: stored with its bytes, claimed for an engine, its text stored. Three durable commits.</summary>
internal sealed class ChunkLives(ISqlDatabase database, IChunkStore chunks)
{
    private const string Engine = "bench";
    private const string Words = "agreed answer board budget chart client decide draft email figure friday goal";

    // As pgbench does: nothing stands between.
    private const string Prepared = "Max Auto Prepare=100;Auto Prepare Min Usages=2";
    private static readonly TenantId Tenant = new("default");
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly SqlGrainRecords _records = new(database);
    private readonly SqlTranscriptionQueue _queue = new(database);

    public static LifeResult OnSqlite(int clients, TimeSpan warmUp, TimeSpan span)
    {
        var folder = Directory.CreateTempSubdirectory("chronote-bench-").FullName;
        try
        {
            using var database = SqliteDatabase.Open(Path.Combine(folder, "chronote.db"), TimeProvider.System, NullLoggerFactory.Instance);
            return new ChunkLives(database, new SqliteChunkStore(database, TimeProvider.System, textWanted: true)).Run(clients, warmUp, span).GetAwaiter().GetResult();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task<LifeResult> OnPostgres(string connection, int clients, TimeSpan warmUp, TimeSpan span)
    {
        using var meter = new Meter("bench");
        await using var database = new PostgresDatabase(PostgresConnection.Of($"{connection};{Prepared}", clients), meter, TimeProvider.System, NullLoggerFactory.Instance);
        await database.Migrate(Now);
        return await new ChunkLives(database, new PostgresChunkStore(database, TimeProvider.System, textWanted: true)).Run(clients, warmUp, span);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<LifeResult> Run(int clients, TimeSpan warmUp, TimeSpan span)
    {
        var audio = SampleChunks.Make(64).Select(chunk => chunk.Bytes).ToArray();
        var meetings = new MeetingId[clients];
        for (var client = 0; client < clients; client++) meetings[client] = await Create((ulong)client);
        var gate = new OneGate(_queue);
        var claiming = gate.Run();
        var began = Stopwatch.GetTimestamp();
        var measured = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var times = new List<double>();
            for (var seq = 0L; Stopwatch.GetElapsedTime(began) is var elapsed && elapsed < warmUp + span; seq++)
            {
                var life = Stopwatch.GetTimestamp();
                await Live(gate, meetings[client], seq, audio[(client * 31 + seq) % audio.Length]);
                if (elapsed > warmUp) times.Add(Stopwatch.GetElapsedTime(life).TotalMilliseconds);
            }
            return times;
        })));
        gate.Close();
        await claiming;
        return LifeResult.Of(measured.SelectMany(times => times), span);
    }

    private async Task<MeetingId> Create(ulong number)
    {
        var id = MeetingId.At(Now, number);
        var facts = new MeetingFacts(Tenant, id, null, null, null, null, "bench", null, SHA256.HashData([]), []);
        await _records.Commit(new Commit(Tenant, new GrainName("meeting", id.Value), 0, "{}"u8.ToArray(), [new RowChange.CreateMeeting(facts, Now)]));
        return id;
    }

    private async Task Live(OneGate gate, MeetingId meeting, long seq, byte[] bytes)
    {
        var shape = new AudioShape(AudioCodec.Opus, 5 * Limits.SamplesPerSecond, 312, 250, SHA256.HashData(bytes.AsSpan(1)));
        var put = await chunks.Put(new ChunkToStore(Tenant, new ChunkKey(meeting, new TrackId("mic"), seq), null, null, null, SHA256.HashData(bytes), false, shape, bytes));
        if (put is not PutAnswer.Stored) throw new InvalidOperationException($"{put}");
        var unit = $"{meeting.Value} {seq}";
        var wish = new ClaimWish(Engine, unit, meeting, NewestFirst: true, SlotsMax: 1_000, int.MaxValue, TimeSpan.Zero, shape.DurationSamples, Now, Now + Lease);
        var claimed = await gate.Claim(wish);
        var text = new TextOutcome.Transcribed([new EngineSegment(TimeSpan.Zero, TimeSpan.FromSeconds(5), Words)], "en");
        if (!await _queue.Finish(unit, claimed.Attempt, text, new EngineLabel(Engine, "m1", null), Now)) throw new InvalidOperationException("The text was not stored.");
    }
}
