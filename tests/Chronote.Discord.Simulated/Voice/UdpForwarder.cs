using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>
/// The voice server's UDP socket: answers address discovery and keep-alives, takes the transport encryption off what senders send, notes it as ground
/// truth, and sends it to everybody else in the call under their own keys and with their own troubles.
/// </summary>
internal sealed class UdpForwarder
{
    private const int DatagramBytesMax = 2048;
    private const int DiscoveryBytes = 74;
    private const int KeepAliveBytes = 8;
    private const int HeardMax = 2_000_000;

    private static readonly byte[] Silence = [0xf8, 0xff, 0xfe];

    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly VoiceServer server;
    private readonly SimulatedDiscord discord;
    private readonly Random random;
    private readonly Dictionary<uint, (VoiceCall Call, VoiceSession Session)> bySsrc = [];
    private readonly Dictionary<VoiceSession, PacketQueue> queues = [];
    private readonly List<HeardFrame> heard = [];

    public UdpForwarder(VoiceServer server, SimulatedDiscord discord)
    {
        (this.server, this.discord) = (server, discord);
        random = new Random(discord.Options.Seed);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.ReceiveBufferSize = 4 << 20;
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public int Port { get; }

    /// <summary>Under the server's lock.</summary>
    public IReadOnlyList<HeardFrame> Heard => heard;

    /// <summary>How many discovery requests are not answered, as UDP may lose them.</summary>
    public int DiscoveriesToLose { get; set; }

    public void Know(VoiceCall call, VoiceSession session)
    {
        bySsrc[session.Ssrc] = (call, session);
        queues[session] = new PacketQueue(session, random, discord.Options.Time);
    }

    public void Forget(VoiceSession session)
    {
        bySsrc.Remove(session.Ssrc);
        queues.Remove(session);
    }

    public async Task Run(CancellationToken cancel)
    {
        using (socket)
        {
            var buffer = GC.AllocateArray<byte>(DatagramBytesMax, pinned: true);
            var from = new SocketAddress(AddressFamily.InterNetwork);
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, cancel);
                    var arrived = discord.Options.Time.GetTimestamp();
                    lock (server.Gate) Received(buffer.AsSpan(0, length), from, arrived);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (SocketException)
                {
                    // A receiver's port is closed; its session will be too.
                }
            }
        }
    }

    /// <summary>Sends what was due by now.</summary>
    private void Flush(VoiceSession session)
    {
        if (!queues.TryGetValue(session, out var queue)) return;
        foreach (var packet in queue.Due(discord.Options.Time.GetUtcNow())) Send(session, packet);
    }

    private void Received(ReadOnlySpan<byte> datagram, SocketAddress from, long arrived)
    {
        if (datagram.Length == DiscoveryBytes && BinaryPrimitives.ReadUInt16BigEndian(datagram) == 1) Discover(datagram, from);
        else if (datagram.Length == KeepAliveBytes) socket.SendTo(datagram, SocketFlags.None, from);
        else if (RtpHeader.TryRead(datagram, out var header)) Forward(datagram, header, arrived);
    }

    private void Discover(ReadOnlySpan<byte> request, SocketAddress from)
    {
        if (!bySsrc.ContainsKey(BinaryPrimitives.ReadUInt32BigEndian(request[4..]))) return;
        if (DiscoveriesToLose > 0)
        {
            DiscoveriesToLose--;
            return;
        }
        var address = (IPEndPoint)new IPEndPoint(IPAddress.Any, 0).Create(from);
        var answer = request.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(answer, 2);
        Encoding.ASCII.GetBytes(address.Address.ToString(), answer.AsSpan(8));
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(72), (ushort)address.Port);
        socket.SendTo(answer, SocketFlags.None, from);
    }

    private void Forward(ReadOnlySpan<byte> packet, RtpHeader header, long arrived)
    {
        if (!bySsrc.TryGetValue(header.Ssrc, out var sender) || !sender.Session.IsReady) return;
        if (sender.Session.Open(packet, header.Bytes) is not { } plaintext || header.Frame(plaintext) is not { } content)
        {
            discord.Complain($"{sender.Session.User} sent a packet that does not open.");
            return;
        }
        var frame = new HeardFrame(heard.Count, sender.Session.User, header.Ssrc, header.Sequence, header.Timestamp, arrived, content.Length,
            Convert.ToHexStringLower(SHA256.HashData(content)), content.AsSpan().SequenceEqual(Silence));
        if (heard.Count < HeardMax) heard.Add(frame);
        discord.Bulletin.Changed();
        foreach (var receiver in sender.Call.Others(sender.Session))
        {
            if (!receiver.IsReady || receiver.Address is null || !queues.TryGetValue(receiver, out var queue)) continue;
            if (queue.Put(frame, content) is not { } wait) continue;
            if (wait > TimeSpan.Zero) server.Later(wait, () => Flush(receiver));
            else Flush(receiver);
            if (queue.HoldsBack) server.Later(PacketQueue.HoldTimeMax * 1.2, () => Flush(receiver));
        }
    }

    private void Send(VoiceSession session, byte[] packet)
    {
        try
        {
            socket.SendTo(packet, session.Address!);
        }
        catch (SocketException)
        {
            // As in Run.
        }
    }
}
