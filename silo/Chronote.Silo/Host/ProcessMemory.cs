using System.Diagnostics;
using System.Runtime.InteropServices;
using Chronote.Gateway.Operating;
using Chronote.Storage.Sql.Sqlite;
using Chronote.Wire;

namespace Chronote.Silo.Host;

/// <summary>This process's memory as the runtime, the C library and SQLite count it.</summary>
internal sealed partial class ProcessMemory : IMemoryFigures
{
    public MemoryView Now()
    {
        using var self = Process.GetCurrentProcess();
        return new MemoryView(GC.GetTotalMemory(false), NativeBytes(), SqliteNative.MemoryBytes, GC.GetGCMemoryInfo().TotalCommittedBytes, self.WorkingSet64);
    }

    // Only glibc since 2.33 counts in numbers wide enough.
    private static long? NativeBytes()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var info = ReadAllocator();
            return (long)(info.ArenaUsedBytes + info.MappedBytes);
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial AllocatorInfo ReadAllocator();

    /// <summary>glibc's <c>struct mallinfo2</c>: ten counters, of which two are read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 10 * 8)]
    private struct AllocatorInfo
    {
        [FieldOffset(4 * 8)] public nuint MappedBytes;
        [FieldOffset(7 * 8)] public nuint ArenaUsedBytes;
    }
}
