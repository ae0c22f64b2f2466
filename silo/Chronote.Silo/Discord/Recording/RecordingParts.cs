using Chronote.Client.Server;
using Chronote.Client.Spool;
using Chronote.Discord;

namespace Chronote.Silo.Discord.Recording;

/// <summary>Which meeting a voice session is recorded into. The meeting is there already.</summary>
/// <param name="CreatedAt">The meeting's beginning: its timeline's sample 0.</param>
/// <param name="HeardUntil">When a receiver elsewhere, whose place this one takes, gave its last sign; null when there was none.</param>
internal sealed record RecordingOrder(string Meeting, DateTimeOffset CreatedAt, DateTimeOffset? HeardUntil = null)
{
    /// <summary>Nothing is recorded: only what lies in the spool is delivered, and nothing taken from whoever records now.</summary>
    public bool OnlyDelivers { get; init; }
}

/// <summary>The world a recording runs in.</summary>
/// <param name="Files">The folder of Discord's spools; each meeting has its own below it.</param>
/// <param name="Budget">One for all recordings of this process.</param>
/// <param name="NameOf">What to call a user's track; asked once, when they first speak.</param>
/// <param name="IsOptedOut">Asked for every packet, before anything of it is kept. Must not wait.</param>
internal sealed record RecordingParts(
    IChunkServer Server, ISpoolFiles Files, SpoolBudget Budget, TimeProvider Time, Random Random, ILogger Log, Func<Snowflake, string?> NameOf,
    Func<Snowflake, bool> IsOptedOut);
