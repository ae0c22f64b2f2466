namespace Chronote.Engines.Processes;

/// <summary>Reads a stream to its end, but never more than a bound.</summary>
internal static class BoundedOutput
{
    /// <returns>All bytes, or null when there are more than <paramref name="bytesMax"/>.</returns>
    public static async Task<byte[]?> Read(Stream from, int bytesMax, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            if (kept.Length + read > bytesMax) return null;
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }
}
