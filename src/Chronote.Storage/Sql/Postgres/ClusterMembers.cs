namespace Chronote.Storage.Sql.Postgres;

/// <summary>The servers of a database's cluster, as seen by one that is none of them.</summary>
public static class ClusterMembers
{
    // As Orleans stores it.
    private const int Active = 3;

    /// <summary>How many have said within the last seconds that they are alive.</summary>
    public static Task<long> Alive(ISqlDatabase database) => database.Read(session =>
        session.Number("SELECT count(*) FROM cluster_silos WHERE status = $1 AND alive_at > now() - interval '10 seconds'", Active));

    /// <summary>Where those are that were active when last heard of, and were heard of since then.</summary>
    public static Task<List<(string Address, int Port)>> HeardSince(ISqlDatabase database, string cluster, DateTimeOffset since) => database.Read(session => session.All(
        "SELECT address, port FROM cluster_silos WHERE cluster = $1 AND status = $2 AND alive_at > to_timestamp($3::float8 / 1000)",
        row => (row.Text(0), row.Integer(1)), cluster, Active, since.ToUnixTimeMilliseconds()));
}
