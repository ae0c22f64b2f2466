namespace Chronote.Crash.Power;

/// <summary>A place in the product that makes something durable, or that needs a rename to be whole.</summary>
/// <param name="Code">Stands in one or more lines of the member.</param>
/// <param name="Promise">What would not be true without it.</param>
/// <param name="Removals">Names in <see cref="Removal.All"/>; each alone breaks a promise.</param>
/// <param name="Test">Shows it where no removal does.</param>
internal sealed record SyncPoint(string File, string Member, string Code, string Promise, IReadOnlyList<string> Removals, string? Test = null)
{
    private const string Storage = "src/Chronote.Storage/";
    private const string Blobs = Storage + "Blobs/";
    private const string Sqlite = Storage + "Sql/Sqlite/";
    private const string Data = "silo/Chronote.Silo/Host/DataFolder.cs";
    private const string Spool = "client/Chronote.Client/Spool/";

    public static IReadOnlyList<SyncPoint> All { get; } =
    [
        new(Sqlite + "SqliteDatabase.cs", "Configure", "PRAGMA synchronous = FULL", "A commit that returned survives: acknowledged chunks, states, keys", ["commit"]),
        new(Sqlite + "SqliteDatabase.cs", "Configure", "PRAGMA auto_vacuum = INCREMENTAL", "What a killed server had committed is durable before anybody is answered from it", ["recovered"]),
        new(Sqlite + "SqliteCheckpointer.cs", "CopiedAll", "wal_checkpoint(PASSIVE)", "What was copied out of the log is durable in the database before the log begins anew", ["checkpoint"]),
        new(Sqlite + "SqliteCheckpointer.cs", "CopyRemainder", "wal_checkpoint(RESTART)", "The same for what the writer copies itself", ["remainder"]),
        new(Storage + "Sql/Postgres/TransactionMark.cs", "Begin", "set_config('synchronous_commit'", "A commit that returned survives whatever the server is set to", [],
            "What_was_acknowledged_survives_a_crash_where_the_server_is_set_to_answer_before_it_is_durable_I1"),
        new(Data, "Take", "DirectorySync.Make(full)", "The data folder is there, and so is everything in it", ["data-folder", "data-folder-found"]),
        new(Data, "MakeFirstKey", "file.Flush(flushToDisk: true)", "The key has its bytes before it has its name", ["key-bytes"]),
        new(Data, "MakeFirstKey", "File.Move(part, AdminKey", "An older key is whole until the new one is", ["key-rename"]),
        new(Data, "MakeFirstKey", "DirectorySync.Sync(Path)", "The database knows no key whose file is lost", ["key-name"]),
        new(Blobs + "FileBlobStore.cs", "FileBlobStore", "DirectorySync.Make(_root)", "The folder of objects is there", ["objects-root"]),
        new(Blobs + "FileBlobStore.cs", "Write", "DirectorySync.Make(folder, below: _root)", "The folders on the way to an object are there, whoever made them", ["object-folder"]),
        new(Blobs + "FileBlobStore.cs", "Write", "file.Flush(flushToDisk: true)", "An object has its bytes before it has its name", ["object-bytes"]),
        new(Blobs + "FileBlobStore.cs", "Write", "File.Move(part, path", "What has an object's name is whole, at any moment", ["object-rename"]),
        new(Blobs + "FileBlobStore.cs", "Write", "DirectorySync.Sync(folder)", "A row that names an object finds it", ["object-name"]),
        new(Blobs + "FileBlobStore.cs", "Delete", "DirectorySync.Sync(folder)", "A deleted object stays deleted", ["object-deleted"]),
        new(Blobs + "DirectorySync.cs", "Make", "Sync(parent)", "A folder that was made is there", ["data-folder", "data-folder-found", "objects-root", "object-folder"]),
        new(Spool + "FolderSync.cs", "Make", "Sync(parent)", "A folder that was made is there", ["spool-home", "spool-home-found", "spool-folder"]),
        new(Spool + "DiskSpoolFiles.cs", "CreateFolder", "FolderSync.Make(Root)", "The spool's own folder is there", ["spool-home", "spool-home-found"]),
        new(Spool + "DiskSpoolFiles.cs", "CreateFolder", "FolderSync.Make(At(folder), below: Root)", "The folders of a meeting and a track are there", ["spool-folder"]),
        new(Spool + "DiskSpoolFiles.cs", "Sync", "RandomAccess.FlushToDisk(", "Chunks and journals have their bytes before they have their name", ["spool-bytes"]),
        new(Spool + "DiskSpoolFiles.cs", "SyncFolder", "FolderSync.Sync(At(folder))", "A chunk that was numbered is there, and so is what a journal noted", ["spool-name", "spool-aside"]),
        new(Spool + "DiskSpoolFiles.cs", "Rename", "File.Move(", "What has the name of a chunk or a journal is whole, at any moment", ["spool-rename"]),
        new(Spool + "DurableFile.cs", "Replace", "files.Sync(temporary)", "Chunks and journals have their bytes before they have their name", ["spool-bytes"]),
        new(Spool + "DurableFile.cs", "Replace", "files.SyncFolder(folder)", "A chunk that was numbered is there, and so is what a journal noted", ["spool-name"]),
        new(Spool + "DiskSpoolFiles.cs", "CreateFolder", "FolderSync.Sync(At(folder))", "What a killed recorder had numbered is durable before it is sent", ["spool-found"]),
        new(Spool + "TrackSpool.cs", "MoveAway", "files.SyncFolder(", "A chunk that was set aside is not sent again", ["spool-aside"]),
    ];

    public string Row => $"| `{File}` `{Member}` | `{Code}` | {Promise} | {string.Join(", ", Removals.Select(name => $"`{name}`").Concat(Test is null ? [] : [$"`{Test}`"]))} |";
}
