using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>Points and scalars of the curve P-256 as MLS writes them: 65 bytes <c>04 | X | Y</c>, and 32 bytes.</summary>
internal static class P256
{
    public const int PublicBytes = 65;
    public const int PrivateBytes = 32;
    private const int CoordinateBytes = 32;
    private const byte Uncompressed = 4;

    /// <summary>The outer form alone; whether it lies on the curve is known when it is used.</summary>
    public static bool IsEncodedPoint(ReadOnlySpan<byte> bytes) => bytes.Length == PublicBytes && bytes[0] == Uncompressed;

    public static bool IsPoint(ReadOnlySpan<byte> bytes)
    {
        using var key = ImportPublic(bytes);
        return key is not null;
    }

    public static ECParameters PublicParameters(ReadOnlySpan<byte> point) => new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point.Slice(1, CoordinateBytes).ToArray(), Y = point[(1 + CoordinateBytes)..].ToArray() },
    };

    /// <summary>Null for what is no point of the curve.</summary>
    public static ECDiffieHellman? ImportPublic(ReadOnlySpan<byte> point)
    {
        if (!IsEncodedPoint(point)) return null;
        try
        {
            return ECDiffieHellman.Create(PublicParameters(point));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Null for a scalar of 0 or not below the order of the curve.</summary>
    public static ECDiffieHellman? ImportPrivate(ReadOnlySpan<byte> scalar)
    {
        if (scalar.Length != PrivateBytes || !scalar.ContainsAnyExcept((byte)0)) return null;
        var copy = scalar.ToArray();
        try
        {
            return ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = copy });
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    public static byte[] PublicOf(ECAlgorithm key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var bytes = new byte[PublicBytes];
        bytes[0] = Uncompressed;
        point.X!.CopyTo(bytes, 1);
        point.Y!.CopyTo(bytes, 1 + CoordinateBytes);
        return bytes;
    }
}
