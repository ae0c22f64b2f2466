using System.Globalization;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Gateway.Tests.World;
using Chronote.Grains.Guilds;

namespace Chronote.Gateway.Tests.Upgrading;

/// <summary>What happened in a golden folder. A later story may hold more; what is in an older folder stays true.</summary>
internal static class GoldenStory
{
    public const string Ended = "ended", Running = "running", Gone = "gone", Text = "all is well", Speaker = "Ana", Guest = "guest";

    public const ulong Guild = 1_234_567_890_123_456_789, OptedOut = 9;

    public const string Settings = """{ "LogLevel": "warn", "DrainDeadline": "00:00:30", "Transcription": { "Engine": "none", "Concurrency": 3 } }""";

    /// <summary>The chunk of every track with this number.</summary>
    public static byte[] Chunk(long seq) => Sound.Ogg(seed: (int)seq + 1, packets: 50);

    /// <summary>Lets it happen, in a folder of its own, and ends the server. Returns the folder.</summary>
    public static async Task<string> Tell()
    {
        var engine = new ScriptedEngine();
        var server = await TestServer.Start(new ServerWishes(engine, new ManualTime()));
        await server.Tenant(Guest, KeyScope.Read);
        await TellEnded(server);
        var gone = await Begin(server, Gone);
        (await gone.PutNamed("mic", 0, Chunk(0), 0)).ShouldBe(201);
        (await gone.Delete()).Status.ShouldBeInRange(200, 204);
        await TellRunning(server, engine);
        await TellGuild(server);
        File.WriteAllText(Path.Combine(server.Folder, "chronote.json"), Settings);
        await server.Stop();
        return server.Folder;
    }

    /// <summary>One track of three chunks, transcribed, with files and notes.</summary>
    private static async Task TellEnded(TestServer server)
    {
        var meeting = await Begin(server, Ended);
        for (var seq = 0; seq < 3; seq++) (await meeting.PutNamed("mic", seq, Chunk(seq), 0)).ShouldBe(201);
        await meeting.Reads(Text);
        (await meeting.Stop(("mic", 2))).ShouldBe(202);
        await meeting.Reaches("completed");
        await server.Until(async () => (await meeting.Get("/notes.md")).Status == 200);
    }

    /// <summary>Chunk 1 is still to come, the engine refused chunk 0 and asked everybody to wait, and a second track began as WAV.</summary>
    private static async Task TellRunning(TestServer server, ScriptedEngine engine)
    {
        var meeting = await Begin(server, Running);
        engine.Answers(new EngineAnswer.Theirs("too many requests", TimeSpan.FromMinutes(2), RateLimited: true));
        (await meeting.PutNamed("mic", 0, Chunk(0), 0)).ShouldBe(201);
        (await meeting.PutNamed("mic", 2, Chunk(2), 0)).ShouldBe(201);
        (await meeting.Put("system", 0, Sound.Wav(), "audio/wav")).ShouldBe(201);
        await server.Until(() => server.Count("SELECT count(*) FROM host_states") == 1, "the pause is stored");
        await server.Until(() => server.Count("SELECT count(*) FROM chunks WHERE normalisation <> 'DONE'") == 0, "the WAV is encoded");
    }

    /// <summary>A guild with settings and somebody who doesn't want to be recorded; in folders of schema 2 and later.</summary>
    private static async Task TellGuild(TestServer server)
    {
        var guild = server.Service<IGrainFactory>().GetGrain<IGuildGrain>(Guild.ToString(CultureInfo.InvariantCulture));
        await guild.Do(new GuildCommand.Configure(new Asker(1, ManagesGuild: true, TakesPart: false), new SettingsChange { Language = "en-GB", AutoRecordChannel = 12 }));
        await guild.Do(new GuildCommand.OptOut(OptedOut));
    }

    private static async Task<TestMeeting> Begin(TestServer server, string name)
    {
        var meeting = await server.Admin.Meeting(new { name, metadata = new { room = 7 }, language = "en" });
        await meeting.OpenEpoch("mic", null, "w", name: Speaker);
        return meeting;
    }
}
