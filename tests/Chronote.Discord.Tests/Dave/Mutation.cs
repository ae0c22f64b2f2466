namespace Chronote.Discord.Tests.Dave;

/// <summary>Changes bytes as chance, a broken path or an attacker might: bits, cuts, insertions, lengths, pieces of something else.</summary>
internal static class Mutation
{
    private static readonly byte[] Interesting = [0, 1, 2, 3, 0x3F, 0x40, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xFA, 0xFF];

    public static byte[] Of(byte[] original, Random random, byte[] other)
    {
        var bytes = original.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = bytes.Count == 0 ? 0 : random.Next(bytes.Count);
            // Lengths stand near the beginning, and in frames near the end.
            if (bytes.Count > 16 && random.Next(3) == 0) at = random.Next(2) == 0 ? random.Next(16) : bytes.Count - 1 - random.Next(16);
            switch (random.Next(8))
            {
                case 0 or 1 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 or 3 when bytes.Count > 0:
                    bytes[at] = Interesting[random.Next(Interesting.Length)];
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                    break;
                case 5:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 40)).Select(_ => (byte)random.Next(256)));
                    break;
                case 6:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.Skip(from).Take(random.Next(1, 200)));
                    break;
            }
        }
        return [.. bytes];
    }
}
