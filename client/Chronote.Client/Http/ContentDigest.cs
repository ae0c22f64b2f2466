using System.Security.Cryptography;

namespace Chronote.Client.Http;

/// <summary>SHA-256 of a body in the two spellings the protocol uses: hexadecimal in JSON, RFC 9530 in the Content-Digest header.</summary>
public static class ContentDigest
{
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <returns><c>sha-256=:…:</c> with the digest in Base64.</returns>
    public static string HeaderFor(string hexDigest) => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(hexDigest))}:";
}
