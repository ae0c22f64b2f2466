using System.Runtime.InteropServices;
using Chronote.Domain;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Writes a chunk's audio beside the receipt that was inserted just before.</summary>
internal static class ChunkBytes
{
    // The bytes take the receipt's row number, so that they are found without an index of their own.
    public static int Insert(SqliteSession session, TenantId tenant, ReadOnlyMemory<byte> bytes) =>
        session.Run("INSERT INTO chunk_bytes (chunk_id, tenant, bytes) VALUES (last_insert_rowid(), $1, $2)", tenant.Value, WholeArray(bytes));

    // The provider binds arrays only; the edge hands over whole ones, so nothing is copied.
    private static byte[] WholeArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length ? array : bytes.ToArray();
}
