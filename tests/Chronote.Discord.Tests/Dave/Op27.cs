using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>The two payloads of op 27.</summary>
internal static class Op27
{
    public static byte[] Append(params IEnumerable<Proposal> proposals) => Payload(0, proposals.Select(proposal => proposal.Message));

    public static byte[] Revoke(params IEnumerable<Proposal> proposals) => Payload(1, proposals.Select(proposal => new MlsWriter().Vector(proposal.Reference).ToArray()));

    private static byte[] Payload(int operation, IEnumerable<byte[]> content) => new MlsWriter().U8(operation).Vector([.. content.SelectMany(one => one)]).ToArray();
}
