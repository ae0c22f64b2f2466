using System.Runtime.InteropServices;
using SQLitePCL;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Binds the managed provider to the system's SQLite, whose security updates come with the system.</summary>
public static class SqliteNative
{
    private static readonly Lazy<bool> Ready = new(Bind);

    /// <summary>Does the binding once per process. Throws <see cref="DllNotFoundException"/> with what to install when there is none.</summary>
    public static void Use() => _ = Ready.Value;

    /// <summary>What SQLite holds in memory, over all connections: page caches, statements, buffers.</summary>
    public static long MemoryBytes => raw.sqlite3_memory_used();

    /// <summary>The library itself.</summary>
    public static IntPtr Load()
    {
        string[] candidates = OperatingSystem.IsWindows() ? ["winsqlite3.dll", "sqlite3.dll"]
            : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"]
            : ["libsqlite3.so.0", "libsqlite3.so"];
        foreach (var candidate in candidates)
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        throw new DllNotFoundException($"SQLite is missing ({string.Join(", ", candidates)}). On Debian and Ubuntu: apt-get install libsqlite3-0");
    }

    private static bool Bind()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) =>
            name == "e_sqlite3" ? Load() : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return true;
    }
}
