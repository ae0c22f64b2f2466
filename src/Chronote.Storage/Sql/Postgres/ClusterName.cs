namespace Chronote.Storage.Sql.Postgres;

/// <summary>The name of the cluster whose servers share a database.</summary>
/// <remarks>
/// Made of what no copy shares with it: the numbers of the database server, of the database in it and of the table in that. So a restored dump on the same
/// network never joins the cluster it was taken of, though it lists that one's members. A standby that takes over is the same database.
/// </remarks>
public static class ClusterName
{
    public static async Task<string> Read(ISqlDatabase database) => await database.Read(session => session.One("""
        SELECT 'chronote-' || c.system_identifier || '-' || d.oid || '-' || 'cluster_silos'::regclass::oid
        FROM pg_control_system() c, pg_database d WHERE d.datname = current_database()
        """, row => row.Text(0))) ?? throw new InvalidOperationException("The database is not among its server's.");
}
