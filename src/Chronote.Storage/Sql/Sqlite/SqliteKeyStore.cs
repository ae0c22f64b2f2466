using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql.Sqlite;

public sealed class SqliteKeyStore(SqliteDatabase database) : IKeyStore
{
    public Task<ApiKey?> Find(byte[] hash) => Task.FromResult(database.Read(session => session.One(
        "SELECT tenant, name, scopes FROM api_keys WHERE key_hash = $1",
        row => new ApiKey(new TenantId(row.Text(0)), row.Text(1), Enum.Parse<KeyScope>(row.Text(2), ignoreCase: true)), hash)));

    public Task Add(byte[] hash, ApiKey key, DateTimeOffset now) => database.Writer.Write(Lane.Rest, session =>
    {
        var at = now.ToUnixTimeMilliseconds();
        session.Run("INSERT INTO tenants (tenant, created_at) VALUES ($1, $2) ON CONFLICT (tenant) DO NOTHING", key.Tenant.Value, at);
        return session.Run("INSERT INTO api_keys (key_hash, tenant, name, scopes, created_at) VALUES ($1, $2, $3, $4, $5)",
            hash, key.Tenant.Value, key.Name, key.Scope.ToString().ToLowerInvariant(), at);
    });

    public Task<bool> Any() => Task.FromResult(database.Read(session => session.Number("SELECT count(*) FROM api_keys") > 0));
}
