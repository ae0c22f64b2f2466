namespace Chronote.Client.Http;

/// <summary>A key of the HTTP API. It is sent and never shown: its text form is a mask.</summary>
public sealed class ApiKey(string secret)
{
    private readonly string secret = secret.Trim();

    /// <summary>The value of the Authorization header (P-1).</summary>
    public System.Net.Http.Headers.AuthenticationHeaderValue Header() => new("Bearer", secret);

    public override string ToString() => "(key)";
}
