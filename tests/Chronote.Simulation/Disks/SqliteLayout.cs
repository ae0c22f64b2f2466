using System.Runtime.InteropServices;

namespace Chronote.Simulation.Disks;

/// <summary>How SQLite lays out a file layer in memory (sqlite3.h, <c>sqlite3_vfs</c>, version 1).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteVfs
{
    public int Version;
    public int FileBytes;
    public int PathBytesMax;
    public SqliteVfs* Next;
    public byte* Name;
    public nint Data;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, SqliteFile*, int, int*, int> Open;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, int> Delete;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, int*, int> Access;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, byte*, int> FullPath;
    public nint LibraryOpen;
    public nint LibraryError;
    public nint LibrarySymbol;
    public nint LibraryClose;
    public nint Randomness;
    public nint Sleep;
    public nint CurrentTime;
    public nint LastError;
}

/// <summary>A file that SQLite has open; it makes room for it, the layer fills it in.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFile
{
    public SqliteFileMethods* Methods;
    public nint Opened;
}

/// <summary><c>sqlite3_io_methods</c>, version 1: without memory shared between processes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFileMethods
{
    public int Version;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int> Close;
    public delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Write;
    public delegate* unmanaged[Cdecl]<SqliteFile*, long, int> Truncate;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Sync;
    public delegate* unmanaged[Cdecl]<SqliteFile*, long*, int> FileSize;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Lock;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Unlock;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int*, int> CheckReservedLock;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int, void*, int> FileControl;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int> SectorSize;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int> Characteristics;
}
