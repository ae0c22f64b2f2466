using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Chronote.Discord.Simulated.Certificates;

/// <summary>
/// A certificate authority made for one run. Voice connections are TLS only; clients are told to trust this root (<c>NODE_EXTRA_CA_CERTS</c>,
/// <c>CHRONOTE_Discord__TrustedRootCertificate</c>), never to accept any certificate.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly X509Certificate2 root;
    private readonly string folder;

    public TestAuthority(TimeProvider time)
    {
        var now = time.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Simulated Discord test root", rootKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        root = request.CreateSelfSigned(now - Lifetime, now + Lifetime);
        Server = Issue(now);
        folder = Directory.CreateTempSubdirectory("chronote-discord-").FullName;
        PemPath = Path.Combine(folder, "root.pem");
        File.WriteAllText(PemPath, root.ExportCertificatePem());
    }

    /// <summary>A file with the root alone, deleted when this is disposed of.</summary>
    public string PemPath { get; }

    /// <summary>The root alone, as PEM.</summary>
    public string Pem => root.ExportCertificatePem();

    /// <summary>For <c>localhost</c> and <c>127.0.0.1</c>.</summary>
    internal X509Certificate2 Server { get; }

    public void Dispose()
    {
        root.Dispose();
        Server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private X509Certificate2 Issue(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var bare = request.Create(root, now - Lifetime / 2, now + Lifetime / 2, RandomNumberGenerator.GetBytes(8));
        using var withKey = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
