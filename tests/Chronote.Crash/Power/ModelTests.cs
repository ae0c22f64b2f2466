using Chronote.Crash.Power.Disks;
using Chronote.Crash.Power.Tracing;

namespace Chronote.Crash.Power;

/// <summary>The model is no kinder than a file system has to be, and the trace is read as it happened.</summary>
public sealed class ModelTests
{
    private const string Root = "/disk";
    private readonly ModelDisk _disk = new(Root);

    [Fact]
    public void Synced_bytes_are_lost_with_a_name_that_was_not_synced()
    {
        SyncFile(Write("/disk/a", "one"));
        Found(Luck.None).ShouldBeEmpty();
        SyncFolder(Root);
        Found(Luck.None).ShouldBe(["a=one"]);
    }

    [Fact]
    public void A_synced_name_stands_for_nothing_while_the_bytes_are_not()
    {
        Write("/disk/a", "one");
        SyncFolder(Root);
        Found(Luck.None).ShouldBe(["a="]);
        Found(new Luck(Kept.Nothing, Kept.Everything)).ShouldBe(["a=one"]);
    }

    [Fact]
    public void What_is_in_a_new_folder_is_lost_until_the_one_above_is_synced()
    {
        _disk.Make("/disk/f", isFolder: true);
        SyncFile(Write("/disk/f/a", "one"));
        SyncFolder("/disk/f");
        Found(Luck.None).ShouldBeEmpty();
        SyncFolder(Root);
        Found(Luck.None).ShouldBe(["f", "f/a=one"]);
    }

    [Fact]
    public void A_rename_keeps_the_older_file_until_its_folder_is_synced()
    {
        SyncFile(Write("/disk/a", "old"));
        SyncFolder(Root);
        SyncFile(Write("/disk/a.part", "new"));
        _disk.Rename("/disk/a.part", "/disk/a");
        Found(Luck.None).ShouldBe(["a=old"]);
        Found(new Luck(Kept.Everything, Kept.Nothing)).ShouldBe(["a=new"]);
        SyncFolder(Root);
        Found(Luck.None).ShouldBe(["a=new"]);
    }

    [Fact]
    public void A_sync_covers_only_what_had_returned_when_it_began()
    {
        var file = Write("/disk/a", "one");
        SyncFolder(Root);
        var began = file.Count;
        file.Write(1, 3, "two"u8.ToArray());
        _disk.Sync(file, began);
        Found(Luck.None).ShouldBe(["a=one"]);
    }

    [Fact]
    public void Of_an_unsynced_write_any_sectors_may_be_there()
    {
        var file = (FileNode)_disk.Make("/disk/a", isFolder: false);
        file.Write(1, 100, Enumerable.Repeat((byte)7, 1_000).ToArray());
        SyncFolder(Root);
        var images = Enumerable.Range(1, 200).Select(seed => Convert.ToHexString(_disk.Image(new Luck(Kept.Nothing, Kept.Drawn), new Random(seed)).Single().Bytes!)).Distinct().ToList();
        // Three sectors, each there or not: all eight of them, and a lost one at the end is not told from a shorter file.
        images.Count.ShouldBe(8);
    }

    [Fact]
    public void A_call_that_another_thread_interrupted_is_read_where_it_ended_and_a_sync_where_it_began_too()
    {
        var steps = TraceReader.Read(
        [
            """7  openat(AT_FDCWD, "\x2f\x61", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 5""", "7  fsync(5 <unfinished ...>", """8  pwrite64(5, "\x6f\x6e\x65", 3, 10) = 3""",
            "7  <... fsync resumed>)              = 0", """8  unlink("\x2f\x62") = -1 ENOENT (No such file or directory)""", "8  +++ exited with 0 +++",
        ]);
        steps.Select(step => $"{step.Call.GetType().Name} {step.HasEnded}").ShouldBe(["Open True", "Sync False", "Write True", "Sync True"]);
        steps[0].Call.ShouldBe(new SystemCall.Open(7, "/a", Creates: true, Truncates: false, 5));
        var write = steps[2].Call.ShouldBeOfType<SystemCall.Write>();
        (write.Offset, System.Text.Encoding.ASCII.GetString(write.Bytes)).ShouldBe((10, "one"));
    }

    private FileNode Write(string path, string text)
    {
        var file = (FileNode)_disk.Make(path, isFolder: false);
        file.Write(1, 0, System.Text.Encoding.ASCII.GetBytes(text));
        return file;
    }

    private void SyncFile(FileNode file) => _disk.Sync(file, file.Count);

    private void SyncFolder(string path) => _disk.Sync(_disk.Find(path)!, _disk.NameCount);

    private IEnumerable<string> Found(Luck luck) =>
        _disk.Image(luck, new Random(1)).Select(entry => entry.Bytes is null ? entry.Path : $"{entry.Path}={System.Text.Encoding.ASCII.GetString(entry.Bytes)}");
}
