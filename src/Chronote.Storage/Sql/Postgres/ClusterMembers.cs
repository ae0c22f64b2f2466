namespace Chronote.Storage.Sql.Postgres;

/// <summary>The servers of a database's cluster, as seen by one that is none of them.</summary>
public static class ClusterMembers
{
    // As Orleans stores it.
    private const int Active = 3;

    /// <summary>How many have said within the last seconds that they are alive.</summary>
    public static Task<long> Alive(ISqlDatabase database) => database.Read(session =>
        session.Number("SELECT count(*) FROM cluster_silos WHERE status = $1 AND alive_at > now() - interval '10 seconds'", Active));
}
