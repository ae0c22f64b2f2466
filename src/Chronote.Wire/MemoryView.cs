namespace Chronote.Wire;

/// <summary>What the server's process holds in memory (P-65).</summary>
/// <param name="ManagedBytes">Objects on the managed heap; after <c>?collect=true</c> only those that something still uses.</param>
/// <param name="NativeBytes">What native code holds from malloc, SQLite's and libopus's memory among it; null where the system can't tell.</param>
/// <param name="SqliteBytes">Of that, SQLite's: page caches and statements.</param>
/// <param name="CommittedBytes">What the managed heap has taken from the system, used or not.</param>
/// <param name="ResidentBytes">Physical memory of the process.</param>
public sealed record MemoryView(long ManagedBytes, long? NativeBytes, long SqliteBytes, long CommittedBytes, long ResidentBytes);
