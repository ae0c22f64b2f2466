using Orleans.Configuration;

namespace Chronote.Silo.Host;

/// <summary>How soon the silos of a cluster notice that one of them is gone.</summary>
/// <remarks>
/// A recording must not wait a minute for a process that hangs; a recorder's spool bridges some seconds without notice. A process that is busy is not
/// gone: anything heard of it on its connections counts, for three times the longest wait; that is how long a silo that hangs is still believed in. One
/// that died closes its connections, and is known to be gone at once.
/// </remarks>
internal static class Membership
{
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ProbeMax = TimeSpan.FromSeconds(1.5);
    private const int MissedProbesMax = 3;
    private const int Votes = 2;

    // Gossip tells of changes at once; this is the net below it.
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(2);

    // Three of these without a sign of life, and one vote is enough: after a crash of all of them those that start wait no longer for those that were.
    private static readonly TimeSpan SayAlive = TimeSpan.FromSeconds(1);
    private const int SignsMissedMax = 3;

    // The last net under whoever joins and can't: it ends, and a supervisor starts it again.
    private static readonly TimeSpan JoinMax = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(1);

    /// <summary>Whoever has been silent for so long is not waited for by those that join.</summary>
    public static TimeSpan SilentMax => SayAlive * SignsMissedMax;

    public static void Tune(ClusterMembershipOptions membership)
    {
        (membership.ProbeTimeout, membership.MinProbeTimeout, membership.MaxProbeTimeout) = (Probe, Probe, ProbeMax);
        (membership.NumMissedProbesLimit, membership.NumVotesForDeathDeclaration) = (MissedProbesMax, Votes);
        (membership.TableRefreshTimeout, membership.IAmAliveTablePublishTimeout, membership.DefunctSiloExpiration) = (ReadAgain, SayAlive, ForgetAfter);
        (membership.NumMissedTableIAmAliveLimit, membership.MaxJoinAttemptTime) = (SignsMissedMax, JoinMax);
    }
}
