using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Chronote.Discord.Simulated.Sockets;

/// <summary>One client's WebSocket: what is sent keeps its order and never waits for the client.</summary>
internal sealed class SocketLine(WebSocket socket, TimeProvider time)
{
    /// <summary>Discord closes a connection with 4002 for a larger payload; nothing a client sends comes near.</summary>
    private const int MessageBytesMax = 256 * 1024;

    private static readonly TimeSpan FarewellTimeMax = TimeSpan.FromSeconds(1);

    private readonly Channel<Outgoing> outgoing = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource gone = new();

    private sealed record Outgoing(byte[] Body, WebSocketMessageType Type, int CloseCode = 0, string CloseReason = "");

    public void Text(string text) => outgoing.Writer.TryWrite(new Outgoing(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text));

    public void Binary(byte[] body) => outgoing.Writer.TryWrite(new Outgoing(body, WebSocketMessageType.Binary));

    /// <summary>Closes as Discord does, after what was sent before.</summary>
    public void Close(int code, string reason)
    {
        outgoing.Writer.TryWrite(new Outgoing([], WebSocketMessageType.Close, code, reason));
        outgoing.Writer.TryComplete();
    }

    /// <summary>Cuts the connection without a word: the client sees 1006.</summary>
    public void Abort()
    {
        outgoing.Writer.TryComplete();
        gone.Cancel();
        socket.Abort();
    }

    /// <summary>Runs until either side has closed.</summary>
    /// <param name="heard">Each whole message; true for binary.</param>
    /// <returns>The client's close code, 1006 when the connection just broke.</returns>
    public async Task<int> Run(Action<byte[], bool> heard)
    {
        var sending = Send();
        var code = await Receive(heard);
        outgoing.Writer.TryComplete();
        await sending;
        return code;
    }

    private async Task Send()
    {
        try
        {
            await foreach (var message in outgoing.Reader.ReadAllAsync(gone.Token))
            {
                if (message.Type != WebSocketMessageType.Close)
                {
                    await socket.SendAsync(message.Body, message.Type, true, gone.Token);
                    continue;
                }
                await socket.CloseOutputAsync((WebSocketCloseStatus)message.CloseCode, message.CloseReason, gone.Token);
                gone.CancelAfter(FarewellTimeMax);
            }
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            // The reader sees it too, and tells.
        }
    }

    private async Task<int> Receive(Action<byte[], bool> heard)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), gone.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    var code = (int)(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure);
                    if (socket.State == WebSocketState.CloseReceived)
                    {
                        using var limit = new CancellationTokenSource(FarewellTimeMax, time);
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", limit.Token);
                    }
                    return code;
                }
                message.Write(buffer, 0, part.Count);
                if (message.Length > MessageBytesMax) Close(4002, "Payload too large.");
                if (!part.EndOfMessage) continue;
                heard(message.ToArray(), part.MessageType == WebSocketMessageType.Binary);
                message.SetLength(0);
            }
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            return 1006;
        }
    }

    private static bool IsBroken(Exception problem) => problem is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException;
}
