namespace Chronote.Discord.Dave.Mls;

/// <summary>What a member's client can do (RFC 9420 §7.2). All five lists hold 16-bit numbers.</summary>
internal readonly ref struct Capabilities
{
    private ReadOnlySpan<byte> Versions { get; init; }

    private ReadOnlySpan<byte> Suites { get; init; }

    private ReadOnlySpan<byte> Extensions { get; init; }

    private ReadOnlySpan<byte> Credentials { get; init; }

    public static Capabilities Read(ref MlsReader reader)
    {
        var versions = reader.Vector();
        var suites = reader.Vector();
        var extensions = reader.Vector();
        var proposals = reader.Vector();
        var credentials = reader.Vector();
        if (((versions.Length | suites.Length | extensions.Length | proposals.Length | credentials.Length) & 1) != 0) reader.Fail();
        return new Capabilities { Versions = versions, Suites = suites, Extensions = extensions, Credentials = credentials };
    }

    /// <summary>DAVE protocol 1: MLS 1.0, ciphersuite 2, basic credentials and nothing else.</summary>
    public static void WriteOwn(MlsWriter writer) =>
        writer.Vector([0, (byte)MlsSuite.ProtocolVersion]).Vector([0, (byte)MlsSuite.Id]).Vector(default(ReadOnlySpan<byte>)).Vector(default(ReadOnlySpan<byte>))
            .Vector([0, (byte)MlsSuite.BasicCredential]);

    public bool Speaks(ushort credential) => Has(Versions, MlsSuite.ProtocolVersion) && Has(Suites, MlsSuite.Id) && Has(Credentials, credential);

    public bool HasExtension(ushort type) => Has(Extensions, type);

    private static bool Has(ReadOnlySpan<byte> list, ushort value)
    {
        for (var i = 0; i + 1 < list.Length; i += 2)
        {
            if (list[i] == value >> 8 && list[i + 1] == (byte)value) return true;
        }
        return false;
    }
}
