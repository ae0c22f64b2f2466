using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Sockets;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>What VOICE_SERVER_UPDATE and VOICE_STATE_UPDATE gave a client, and op 0 has to show.</summary>
internal sealed record VoiceAdmission(ulong Guild, ulong Channel, ulong User, string Session, string Token);

/// <summary>One client's voice session: numbers its messages and keeps them for a resume, knows its UDP address and keys. Guarded by the server's lock.</summary>
internal sealed class VoiceSession(VoiceAdmission admission, uint ssrc, ushort firstSeq) : IDisposable
{
    /// <summary>How many messages a resume can ask for.</summary>
    private const int KeptMax = 2000;

    private readonly LinkedList<(ushort Seq, byte[]? Binary, string? Text)> kept = [];
    private ushort nextSeq = firstSeq;
    private TransportCipher? cipher;
    private uint nonce;

    public VoiceAdmission Admission { get; } = admission;
    public ulong User => Admission.User;
    public uint Ssrc { get; } = ssrc;

    /// <summary>Null while disconnected.</summary>
    public SocketLine? Line { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Has sent op 1 and got op 4.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Where its packets come from, by address discovery.</summary>
    public IPEndPoint? Address { get; set; }

    /// <summary>The op 5 it sent last; null before.</summary>
    public int? Speaking { get; set; }

    public PathTroubles Path { get; set; } = new();

    /// <summary>What its client said it saw last, in heartbeats and resumes.</summary>
    public int LastAcknowledged { get; set; } = -1;

    /// <summary>The number of the last message.</summary>
    public int LastSeq => kept.Last is { } last ? last.Value.Seq : -1;

    public byte[] Select(string mode)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        cipher = TransportCipher.Create(mode, key);
        IsReady = true;
        return key;
    }

    /// <summary>A JSON message; numbered ones are sent again after a resume.</summary>
    public void Json(int op, JsonNode? data, bool isNumbered = true)
    {
        var message = new JsonObject { ["op"] = op, ["d"] = data };
        if (isNumbered) message["seq"] = nextSeq;
        var text = message.ToJsonString();
        if (isNumbered) Keep(null, text);
        Line?.Text(text);
    }

    public void Binary(int op, ReadOnlySpan<byte> payload)
    {
        byte[] message = [(byte)(nextSeq >> 8), (byte)nextSeq, (byte)op, .. payload];
        Keep(message, null);
        Line?.Binary(message);
    }

    /// <summary>Sends everything after a number again.</summary>
    /// <param name="seqAck">-1 for all of it.</param>
    /// <returns>False when that number was never sent, or is forgotten.</returns>
    public bool Replay(int seqAck)
    {
        var from = kept.First;
        if (seqAck >= 0)
        {
            var seen = kept.Last;
            while (seen is not null && seen.Value.Seq != seqAck) seen = seen.Previous;
            if (seen is null) return seqAck == 0 && kept.Count == 0;
            from = seen.Next;
        }
        for (; from is not null; from = from.Next)
        {
            if (from.Value.Binary is { } binary) Line?.Binary(binary);
            else Line?.Text(from.Value.Text!);
        }
        return true;
    }

    public byte[]? Open(ReadOnlySpan<byte> packet, int headerBytes) => cipher?.Open(packet, headerBytes);

    public byte[]? Seal(ReadOnlySpan<byte> header, ReadOnlySpan<byte> plaintext) => cipher?.Seal(header, plaintext, unchecked(++nonce));

    public void Dispose() => cipher?.Dispose();

    private void Keep(byte[]? binary, string? text)
    {
        kept.AddLast((nextSeq++, binary, text));
        if (kept.Count > KeptMax) kept.RemoveFirst();
    }
}
