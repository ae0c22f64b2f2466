namespace Chronote.Kernel.Simulation;

/// <summary>Everything that happened, in order, in 64 bits. Equal traces have equal hashes in every process.</summary>
internal sealed class TraceHash
{
    private const ulong Prime = 0x100000001B3;

    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(long number)
    {
        for (var shift = 0; shift < 64; shift += 8) Value = (Value ^ (byte)(number >> shift)) * Prime;
    }

    public void Add(string text)
    {
        foreach (var character in text) Value = (Value ^ character) * Prime;
        Value = (Value ^ 0xFF) * Prime;
    }
}
