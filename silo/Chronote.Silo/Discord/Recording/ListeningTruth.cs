using Chronote.Discord;

namespace Chronote.Silo.Discord.Recording;

/// <summary>Something the status message has to say: a recording that looks alive and keeps nothing.</summary>
public abstract record ListeningTrouble
{
    /// <summary>Packets of the user come, and none of them decrypts.</summary>
    public sealed record Undecryptable(Snowflake User, TimeSpan For) : ListeningTrouble;

    /// <summary>The user is heard, and nothing reaches this machine's disk.</summary>
    public sealed record NotKept(Snowflake User, TimeSpan For) : ListeningTrouble;

    /// <summary>Chunks of the user are on this machine's disk, and the server acknowledges none.</summary>
    public sealed record NotDelivered(Snowflake User, TimeSpan For) : ListeningTrouble;

    /// <summary>Nobody was heard at all.</summary>
    public sealed record NobodyHeard(TimeSpan For) : ListeningTrouble;

    private ListeningTrouble() { }
}

/// <summary>Says whether a recording hears and keeps what is said. Pure.</summary>
public static class ListeningTruth
{
    /// <summary>Someone speaks and nothing of it decrypts or becomes durable for this long.</summary>
    public static readonly TimeSpan NothingKeptMax = TimeSpan.FromSeconds(10);

    /// <summary>Nobody was heard for this long.</summary>
    public static readonly TimeSpan NobodyHeardMax = TimeSpan.FromMinutes(5);

    /// <param name="listeningSince">When the receiver was connected last, or the recording resumed; null while it isn't connected or is paused.</param>
    public static IReadOnlyList<ListeningTrouble> Of(IReadOnlyList<SpeakerFacts> speakers, DateTimeOffset? listeningSince, DateTimeOffset now)
    {
        if (listeningSince is not { } since) return [];
        var troubles = new List<ListeningTrouble>();
        var heard = since;
        foreach (var each in speakers)
        {
            if (each.LastPacketAt > heard) heard = each.LastPacketAt.Value;
            if (each.UndecryptableSince is { } mute && Later(mute, since) is var from && now - from >= NothingKeptMax && now - each.LastUndecryptableAt < NothingKeptMax)
                troubles.Add(new ListeningTrouble.Undecryptable(each.User, now - from));
            if (each.UnkeptSince is { } unkept && now - unkept >= NothingKeptMax) troubles.Add(new ListeningTrouble.NotKept(each.User, now - unkept));
            if (each.UndeliveredSince is { } waiting && now - waiting >= NothingKeptMax) troubles.Add(new ListeningTrouble.NotDelivered(each.User, now - waiting));
        }
        if (now - heard >= NobodyHeardMax) troubles.Add(new ListeningTrouble.NobodyHeard(now - heard));
        return troubles;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
