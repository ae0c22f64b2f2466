using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Chronote.Discord.Voice;

/// <summary>
/// The UDP socket to one voice server. Connected, so that the system drops what others send. Each datagram is stamped as it is read and handed on;
/// reading never waits for anybody.
/// </summary>
internal sealed class VoiceSocket : IDisposable
{
    // Some seconds of audio for a moment without processor time. The system may grant less.
    private const int ReceiveBufferBytes = 1024 * 1024;

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended = new();

    /// <summary>A datagram in a pooled buffer, and when it came.</summary>
    public delegate void DatagramReceived(byte[] buffer, int length, long arrived);

    private VoiceSocket(Socket socket, TimeProvider time) => (_socket, _time) = (socket, time);

    /// <summary>Null when the system refuses, such as for an address family it does not have.</summary>
    public static VoiceSocket? Open(IPEndPoint server, TimeProvider time, DatagramReceived received)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBufferBytes };
            socket.Connect(server);
            var opened = new VoiceSocket(socket, time);
            _ = opened.Receive(received);
            return opened;
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        try
        {
            _socket.Send(datagram);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // As if it had been lost on the way: what must arrive is sent again.
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        _socket.Dispose();
    }

    private async Task Receive(DatagramReceived received)
    {
        await Task.Yield();
        var buffer = ArrayPool<byte>.Shared.Rent(VoiceLimits.DatagramBytesMax);
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveAsync(buffer.AsMemory(0, VoiceLimits.DatagramBytesMax), SocketFlags.None, _ended.Token);
                var arrived = _time.GetTimestamp();
                received(buffer, length, arrived);
                buffer = ArrayPool<byte>.Shared.Rent(VoiceLimits.DatagramBytesMax);
            }
            catch (SocketException)
            {
                // Refused for now (ICMP port unreachable): the server may be back with the next datagram. The pause keeps a broken socket from spinning.
                if (!await Paused())
                    return;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task<bool> Paused()
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, _ended.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
