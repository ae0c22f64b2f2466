using System.Text.Json;

namespace Chronote.Discord.Simulated.Peers;

/// <summary>An unpatched discord.js bot in a Node process of its own.</summary>
public sealed class BotPeer : IAsyncDisposable
{
    private readonly SimulatedDiscord discord;
    private readonly NodeProcess node;
    private readonly List<JsonElement> told = [];
    private readonly Task hearing;

    private BotPeer(SimulatedDiscord discord, NodeProcess node)
    {
        (this.discord, this.node) = (discord, node);
        hearing = Hear();
    }

    /// <summary>Starts it and logs it in; it may not be ready yet.</summary>
    public static async Task<BotPeer> Start(SimulatedDiscord discord)
    {
        var bot = new BotPeer(discord, await NodeProcess.Start("bot.mjs", new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = discord.Authority.PemPath }));
        await bot.Ask("login", new { api = discord.ApiUrl.ToString(), token = discord.Token });
        return bot;
    }

    /// <summary>Asks the script to do something; see <c>Peers/bot.mjs</c>.</summary>
    public Task<JsonElement> Ask(string question, object? arguments = null) => node.Ask(question, arguments);

    /// <summary>Waits for news of a kind.</summary>
    /// <param name="which">The how manieth, from 1.</param>
    public async Task<JsonElement> Tells(string kind, Func<JsonElement, bool>? holds = null, int which = 1)
    {
        await discord.Until(() => Of(kind, holds).Skip(which - 1).Any(), $"the bot tells '{kind}'; it told: {string.Join(' ', All())}\n{node.Errors}");
        return Of(kind, holds)[which - 1];
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        await hearing;
    }

    private List<JsonElement> All()
    {
        lock (told) return [.. told];
    }

    private List<JsonElement> Of(string kind, Func<JsonElement, bool>? holds) => [.. All().Where(news => news.GetProperty("told").GetString() == kind && (holds?.Invoke(news) ?? true))];

    private async Task Hear()
    {
        await foreach (var news in node.Told.ReadAllAsync())
        {
            lock (told) told.Add(news);
            discord.Bulletin.Changed();
        }
    }
}
