namespace Chronote.Discord.Tests.Voice;

/// <summary>A message with some of its bytes flipped, replaced, cut, doubled or added.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(bytes.Count == 0 ? 1 : 7))
            {
                case 0:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 20)).Select(_ => (byte)random.Next(256)));
                    break;
                case 1:
                    bytes[at % bytes.Count] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at % bytes.Count] = (byte)(random.Next(2) == 0 ? 0xff : 0);
                    break;
                case 3:
                    bytes[at % bytes.Count] = (byte)"0123456789\"{}[],:-.eunl\\"[random.Next(24)];
                    break;
                case 4:
                    bytes.RemoveRange(at % bytes.Count, Math.Min(random.Next(1, 10), bytes.Count - at % bytes.Count));
                    break;
                case 5:
                    bytes.InsertRange(at, [.. bytes.Skip(random.Next(bytes.Count)).Take(random.Next(1, 40))]);
                    break;
                default:
                    bytes.RemoveRange(at % bytes.Count, bytes.Count - at % bytes.Count);
                    break;
            }
        }

        return [.. bytes];
    }
}
