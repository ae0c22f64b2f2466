using System.Security.Cryptography;
using System.Text;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>Objects are written whole or not at all, and read in ranges.</summary>
public abstract class BlobStoreConformance : IDisposable
{
    private readonly IBlobStore _blobs;

    protected BlobStoreConformance() => _blobs = NewStore();

    protected abstract IBlobStore NewStore();

    public abstract void Dispose();

    [Fact]
    public async Task What_was_written_is_read_back_and_told_with_length_and_digest()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        var written = await _blobs.Write("m/0/a.ogg", async stream =>
        {
            await stream.WriteAsync(bytes.AsMemory(0, 7));
            await stream.WriteAsync(bytes.AsMemory(7));
        });
        written.ByteCount.ShouldBe(bytes.Length);
        written.Digest.ShouldBe(SHA256.HashData(bytes));
        (await Read("m/0/a.ogg")).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_reader_may_begin_anywhere()
    {
        await Write("m/a", "0123456789");
        await using var stream = (await _blobs.Open("m/a")).ShouldNotBeNull();
        stream.Seek(6, SeekOrigin.Begin);
        var tail = new byte[4];
        await stream.ReadExactlyAsync(tail);
        Encoding.ASCII.GetString(tail).ShouldBe("6789");
        stream.Length.ShouldBe(10);
    }

    [Fact]
    public async Task A_write_that_broke_off_leaves_nothing_to_be_seen_and_what_was_there_before()
    {
        await Write("m/a", "first");
        foreach (var name in (string[])["m/a", "m/b"])
        {
            await Should.ThrowAsync<IOException>(() => _blobs.Write(name, async stream =>
            {
                await stream.WriteAsync("half"u8.ToArray());
                throw new IOException("the source broke off");
            }));
        }
        (await _blobs.Open("m/b")).ShouldBeNull();
        (await _blobs.List("m/", null, 9)).ShouldBe(["m/a"]);
        Encoding.ASCII.GetString((await Read("m/a"))!).ShouldBe("first");
        await Write("m/b", "whole");
        Encoding.ASCII.GetString((await Read("m/b"))!).ShouldBe("whole");
    }

    [Fact]
    public async Task A_reader_keeps_what_it_began_to_read_when_the_object_is_deleted()
    {
        await Write("m/a", "still here");
        await using var stream = (await _blobs.Open("m/a")).ShouldNotBeNull();
        await _blobs.Delete("m/a");
        (await _blobs.Open("m/a")).ShouldBeNull();
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync()).ShouldBe("still here");
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_no_error()
    {
        await _blobs.Delete("never/was/there");
        await Write("m/a", "x");
        await _blobs.Delete("m/a");
        await _blobs.Delete("m/a");
        (await _blobs.List("", null, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_are_listed_in_order_by_prefix_and_page()
    {
        foreach (var name in (string[])["b/2", "a/10", "a/1", "a/2", "ab"]) await Write(name, name);
        (await _blobs.List("a/", null, 9)).ShouldBe(["a/1", "a/10", "a/2"]);
        (await _blobs.List("a", "a/10", 2)).ShouldBe(["a/2", "ab"]);
        (await _blobs.List("", null, 1)).ShouldBe(["a/1"]);
        (await _blobs.List("c", null, 9)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("")]
    [InlineData("name of a user")]
    [InlineData("a\\b")]
    public async Task A_name_that_is_not_ours_is_refused(string name)
    {
        await Should.ThrowAsync<ArgumentException>(() => Write(name, "x"));
        await Should.ThrowAsync<ArgumentException>(() => _blobs.Open(name));
        await Should.ThrowAsync<ArgumentException>(() => _blobs.Delete(name));
    }

    private Task<BlobWritten> Write(string name, string text) => _blobs.Write(name, stream => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask());

    private async Task<byte[]?> Read(string name)
    {
        await using var stream = await _blobs.Open(name);
        if (stream is null) return null;
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
