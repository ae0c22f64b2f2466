namespace Chronote.Domain.Guilds;

/// <summary>Which server has a shard of the bot's gateway. Two of them on one shard would both be told of everything.</summary>
public sealed record ShardHold
{
    /// <summary>Null: nobody has it.</summary>
    public string? Silo { get; init; }

    public DateTimeOffset Until { get; init; }

    /// <summary>The hold when <paramref name="silo"/> asks for it; the same when another one has it.</summary>
    /// <param name="isAlone">There is no other server, so that a hold still open is one of its own earlier life.</param>
    public ShardHold AskedBy(string silo, bool isAlone, DateTimeOffset now) =>
        Silo is null || Silo == silo || Until <= now || isAlone ? new ShardHold { Silo = silo, Until = now + Limits.VoiceLease } : this;

    public ShardHold LetGoBy(string silo) => Silo == silo ? new ShardHold() : this;
}
