namespace Chronote.Wire;

/// <summary>Header names of the edge protocol (P-3, P-31).</summary>
public static class HeaderNames
{
    public const string Epoch = "Chronote-Epoch";
    public const string WriterEpoch = "Chronote-Writer-Epoch";
    public const string StartSamples = "Chronote-Start-Samples";
    public const string RequestId = "Chronote-Request-Id";
    public const string ContentDigest = "Content-Digest";
    public const string IdempotencyKey = "Idempotency-Key";
}
