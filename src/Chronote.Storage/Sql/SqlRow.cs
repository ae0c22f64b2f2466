using System.Data.Common;

namespace Chronote.Storage.Sql;

/// <summary>A row by position; nulls and times in our own terms.</summary>
public readonly struct SqlRow(DbDataReader reader)
{
    public bool IsNull(int i) => reader.IsDBNull(i);
    public string Text(int i) => reader.GetString(i);
    public string? TextOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
    public long Number(int i) => reader.GetInt64(i);
    public int Integer(int i) => reader.GetInt32(i);
    public long? NumberOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetInt64(i);
    public bool Flag(int i) => reader.GetInt64(i) != 0;
    public byte[] Bytes(int i) => reader.GetFieldValue<byte[]>(i);
    public byte[]? BytesOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetFieldValue<byte[]>(i);
    public Guid Id(int i) => reader.GetGuid(i);
    public DateTimeOffset Time(int i) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(i));
    public DateTimeOffset? TimeOrNull(int i) => reader.IsDBNull(i) ? null : Time(i);
}
