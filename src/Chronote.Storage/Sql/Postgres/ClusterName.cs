namespace Chronote.Storage.Sql.Postgres;

/// <summary>The name of the cluster whose servers share a database.</summary>
/// <remarks>
/// Made of a secret kept in it, and of what no copy of a database shares with it: the server's own number and the table's. So a restored backup on the
/// same network never joins the cluster it was taken of, though it lists that one's members. A standby that takes over is the same database.
/// </remarks>
public static class ClusterName
{
    public static async Task<string> Read(ISqlDatabase database)
    {
        await database.Write(session => session.Run("INSERT INTO cluster_secret (secret) VALUES (gen_random_uuid()) ON CONFLICT DO NOTHING"));
        return await database.Read(session => session.One("""
            SELECT encode(sha256(convert_to(concat_ws(' ', secret, (SELECT system_identifier FROM pg_control_system()), 'cluster_silos'::regclass::oid), 'UTF8')), 'hex')
            FROM cluster_secret
            """, row => row.Text(0))) ?? throw new InvalidOperationException("The cluster's secret was removed.");
    }
}
