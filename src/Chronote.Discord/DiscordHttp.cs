using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Chronote.Discord;

/// <summary>Connections to Discord's servers, or to others whose certificates the options vouch for.</summary>
public static class DiscordHttp
{
    /// <summary>
    /// A handler for REST and WebSockets. Certificates are always verified: against <see cref="DiscordOptions.TrustedRootCertificate"/> when it is set, else against the system's roots.
    /// </summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file holds no certificate.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static SocketsHttpHandler Handler(DiscordOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.Gateway.StepMax,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        if (options.TrustedRootCertificate is { } path)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(path) };
        return handler;
    }

    private static X509ChainPolicy Trusting(string path)
    {
        // A private authority publishes no lists of what it revoked.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(path);
        return policy.CustomTrustStore.Count > 0 ? policy : throw new System.Security.Cryptography.CryptographicException($"{path} holds no certificate.");
    }
}
