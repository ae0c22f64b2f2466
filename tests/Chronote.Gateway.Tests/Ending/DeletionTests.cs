using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Storage.Blobs;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Gateway.Tests.Ending;

/// <summary>I12: the tombstone first, then everything; twice.</summary>
public sealed class DeletionTests
{
    private static readonly TimeSpan SecondPass = TimeSpan.FromMinutes(16);

    // What stays: the tombstone itself, what keeps a repeated create from making the meeting again, and what is not a meeting's.
    private static readonly string[] Kept = ["meetings", "idempotency_keys", "grain_records", "tenants", "api_keys", "schema_version", "host_states", "reminders"];

    [Fact]
    public async Task I12_after_the_second_pass_no_row_and_no_object_of_the_meeting_is_left()
    {
        var engine = new ScriptedEngine();
        engine.Says("a secret that must go");
        await using var server = await TestServer.Start(new ServerWishes(engine, new ManualTime()));
        var created = (await server.Admin.Post("/api/v1/meetings", """{"name":"a secret name","metadata":{"a":"a secret field"}}""", ("Idempotency-Key", "k"))).ShouldBe(201);
        var meeting = new TestMeeting(server.Admin, created.String("id"));
        await meeting.OpenEpoch("mic", null, "w", firstSeq: 0);
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBe(201);
        (await meeting.PutNamed("mic", 2, Sound.Ogg(2), 0)).ShouldBe(201);
        (await meeting.Put("wav", 0, Sound.Wav(), "audio/wav")).ShouldBe(201);
        (await meeting.Post("/tracks/mic/lost", new { writer_epoch = 0, from_seq = 1, to_seq = 1, reason = "x" })).ShouldBe(204);
        (await meeting.Post("/tracks/mic/gaps", new { writer_epoch = 0, start_samples = 0, duration_samples = 1, reason = "paused" })).ShouldBe(204);
        await meeting.Reads("a secret that must go");
        await meeting.Stop(("mic", 2), ("wav", 0));
        await meeting.Reaches("completed");
        Objects(server).ShouldNotBeEmpty();
        server.Count("SELECT count(*) FROM intents").ShouldBeGreaterThan(0);

        (await meeting.Delete()).ShouldBe(204);
        await server.Until(() => Objects(server).Count == 0, "no object");
        server.Clock.Advance(SecondPass);
        await server.Until(() => server.Count("SELECT count(*) FROM intents") + server.Count("SELECT count(*) FROM due") == 0, "no intent and nothing due");

        var left = server.Rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", row => row.Text(0))
            .Except(Kept).Select(table => (table, Rows: server.Count($"SELECT count(*) FROM {table}"))).Where(table => table.Rows > 0 && table.table != "grants");
        left.ShouldBeEmpty();
        server.Rows("SELECT kind FROM grain_records WHERE key LIKE $1 || '%'", row => row.Text(0), meeting.Id).ShouldBe(["meeting"]);
        server.Rows("SELECT name, meeting_url, metadata, language FROM meetings", row => row.IsNull(0) && row.IsNull(1) && row.IsNull(2) && row.IsNull(3)).ShouldBe([true]);
        (await meeting.PutNamed("mic", 0, Sound.Ogg(0), 0)).ShouldBeProblem(410, "deleted");
        (await meeting.Delete()).ShouldBe(204);
    }

    [Fact]
    public async Task P15_a_running_meeting_is_deleted_with_its_writers_at_work()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        var puts = Enumerable.Range(0, 200).Select(seq => meeting.Put("mic", seq, Sound.Ogg(seq, packets: 1))).ToList();
        await puts[20];
        (await meeting.Delete()).ShouldBe(204);
        var answers = await Task.WhenAll(puts);
        answers.ShouldAllBe(answer => answer.Status == 201 || answer.Status == 410);
        server.Count("SELECT (SELECT count(*) FROM chunks) + (SELECT count(*) FROM chunk_bytes) + (SELECT count(*) FROM tracks)").ShouldBe(0);
    }

    [Fact]
    public async Task P15_text_that_comes_after_the_tombstone_is_not_stored()
    {
        var engine = new ScriptedEngine();
        engine.Hangs();
        await using var server = await TestServer.Start(new ServerWishes(engine, new ManualTime()));
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        await server.Until(() => engine.Asked > 0, "a request");
        (await meeting.Delete()).ShouldBe(204);
        engine.Says("too late");
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await TestServer.Pause(5);
        server.Count("SELECT (SELECT count(*) FROM segments) + (SELECT count(*) FROM events)").ShouldBe(0);
    }

    [Fact]
    public async Task I6_a_deletion_that_broke_off_after_the_tombstone_goes_on_by_itself()
    {
        var broken = new FailingGrains.Switch { IsBroken = false };
        await using var server = await TestServer.Start(new ServerWishes(null, new ManualTime(), services => services.AddSingleton<IBlobStore>(provider =>
            Interrupted<IBlobStore>.Around(new FileBlobStore(provider.GetRequiredService<Silo.Host.DataFolder>().Blobs), call =>
                call == nameof(IBlobStore.Delete) && broken.IsBroken ? new IOException("The disk is away.") : null))));
        var meeting = await server.Admin.Meeting();
        (await meeting.Put("mic", 0, Sound.Ogg())).ShouldBe(201);
        await meeting.Stop(("mic", 0));
        await meeting.Reaches("completed");
        // The meeting rests: nothing of it is due.
        await server.Until(() => server.Count("SELECT count(*) FROM due") == 0, "rest");
        broken.IsBroken = true;
        await meeting.Delete();
        (await meeting.Get()).ShouldBeProblem(410, "deleted");
        broken.IsBroken = false;
        server.Clock.Advance(SecondPass);
        await server.Until(() => Objects(server).Count == 0, "no object");
    }

    [Fact]
    public async Task I12_deleted_audio_is_overwritten_in_the_file()
    {
        await using var server = await TestServer.Start();
        var meeting = await server.Admin.Meeting();
        var body = Sound.Ogg(77, packets: 400);
        (await meeting.Put("mic", 0, body)).ShouldBe(201);
        (await meeting.Delete()).ShouldBe(204);
        await server.Service<SqliteDatabase>().Writer.Write(Lane.Rest, session => session.Number("SELECT 1"));
        var folder = server.Folder;
        var copy = Directory.CreateTempSubdirectory("chronote-deleted-").FullName;
        try
        {
            File.Copy(Path.Combine(folder, "chronote.db"), Path.Combine(copy, "a.db"));
            if (File.Exists(Path.Combine(folder, "chronote.db-wal"))) File.Copy(Path.Combine(folder, "chronote.db-wal"), Path.Combine(copy, "a.db-wal"));
            using (var session = new SqliteSession(Path.Combine(copy, "a.db"), readOnly: false)) session.One("PRAGMA wal_checkpoint(TRUNCATE)", row => row.Number(0));
            File.ReadAllBytes(Path.Combine(copy, "a.db")).AsSpan().IndexOf(body.AsSpan(body.Length / 2, 64)).ShouldBe(-1);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static IReadOnlyList<string> Objects(TestServer server) => [.. Directory.EnumerateFiles(Path.Combine(server.Folder, "blobs"), "*", SearchOption.AllDirectories)];
}
