using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

public sealed class SqlKeyStore(ISqlDatabase database) : IKeyStore
{
    public Task<ApiKey?> Find(byte[] hash) => database.Read(session => session.One(
        "SELECT tenant, name, scopes FROM api_keys WHERE key_hash = $1",
        row => new ApiKey(new TenantId(row.Text(0)), row.Text(1), Enum.Parse<KeyScope>(row.Text(2), ignoreCase: true)), hash));

    public Task Add(byte[] hash, ApiKey key, DateTimeOffset now) => database.Write(async session =>
    {
        var at = now.ToUnixTimeMilliseconds();
        await session.Run("INSERT INTO tenants (tenant, created_at) VALUES ($1, $2) ON CONFLICT (tenant) DO NOTHING", key.Tenant.Value, at);
        return await session.Run("INSERT INTO api_keys (key_hash, tenant, name, scopes, created_at) VALUES ($1, $2, $3, $4, $5)",
            hash, key.Tenant.Value, key.Name, key.Scope.ToString().ToLowerInvariant(), at);
    });

    public Task<bool> Any() => database.Read(async session => await session.Number("SELECT count(*) FROM api_keys") > 0);
}
