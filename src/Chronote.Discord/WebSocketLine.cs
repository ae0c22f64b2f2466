using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace Chronote.Discord;

/// <summary>What a WebSocket tells.</summary>
internal abstract record LineNews
{
    public sealed record Opened : LineNews;

    /// <param name="Bytes">Pooled; the listener gives them back.</param>
    public sealed record Message(byte[] Bytes, int Length, bool IsBinary) : LineNews
    {
        public ReadOnlyMemory<byte> Body => Bytes.AsMemory(0, Length);

        public void Release() => ArrayPool<byte>.Shared.Return(Bytes);
    }

    /// <summary>The last news of a line.</summary>
    /// <param name="Code">Null when the connection broke or was never made.</param>
    public sealed record Closed(int? Code) : LineNews;

    private LineNews() { }
}

/// <summary>
/// One WebSocket from opening to its end: messages in order, bounded in size, sending queued. A line that was closed by us tells nothing any more.
/// </summary>
internal sealed class WebSocketLine
{
    private const int FirstBufferBytes = 16 * 1024, WaitingMax = 1_000;

    private static readonly TimeSpan CloseMax = TimeSpan.FromSeconds(2);

    private readonly Channel<Outgoing> _outgoing = Channel.CreateBounded<Outgoing>(WaitingMax);
    private readonly CancellationTokenSource _ended = new();
    private readonly ClientWebSocket _socket = new();
    private readonly TimeProvider _time;
    private readonly Func<LineNews, ValueTask> _told;
    private volatile bool _isQuiet;

    private readonly record struct Outgoing(byte[] Message, bool IsBinary, int? Close = null);

    private WebSocketLine(TimeProvider time, Func<LineNews, ValueTask> told) => (_time, _told) = (time, told);

    /// <summary>Begins to connect; all that follows is told.</summary>
    /// <param name="messageBytesMax">A larger message ends the line.</param>
    /// <param name="told">One call at a time. May wait, which holds up receiving.</param>
    public static WebSocketLine Open(Uri address, HttpMessageInvoker http, int messageBytesMax, TimeSpan after, TimeSpan connectMax, TimeProvider time, Func<LineNews, ValueTask> told)
    {
        var line = new WebSocketLine(time, told);
        _ = line.Run(address, http, messageBytesMax, after, connectMax);
        return line;
    }

    /// <summary>Queues a message. When far too many wait, the other side does not read and the line is broken.</summary>
    public void Send(byte[] message, bool isBinary)
    {
        if (!_outgoing.Writer.TryWrite(new Outgoing(message, isBinary)))
            _ended.Cancel();
    }

    /// <summary>Ends the line with a close code. Nothing is told any more.</summary>
    public void Close(int code)
    {
        _isQuiet = true;
        if (!_outgoing.Writer.TryWrite(new Outgoing([], false, code)))
            _ended.Cancel();
        _outgoing.Writer.TryComplete();
        _ended.CancelAfter(CloseMax);
    }

    private async Task Run(Uri address, HttpMessageInvoker http, int messageBytesMax, TimeSpan after, TimeSpan connectMax)
    {
        int? code = null;
        try
        {
            if (after > TimeSpan.Zero)
                await Task.Delay(after, _time, _ended.Token);
            else
                await Task.Yield();
            using (var connecting = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token))
            {
                connecting.CancelAfter(connectMax);
                await _socket.ConnectAsync(address, http, connecting.Token);
            }

            await Tell(new LineNews.Opened());
            var sending = Sending();
            code = await Receive(messageBytesMax);
            _ended.Cancel();
            await sending;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or HttpRequestException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // However it broke, the answer is the same.
        }
        finally
        {
            _ended.Cancel();
            _outgoing.Writer.TryComplete();
            _socket.Dispose();
        }

        await Tell(new LineNews.Closed(code));
    }

    private ValueTask Tell(LineNews news) => _isQuiet ? ValueTask.CompletedTask : _told(news);

    private async Task<int?> Receive(int messageBytesMax)
    {
        var pool = ArrayPool<byte>.Shared;
        var buffer = pool.Rent(FirstBufferBytes);
        try
        {
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                {
                    if (length >= messageBytesMax)
                        return null;
                    var larger = pool.Rent(Math.Min(2 * length, messageBytesMax));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    pool.Return(buffer);
                    buffer = larger;
                }

                var received = await _socket.ReceiveAsync(buffer.AsMemory(length), _ended.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                    return (int?)_socket.CloseStatus;
                length += received.Count;
                if (!received.EndOfMessage)
                    continue;
                if (length > messageBytesMax)
                    return null;
                var bytes = pool.Rent(Math.Max(length, 1));
                buffer.AsSpan(0, length).CopyTo(bytes);
                if (_isQuiet)
                    pool.Return(bytes);
                else
                    await _told(new LineNews.Message(bytes, length, received.MessageType == WebSocketMessageType.Binary));
                length = 0;
            }
        }
        finally
        {
            pool.Return(buffer);
        }
    }

    private async Task Sending()
    {
        try
        {
            await foreach (var outgoing in _outgoing.Reader.ReadAllAsync(_ended.Token))
            {
                if (outgoing.Close is { } code)
                    await _socket.CloseOutputAsync((WebSocketCloseStatus)code, null, _ended.Token);
                else
                    await _socket.SendAsync(outgoing.Message, outgoing.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, _ended.Token);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            _ended.Cancel();
        }
    }
}
