using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chronote.Media.Opus;

/// <summary>
/// The digest that names a chunk's audio whatever container it is in: SHA-256 over each packet's length (4 bytes, little endian) and bytes.
/// </summary>
/// <remarks>Packets are gathered first, because calling the hash twice per 80-byte packet costs more than hashing it.</remarks>
public sealed class PacketsDigest : IDisposable
{
    /// <summary>Bytes of a finished digest.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private const int GatheredBytesMax = 32 * 1024;
    private const int LengthBytes = 4;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] gathered = ArrayPool<byte>.Shared.Rent(GatheredBytesMax);
    private int gatheredBytes;

    public void Append(ReadOnlySpan<byte> packet)
    {
        if (packet.Length + LengthBytes > gathered.Length - gatheredBytes)
            HashGathered();
        BinaryPrimitives.WriteInt32LittleEndian(gathered.AsSpan(gatheredBytes), packet.Length);
        gatheredBytes += LengthBytes;
        if (packet.Length > gathered.Length - gatheredBytes)
        {
            HashGathered();
            hash.AppendData(packet);
            return;
        }

        packet.CopyTo(gathered.AsSpan(gatheredBytes));
        gatheredBytes += packet.Length;
    }

    /// <summary>The digest of what was appended so far; more may follow.</summary>
    public void Current(Span<byte> digest)
    {
        HashGathered();
        hash.GetCurrentHash(digest);
    }

    /// <summary>The digest of what was appended; the next packet begins a new one.</summary>
    public byte[] Finish()
    {
        HashGathered();
        return hash.GetHashAndReset();
    }

    public void Dispose()
    {
        hash.Dispose();
        if (gathered.Length > 0)
            ArrayPool<byte>.Shared.Return(gathered);
        gathered = [];
    }

    private void HashGathered()
    {
        hash.AppendData(gathered, 0, gatheredBytes);
        gatheredBytes = 0;
    }
}
