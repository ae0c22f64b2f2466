namespace Chronote.Domain.Ports;

/// <summary>API keys. Only their SHA-256 is kept.</summary>
public interface IKeyStore
{
    /// <summary>Null when no key has this hash.</summary>
    Task<ApiKey?> Find(byte[] hash);

    Task Add(byte[] hash, ApiKey key, DateTimeOffset now);

    Task<bool> Any();
}

/// <param name="Name">Who it was made for; recorded as the acting user.</param>
public sealed record ApiKey(TenantId Tenant, string Name, KeyScope Scope)
{
    /// <summary>The one meeting it opens; null: all of its tenant's.</summary>
    public MeetingId? Only { get; init; }
}

/// <summary>What a key may do; each includes the ones before it.</summary>
public enum KeyScope { Read, Record, Admin }
