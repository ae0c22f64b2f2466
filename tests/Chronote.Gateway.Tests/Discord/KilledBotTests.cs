using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.World;
using Chronote.Gateway.Tests.World;
using Xunit.Abstractions;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>The real program as the bot, killed with kill -9 while somebody speaks, and started again.</summary>
[Trait("Speed", "Slow")]
public sealed class KilledBotTests(ITestOutputHelper output)
{
    private const double PacketSeconds = 0.02;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [PeerFact]
    public async Task I6_a_killed_server_takes_its_call_up_again_and_the_meeting_goes_on()
    {
        const int packets = 1_000;
        var folder = Directory.CreateTempSubdirectory("chronote-bot-").FullName;
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Test");
        var lounge = guild.AddVoiceChannel("Lounge");
        var ana = guild.AddMember("ana", displayName: "Ana");
        await using var peers = await VoicePeers.Start(discord);
        var peer = await peers.Join(ana, lounge);
        await peer.Connected(Patience);
        var file = Path.Combine(folder, "words.ogg");
        await File.WriteAllBytesAsync(file, Sound.Ogg(seed: 5, packets: packets));

        var server = Serve(discord, folder);
        using var http = await Caller(server, folder);
        var meeting = (await Json(await http.PostAsync("api/v1/meetings", Body(new { meeting_url = $"https://discord.com/channels/{guild.Id}/{lounge.Id}" })))).GetProperty("id").GetString();
        await Recording(discord, lounge);
        await peer.PlayFile(file);
        await discord.Until(() => discord.Voice.Heard(ana.Id).Count > packets / 4, "Ana speaks", Patience);

        var killed = Stopwatch.GetTimestamp();
        server.Dispose(); // kill -9
        guild.BotMember.Nickname.ShouldBe("[RECORDING] Chronote");
        var before = lounge.Messages[0].Edits;
        server = Serve(discord, folder);
        using var again = await Caller(server, folder);
        await discord.Until(() => lounge.Messages[0].Edits > before && lounge.Messages[0].Content.Contains("· recording ·", StringComparison.Ordinal), "it is received again", Patience);
        var back = Stopwatch.GetElapsedTime(killed);
        await peer.Played(Patience);
        await TestServer.Pause(50);
        lounge.Messages.ShouldHaveSingleItem().Content.ShouldContain("records everybody", Case.Sensitive, "announced once");
        (await again.PostAsync($"api/v1/meetings/{meeting}/stop", null)).EnsureSuccessStatusCode();
        await discord.Until(() => guild.BotMember.Nickname is null && guild.VoiceStateOf(discord.Bot.Id) is null, "the bot is as it was before", Patience);

        var track = (await Json(await again.GetAsync($"api/v1/meetings/{meeting}/manifest"))).GetProperty("tracks").EnumerateArray().ShouldHaveSingleItem();
        var stored = track.GetProperty("chunks").EnumerateArray().Sum(chunk => chunk.GetProperty("packets").GetInt32());
        var gaps = track.GetProperty("gaps").EnumerateArray().Select(gap => gap.GetProperty("reason").GetString()).ToList();
        server.Dispose();
        Directory.Delete(folder, recursive: true);
        output.WriteLine($"{discord.Voice.Heard(ana.Id).Count} packets sent, {stored} stored; killed and received again after {back.TotalSeconds:0.0} s; gaps: {string.Join(", ", gaps)}");
        gaps.ShouldContain("receiver_lost");
        // What was lost is the time without a receiver, and at most half a second before it; some packets more are lost while its keys come.
        (packets - stored).ShouldBeLessThanOrEqualTo((int)((back.TotalSeconds + 2.5) / PacketSeconds), $"{stored} of {packets}");
    }

    private static Task Recording(SimulatedDiscord discord, SimulatedChannel channel) =>
        discord.Until(() => channel.Messages is [{ } first, ..] && first.Content.Contains("· recording ·", StringComparison.Ordinal), "it is received", Patience);

    private static ServeProcess Serve(SimulatedDiscord discord, string folder) => ServeProcess.Start("serve", new Dictionary<string, string>
    {
        ["CHRONOTE_Data"] = Path.Combine(folder, "data"),
        ["CHRONOTE_Url"] = "http://127.0.0.1:0",
        ["CHRONOTE_Discord__Token"] = discord.Token,
        ["CHRONOTE_Discord__ApiUrl"] = discord.ApiUrl.AbsoluteUri,
        ["CHRONOTE_Discord__TrustedRootCertificate"] = discord.Authority.PemPath,
    });

    private static async Task<HttpClient> Caller(ServeProcess server, string folder)
    {
        var http = new HttpClient { BaseAddress = new Uri(await server.Listens()) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(folder, "data", "admin.key"))).Trim());
        return http;
    }

    private static StringContent Body(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement;
    }
}
