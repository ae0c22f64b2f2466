using Chronote.Domain.Chunks;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>Records that hold arrays are equal when their arrays hold the same bytes.</summary>
internal static class ShouldBeLikeExtensions
{
    public static void ShouldBeLike(this Receipt actual, Receipt expected)
    {
        actual.Digest.ShouldBe(expected.Digest);
        actual.Shape.PacketsDigest.ShouldBe(expected.Shape.PacketsDigest);
        (actual with { Digest = expected.Digest, Shape = actual.Shape with { PacketsDigest = expected.Shape.PacketsDigest } }).ShouldBe(expected);
    }
}
