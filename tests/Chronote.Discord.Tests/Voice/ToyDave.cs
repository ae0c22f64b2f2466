using System.Buffers.Binary;
using Chronote.Discord.Dave;

namespace Chronote.Discord.Tests.Voice;

/// <summary>
/// The shape of end-to-end encryption without its mathematics, so that what happens around it can be put in any order: a frame says its sender and epoch, and opens for who has
/// that epoch. A commit's or Welcome's first byte is the new epoch; 255 is one that can't be followed.
/// </summary>
internal sealed class ToyDave : IDaveSession
{
    private const byte Marker = 0xee;

    private readonly HashSet<string> _seen = [];
    private int? _prepared;

    public List<string> Calls { get; } = [];

    public HashSet<ulong> Epochs { get; } = [];

    public HashSet<Snowflake> Strangers { get; } = [];

    public int ProtocolVersion { get; private set; }

    public ulong? Epoch { get; private set; }

    public IReadOnlyCollection<Snowflake> Members => [];

    public string? PrivacyCode => Epoch is { } epoch ? $"code {epoch}" : null;

    public bool IsDisposed { get; private set; }

    public static byte[] Frame(ulong sender, byte epoch, params byte[] opus)
    {
        var frame = new byte[10 + opus.Length];
        frame[0] = Marker;
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(1), sender);
        frame[9] = epoch;
        opus.CopyTo(frame, 10);
        return frame;
    }

    public byte[]? Begin(int protocolVersion)
    {
        Calls.Add($"begin {protocolVersion}");
        ProtocolVersion = protocolVersion;
        return protocolVersion == 0 ? null : [0xaa];
    }

    public byte[] BeginAgain()
    {
        Calls.Add("begin again");
        Epoch = null;
        return [0xab];
    }

    public DaveAnswer ExternalSender(ReadOnlySpan<byte> payload) => Call("external sender", new DaveAnswer.Nothing());

    public DaveAnswer Proposals(ReadOnlySpan<byte> payload, IReadOnlySet<Snowflake> connected) =>
        Call<DaveAnswer>($"proposals of {string.Join('+', connected.Order(Comparer<Snowflake>.Create((a, b) => a.Value.CompareTo(b.Value))))}",
            payload.IsEmpty ? new DaveAnswer.Refused("empty") : new DaveAnswer.SendCommit([0xcc]));

    public DaveAnswer Commit(ReadOnlySpan<byte> payload) => Call("commit", Move(payload));

    public DaveAnswer Welcome(ReadOnlySpan<byte> payload, IReadOnlySet<Snowflake> connected) => Call("welcome", Move(payload));

    public void PrepareTransition(int protocolVersion) => _prepared = Call($"prepare {protocolVersion}", protocolVersion);

    public void ExecuteTransition() => ProtocolVersion = Call("execute", _prepared ?? ProtocolVersion);

    public FrameVerdict Decrypt(Snowflake sender, ReadOnlySpan<byte> frame, Span<byte> opus, out int opusBytes)
    {
        opusBytes = 0;
        if (frame.SequenceEqual((ReadOnlySpan<byte>)[0xf8, 0xff, 0xfe]) || frame[0] != Marker && ProtocolVersion == 0)
        {
            frame.CopyTo(opus);
            opusBytes = frame.Length;
            return FrameVerdict.PassedThrough;
        }

        if (frame[0] != Marker)
            return FrameVerdict.Plain;
        if (frame.Length < 10)
            return FrameVerdict.Malformed;
        if (Strangers.Contains(sender) || Epochs.Count == 0)
            return FrameVerdict.NoKeyYet;
        if (BinaryPrimitives.ReadUInt64BigEndian(frame[1..]) != sender.Value || !Epochs.Contains(frame[9]))
            return FrameVerdict.Forged;
        if (!_seen.Add(Convert.ToHexString(frame)))
            return FrameVerdict.Replayed;
        frame[10..].CopyTo(opus);
        opusBytes = frame.Length - 10;
        return FrameVerdict.Decrypted;
    }

    public Snowflake? SenderOf(ReadOnlySpan<byte> frame, IEnumerable<Snowflake> candidates)
    {
        foreach (var candidate in candidates)
            if (frame.Length >= 10 && frame[0] == Marker && Epochs.Contains(frame[9]) && BinaryPrimitives.ReadUInt64BigEndian(frame[1..]) == candidate.Value)
                return candidate;
        return null;
    }

    public byte[] Encrypt(ReadOnlySpan<byte> opus) => opus.ToArray();

    public void Dispose() => IsDisposed = true;

    private DaveAnswer Move(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] == 255)
            return new DaveAnswer.Invalid("can't be followed");
        Epoch = payload[0];
        Epochs.Add(payload[0]);
        return new DaveAnswer.Moved(payload[0]);
    }

    private T Call<T>(string name, T answer)
    {
        Calls.Add(name);
        return answer;
    }
}
