using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Chronote.Crash.Processes;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Npgsql;
using Xunit.Abstractions;

namespace Chronote.Crash.Cluster;

/// <summary>Two silos and one bot: whichever of them dies, or is told to stop, the other one takes its calls over.</summary>
[Trait("Speed", "Slow")]
[Collection(nameof(ClusterAlone))]
public sealed class ClusterBot(ITestOutputHelper output)
{
    private static readonly TimeSpan TakeoverMax = TimeSpan.FromSeconds(40);

    [PeerFact]
    public async Task A_call_goes_on_in_the_same_meeting_whichever_silo_dies_or_is_stopped_I6_I7()
    {
        using var folder = new TestFolder();
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Test");
        var lounge = guild.AddVoiceChannel("Lounge");
        await using var peers = await VoicePeers.Start(discord);
        var peer = await peers.Join(guild.AddMember("ana"), lounge);
        await peer.Connected(TakeoverMax);
        using var cluster = new SiloCluster(
            folder, silos: 2, ("Discord__Token", discord.Token), ("Discord__ApiUrl", discord.ApiUrl.AbsoluteUri), ("Discord__TrustedRootCertificate", discord.Authority.PemPath));
        await cluster.Start();

        var meeting = await Asked(cluster.Silos[0], HttpMethod.Post, "meetings", new { meeting_url = $"https://discord.com/channels/{guild.Id}/{lounge.Id}" });
        await Received(cluster, 0);
        var packets = Enumerable.Range(0, 20_000).Select(each => new byte[] { 0x78, (byte)each, (byte)(each >> 8), 1, 2, 3 });
        await peer.Play(packets);
        foreach (var (silo, ends) in ((int, string)[])[(0, "KILL"), (1, "KILL"), (0, "TERM"), (1, "TERM")])
        {
            var (epoch, began) = (await Epoch(cluster), Wait.Now);
            if (ends == "KILL") cluster.Silos[silo].Kill();
            else
            {
                cluster.Silos[silo].Signal(ends);
                await cluster.Silos[silo].Exited(TimeSpan.FromSeconds(30));
            }
            await Received(cluster, epoch);
            output.WriteLine($"{ends} of silo {silo}: received {(Wait.Now - began).TotalSeconds:0.0} s later, fence {epoch} → {await Epoch(cluster)}");
            await cluster.Silos[silo].Start();
        }
        var stored = await Number(cluster, "SELECT coalesce(sum(packets), 0)::bigint FROM chunks");
        await Wait.Until(async () => await Number(cluster, "SELECT coalesce(sum(packets), 0)::bigint FROM chunks") > stored, TakeoverMax, () => "Nothing of what is said is stored any more.");
        await Asked(cluster.Silos[1], HttpMethod.Post, $"meetings/{meeting}/stop", null);
        await discord.Until(() => guild.VoiceStateOf(discord.Bot.Id) is null && guild.BotMember.Nickname is null, "the bot is as it was before", TakeoverMax);
        (await Number(cluster, "SELECT count(*) FROM meetings")).ShouldBe(1);
    }

    // A lease that was renewed after what was done to a silo, by whoever has it now.
    private static async Task Received(SiloCluster cluster, long after)
    {
        var since = Wait.Now.ToUnixTimeMilliseconds();
        await Wait.Until(
            async () => await Number(cluster, $"SELECT count(*) FROM voice_sessions WHERE lease_until > {since + 7_000} AND epoch >= {after}") == 1, TakeoverMax,
            () => $"Nobody receives the call:\n{string.Join("\n---\n", cluster.Silos.Select(silo => silo.Said))}");
    }

    private static Task<long> Epoch(SiloCluster cluster) => Number(cluster, "SELECT epoch FROM voice_sessions");

    private static async Task<long> Number(SiloCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }

    private static async Task<string?> Asked(Server silo, HttpMethod method, string path, object? body)
    {
        using var http = new HttpClient { BaseAddress = silo.Address };
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", silo.Key);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString();
    }
}
