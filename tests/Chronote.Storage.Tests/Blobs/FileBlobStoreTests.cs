using Chronote.Domain.Ports;
using Chronote.Storage.Blobs;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Blobs;

public sealed class FileBlobStoreTests : BlobStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override IBlobStore NewStore() => new FileBlobStore(_folder.Path);

    public override void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_crash_left_unfinished_is_deleted_with_its_object()
    {
        var blobs = NewStore();
        await blobs.Write("m/a", stream => stream.WriteAsync("x"u8.ToArray()).AsTask());
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "m", "a.part"), "half");
        await blobs.Delete("m/a");
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }
}
