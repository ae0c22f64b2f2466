using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Rest;

/// <summary>A slash command or a button press that the test made, and what the bot answered to it.</summary>
public sealed class SimulatedInteraction
{
    /// <summary>The first answer is due within this; later is "Unknown interaction".</summary>
    internal static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(3);

    /// <summary>The token is good for this long.</summary>
    internal static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    private readonly SimulatedDiscord discord;

    internal SimulatedInteraction(SimulatedDiscord discord, ulong id, string token, SimulatedChannel channel, SimulatedUser user, SimulatedMessage? pressed)
    {
        (this.discord, Id, Token, Channel, User, Pressed) = (discord, id, token, channel, user, pressed);
        CreatedAt = discord.Options.Time.GetUtcNow();
    }

    public ulong Id { get; }
    public string Token { get; }
    public SimulatedChannel Channel { get; }
    public SimulatedUser User { get; }

    /// <summary>The message whose button was pressed; null for a slash command.</summary>
    public SimulatedMessage? Pressed { get; }

    /// <summary>Type of the first answer: 4 message, 5 deferred, 6 acknowledged, 7 message changed; null while there is none.</summary>
    public int? AnswerType { get; internal set; }

    /// <summary>How long the first answer took.</summary>
    public TimeSpan? AnswerTime { get; internal set; }

    /// <summary>The answer as the user sees it; null while it is awaited ("thinking").</summary>
    public SimulatedMessage? Message { get; internal set; }

    /// <summary>Messages that followed the answer.</summary>
    public IReadOnlyList<SimulatedMessage> FollowUps => [.. followUps];

    /// <summary>The deferred answer will be seen by the user alone.</summary>
    public bool IsEphemeral { get; internal set; }

    internal DateTimeOffset CreatedAt { get; }

    private readonly List<SimulatedMessage> followUps = [];

    internal void FollowUp(SimulatedMessage message) => followUps.Add(message);

    /// <summary>Waits for the first answer, deferred or not.</summary>
    public Task Answered(TimeSpan? limit = null) => discord.Until(() => AnswerType is not null, "an answer to the interaction", limit ?? AnswerTimeMax + TimeSpan.FromSeconds(2));

    /// <summary>Waits for an answer with words in it.</summary>
    /// <param name="holds">What must be true of its content.</param>
    public async Task<SimulatedMessage> Said(Func<string, bool>? holds = null, TimeSpan? limit = null)
    {
        await discord.Until(() => Message is { Content: var content } && (holds?.Invoke(content) ?? content.Length > 0), $"a message as answer; there is: {Message?.Content}", limit);
        return Message!;
    }
}
