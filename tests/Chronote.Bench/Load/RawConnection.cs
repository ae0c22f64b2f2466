using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Chronote.Bench.Load;

/// <summary>One HTTP/1.1 connection that costs as little as possible, so that both sides of a comparison are loaded alike and the server is what is measured.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[16 * 1024];

    public RawConnection(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>Sends head and body and reads one whole answer. Returns its status.</summary>
    public async Task<int> Send(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        await _socket.SendAsync((IList<ArraySegment<byte>>)[Segment(head), Segment(body)]);
        var have = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(have));
            if (read == 0) throw new IOException("The server closed the connection: " + Encoding.ASCII.GetString(_answer, 0, have));
            have += read;
            if (Whole(_answer.AsSpan(0, have))) return Status(_answer);
        }
    }

    public string LastAnswer => Encoding.ASCII.GetString(_answer).TrimEnd('\0');

    public void Dispose() => _socket.Dispose();

    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : new ArraySegment<byte>(bytes.ToArray());

    private static int Status(ReadOnlySpan<byte> answer) => (answer[9] - '0') * 100 + (answer[10] - '0') * 10 + (answer[11] - '0');

    private static bool Whole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var head = Encoding.ASCII.GetString(answer[..end]);
        if (head.Contains("chunked", StringComparison.OrdinalIgnoreCase)) return answer.EndsWith("0\r\n\r\n"u8);
        var at = head.IndexOf("content-length:", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return true;
        var line = head[(at + 15)..].Split('\r')[0];
        return answer.Length >= end + 4 + int.Parse(line.Trim());
    }
}
