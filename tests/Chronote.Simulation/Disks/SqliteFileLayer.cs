using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Disks;

/// <summary>Stands between SQLite and a <see cref="TearingDisk"/>: the real library, its real log and recovery, on a disk that can lose what was not synced.</summary>
internal sealed unsafe class SqliteFileLayer : IDisposable
{
    private const int Ok = 0;
    private const int InputOutputError = 10;
    private const int ShortRead = InputOutputError | (2 << 8);
    private const int NotFound = 12;
    private const int PathBytesMax = 512;

    // As on the systems we run on: a write that is cut short damages nothing beside itself.
    private const int PowerSafeOverwrite = 0x1000;

    private readonly SqliteVfs* _vfs;
    private readonly SqliteFileMethods* _methods;
    private readonly GCHandle _self;
    private readonly TearingDisk _disk;

    /// <param name="name">Registered under it until disposed; each layer needs one of its own.</param>
    public SqliteFileLayer(string name, TearingDisk disk)
    {
        SqliteNative.Use();
        (Name, _disk, _self) = (name, disk, GCHandle.Alloc(this));
        var system = ((delegate* unmanaged[Cdecl]<byte*, SqliteVfs*>)Export("sqlite3_vfs_find"))(null);
        var bytes = Encoding.UTF8.GetBytes(name + '\0');
        _methods = (SqliteFileMethods*)NativeMemory.Alloc((nuint)sizeof(SqliteFileMethods));
        *_methods = new SqliteFileMethods
        {
            Version = 1, Close = &Close, Read = &Read, Write = &Write, Truncate = &Truncate, Sync = &Sync, FileSize = &FileSize, Lock = &Lock, Unlock = &Lock,
            CheckReservedLock = &CheckReservedLock, FileControl = &FileControl, SectorSize = &SectorSize, Characteristics = &Characteristics,
        };
        _vfs = (SqliteVfs*)NativeMemory.Alloc((nuint)(sizeof(SqliteVfs) + bytes.Length));
        var copy = (byte*)(_vfs + 1);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        *_vfs = new SqliteVfs
        {
            Version = 1, FileBytes = sizeof(SqliteFile), PathBytesMax = PathBytesMax, Name = copy, Data = GCHandle.ToIntPtr(_self),
            Open = &Open, Delete = &Delete, Access = &Access, FullPath = &FullPath, Randomness = system->Randomness, Sleep = system->Sleep,
            CurrentTime = system->CurrentTime, LastError = system->LastError,
        };
        _ = ((delegate* unmanaged[Cdecl]<SqliteVfs*, int, int>)Export("sqlite3_vfs_register"))(_vfs, 0);
    }

    public string Name { get; }

    public void Dispose()
    {
        _ = ((delegate* unmanaged[Cdecl]<SqliteVfs*, int>)Export("sqlite3_vfs_unregister"))(_vfs);
        NativeMemory.Free(_vfs);
        NativeMemory.Free(_methods);
        _self.Free();
    }

    private static nint Export(string function) => NativeLibrary.GetExport(SqliteNative.Load(), function);

    private static SqliteFileLayer Of(SqliteVfs* vfs) => (SqliteFileLayer)GCHandle.FromIntPtr(vfs->Data).Target!;

    private static Opened Of(SqliteFile* file) => (Opened)GCHandle.FromIntPtr(file->Opened).Target!;

    private static string Path(byte* name) => Marshal.PtrToStringUTF8((nint)name)!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(SqliteVfs* vfs, byte* name, SqliteFile* file, int flags, int* outFlags)
    {
        var layer = Of(vfs);
        file->Methods = null;
        if (layer._disk.IsOff) return InputOutputError;
        file->Opened = GCHandle.ToIntPtr(GCHandle.Alloc(new Opened(layer._disk, layer._disk.Open(Path(name)))));
        file->Methods = layer._methods;
        if (outFlags is not null) *outFlags = flags;
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(SqliteVfs* vfs, byte* name, int syncFolder)
    {
        var disk = Of(vfs)._disk;
        if (disk.IsOff) return InputOutputError;
        return disk.Delete(Path(name)) ? Ok : InputOutputError | (23 << 8); // SQLITE_IOERR_DELETE_NOENT
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Access(SqliteVfs* vfs, byte* name, int flags, int* result)
    {
        *result = Of(vfs)._disk.Exists(Path(name)) ? 1 : 0;
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FullPath(SqliteVfs* vfs, byte* name, int bytesMax, byte* result)
    {
        var bytes = Encoding.UTF8.GetBytes(Path(name) + '\0');
        bytes.CopyTo(new Span<byte>(result, bytesMax));
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(SqliteFile* file)
    {
        GCHandle.FromIntPtr(file->Opened).Free();
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(SqliteFile* file, byte* into, int bytes, long offset)
    {
        var opened = Of(file);
        if (opened.Disk.IsOff) return InputOutputError;
        return opened.File.Read(new Span<byte>(into, bytes), offset) == bytes ? Ok : ShortRead;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(SqliteFile* file, byte* from, int bytes, long offset)
    {
        var opened = Of(file);
        if (!opened.Disk.MayChange()) return InputOutputError;
        opened.File.Write(new ReadOnlySpan<byte>(from, bytes), offset);
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(SqliteFile* file, long size)
    {
        var opened = Of(file);
        if (!opened.Disk.MayChange()) return InputOutputError;
        opened.File.Truncate(size);
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(SqliteFile* file, int flags)
    {
        var opened = Of(file);
        if (!opened.Disk.MayChange()) return InputOutputError;
        opened.File.Sync();
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(SqliteFile* file, long* size)
    {
        *size = Of(file).File.Length;
        return Ok;
    }

    // One process at a time: nobody to lock out.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(SqliteFile* file, int kind) => Ok;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(SqliteFile* file, int* result)
    {
        *result = 0;
        return Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(SqliteFile* file, int operation, void* argument) => NotFound;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(SqliteFile* file) => 4096;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Characteristics(SqliteFile* file) => PowerSafeOverwrite;

    private sealed record Opened(TearingDisk Disk, TearingFile File);
}
