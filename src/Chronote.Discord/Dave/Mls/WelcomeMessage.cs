namespace Chronote.Discord.Dave.Mls;

/// <summary>A Welcome (RFC 9420 §12.4.3.1), bare as op 28 and 30 carry it.</summary>
internal sealed record WelcomeMessage(List<WelcomeMessage.Entry> Entries, byte[] SealedGroupInfo)
{
    /// <summary>The group's secrets for one newcomer.</summary>
    internal sealed record Entry(byte[] Reference, byte[] KemOutput, byte[] Ciphertext);

    public static WelcomeMessage? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new MlsReader(bytes);
        if (reader.U16() != MlsSuite.Id) reader.Fail();
        var list = new MlsReader(reader.Vector());
        var entries = new List<Entry>();
        while (!list.AtEnd && entries.Count < DaveLimits.MembersMax)
            entries.Add(new Entry(list.Vector().ToArray(), list.Vector().ToArray(), list.Vector().ToArray()));
        var sealedGroupInfo = reader.Vector();
        return reader.Whole && list.Whole ? new WelcomeMessage(entries, sealedGroupInfo.ToArray()) : null;
    }

    public byte[] ToBytes()
    {
        var list = new MlsWriter();
        foreach (var entry in Entries) list.Vector(entry.Reference).Vector(entry.KemOutput).Vector(entry.Ciphertext);
        return new MlsWriter().U16(MlsSuite.Id).Vector(list).Vector(SealedGroupInfo).ToArray();
    }
}
