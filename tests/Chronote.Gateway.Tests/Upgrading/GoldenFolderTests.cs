using System.Collections;
using System.Globalization;
using System.Text.Json;
using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Grains.Guilds;
using Chronote.Media.Proof;
using Chronote.Silo.Settings;

namespace Chronote.Gateway.Tests.Upgrading;

/// <summary>
/// A data folder of every schema so far is opened by this build, and goes on. When a migration was added: <c>CHRONOTE_REWRITE=1 dotnet test</c> makes
/// the folder of the new schema, on the embedded host; those that are there are never made again.
/// </summary>
public sealed class GoldenFolderTests
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    public static TheoryData<int> Schemas => [.. GoldenFolders.Schemas];

    public static TheoryData<int> SchemasWithGuilds => [.. GoldenFolders.Schemas.Where(schema => schema >= 2)];

    [Fact]
    public async Task There_is_a_folder_of_todays_schema()
    {
        int today;
        await using (var server = await TestServer.Start()) today = Schema(server);
        if (Environment.GetEnvironmentVariable("CHRONOTE_REWRITE") == "1" && !GoldenFolders.Schemas.Contains(today))
        {
            var folder = await GoldenStory.Tell();
            GoldenFolders.Pack(today, folder);
            Directory.Delete(folder, recursive: true);
        }
        GoldenFolders.Schemas.ShouldBe(Enumerable.Range(1, today));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task What_was_completed_is_read_and_proven_and_its_repeats_are_answered(int schema)
    {
        await using var server = await Open(schema);
        Schema(server).ShouldBeGreaterThanOrEqualTo(schema);
        var meeting = await Meeting(server, GoldenStory.Ended);
        (await meeting.Phase()).ShouldBe("completed");
        (await meeting.Get("/transcript.txt")).ShouldBe(200).Text.ShouldContain(GoldenStory.Text);
        (await meeting.Get("/notes.md")).ShouldBe(200).Text.ShouldContain(GoldenStory.Speaker);
        await Proves(meeting, "mic", chunks: 3);
        (await meeting.PutNamed("mic", 1, GoldenStory.Chunk(1), 0)).ShouldBe(200);
        (await meeting.PutNamed("mic", 1, GoldenStory.Chunk(9), 0)).ShouldBeProblem(409, "conflict");
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task What_was_running_goes_on_and_completes(int schema)
    {
        await using var server = await Open(schema);
        var meeting = await Meeting(server, GoldenStory.Running);
        (await meeting.PutNamed("mic", 1, GoldenStory.Chunk(1), 0)).ShouldBe(201);
        (await meeting.Stop(("mic", 2), ("system", 0))).ShouldBe(202);
        await meeting.Reaches("completed");
        await meeting.Reads(GoldenStory.Text);
        await server.Until(async () => (await meeting.Get("/lag")).Status == 200 && server.Count("SELECT count(*) FROM chunks WHERE text_phase IN (0, 1, 2)") == 0);
        await Proves(meeting, "mic", chunks: 3);
        await Proves(meeting, "system", chunks: 1);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Keys_tombstones_and_settings_still_count(int schema)
    {
        await using var server = await Open(schema);
        (await (await Meeting(server, GoldenStory.Ended)).Get()).ShouldBe(200);
        var guest = server.With("chr_" + GoldenStory.Guest + KeyScope.Read);
        (await guest.Get("/api/v1/meetings")).ShouldBe(200)["items"].GetArrayLength().ShouldBe(0);
        var gone = server.Rows("SELECT meeting FROM meetings WHERE phase = 'Deleted'", row => row.Text(0)).ShouldHaveSingleItem();
        (await new TestMeeting(server.Admin, gone).PutNamed("mic", 1, GoldenStory.Chunk(1), 0)).ShouldBeProblem(410, "deleted");
        var settings = SettingsLoader.Load(new Hashtable { ["CHRONOTE_Data"] = server.Folder });
        settings.Mistakes.ShouldBeEmpty();
        settings.Warnings.ShouldBeEmpty();
        (settings.Settings.LogLevel, settings.Settings.DrainDeadline, settings.Settings.Transcription.Concurrency).ShouldBe(("warn", TimeSpan.FromSeconds(30), 3));
    }

    [Theory]
    [MemberData(nameof(SchemasWithGuilds))]
    public async Task Guilds_keep_their_settings_and_who_wants_to_be_left_out(int schema)
    {
        await using var server = await Open(schema);
        var guild = await server.Service<IGrainFactory>().GetGrain<IGuildGrain>(GoldenStory.Guild.ToString(CultureInfo.InvariantCulture)).Look();
        (guild.Settings.Language, guild.OptOutVersion).ShouldBe(("en-GB", 1));
        guild.Settings.AutoRecordChannels.ShouldBe([12UL]);
        (await server.Service<IGuildStore>().OptedOut(GoldenStory.Guild)).ShouldBe([GoldenStory.OptedOut]);
    }

    private static Task<TestServer> Open(int schema)
    {
        var clock = new ManualTime();
        clock.Advance(Later);
        return TestServer.On(GoldenFolders.Unpack(schema), new ServerWishes(new ScriptedEngine(), clock));
    }

    private static int Schema(TestServer server) => (int)server.Count("SELECT max(version) FROM schema_version");

    private static async Task<TestMeeting> Meeting(TestServer server, string name)
    {
        var listed = (await server.Admin.Get("/api/v1/meetings")).ShouldBe(200)["items"].EnumerateArray();
        return new TestMeeting(server.Admin, listed.Single(meeting => meeting.GetProperty("name").GetString() == name).GetProperty("id").GetString()!);
    }

    private static async Task Proves(TestMeeting meeting, string track, int chunks)
    {
        var manifest = (await meeting.Get("/manifest")).ShouldBe(200)["tracks"].EnumerateArray().Single(each => each.GetProperty("track").GetString() == track);
        var audio = (await meeting.Get($"/audio/{track}.ogg")).ShouldBe(200).Bytes;
        var report = await AssemblyProof.Check(Entries(manifest.GetProperty("chunks")), new MemoryStream(audio));
        report.Holds.ShouldBeTrue($"{report}");
        report.FoundOnce.ShouldBe(chunks);
    }

    private static async IAsyncEnumerable<ManifestEntry> Entries(JsonElement chunks)
    {
        await Task.CompletedTask;
        foreach (var chunk in chunks.EnumerateArray())
            yield return new ManifestEntry(
                Number(chunk, "seq"), Number(chunk, "start_samples"), (int)Number(chunk, "pre_skip_samples"), Number(chunk, "duration_samples"), (int)Number(chunk, "packets"),
                Convert.FromHexString(chunk.GetProperty("packets_digest").GetString()!));

        static long Number(JsonElement chunk, string name) => chunk.GetProperty(name).GetInt64();
    }
}
