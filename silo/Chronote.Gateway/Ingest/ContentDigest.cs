namespace Chronote.Gateway.Ingest;

/// <summary>The Content-Digest header (RFC 9530, section 2). Only sha-256 is read; other algorithms beside it are ignored.</summary>
internal static class ContentDigest
{
    private const int Sha256Bytes = 32;

    /// <summary>False when the header is there but unreadable. No header: true, and no digest.</summary>
    public static bool TryRead(string? header, out byte[]? digest)
    {
        digest = null;
        if (string.IsNullOrEmpty(header)) return true;
        foreach (var member in header.Split(','))
        {
            var text = member.Trim();
            if (!text.StartsWith("sha-256=:", StringComparison.OrdinalIgnoreCase) || !text.EndsWith(':')) continue;
            var bytes = new byte[Sha256Bytes];
            if (!Convert.TryFromBase64String(text[9..^1], bytes, out var written) || written != Sha256Bytes) return false;
            digest = bytes;
            return true;
        }
        return false;
    }
}
