namespace Chronote.Discord.Dave.Mls;

/// <summary>The two running hashes over all commits (RFC 9420 §8.2).</summary>
internal static class TranscriptHash
{
    /// <param name="commit">Wire format, content and signature of the commit.</param>
    public static byte[] Confirmed(ReadOnlySpan<byte> interim, ReadOnlySpan<byte> commit) => MlsSuite.Hash([.. interim, .. commit]);

    public static byte[] Interim(ReadOnlySpan<byte> confirmed, ReadOnlySpan<byte> confirmationTag) =>
        MlsSuite.Hash([.. confirmed, .. new MlsWriter().Vector(confirmationTag).Span]);
}
