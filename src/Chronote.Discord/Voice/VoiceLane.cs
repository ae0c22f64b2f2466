using System.Threading.Channels;

namespace Chronote.Discord.Voice;

/// <summary>
/// What happens to one receiver, in one line: one thing at a time, whichever thread it came from. Datagrams that find it full are given up, messages wait,
/// and what the receiver is asked is never lost.
/// </summary>
internal sealed class VoiceLane
{
    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(VoiceLimits.LaneItemsMax) { SingleReader = true });
    private readonly System.Collections.Concurrent.ConcurrentQueue<Action<TimeSpan>> _asked = [];

    /// <summary>A datagram (with a buffer), news of a line, or a mere wake-up (without a session).</summary>
    public readonly record struct Item(VoiceSession? Session, byte[]? Buffer, int Length, long Arrived, int Line, LineNews? News);

    public ChannelReader<Item> Items => _items.Reader;

    /// <returns>False when there is no room.</returns>
    public bool Received(VoiceSession session, byte[] buffer, int length, long arrived) => _items.Writer.TryWrite(new Item(session, buffer, length, arrived, 0, null));

    public async ValueTask Told(VoiceSession session, int line, LineNews news)
    {
        try
        {
            await _items.Writer.WriteAsync(new Item(session, null, 0, 0, line, news));
        }
        catch (ChannelClosedException)
        {
            (news as LineNews.Message)?.Release();
        }
    }

    public void Ask(Action<TimeSpan> what)
    {
        _asked.Enqueue(what);
        Wake();
    }

    public bool TryAsked(out Action<TimeSpan> what) => _asked.TryDequeue(out what!);

    /// <summary>Nothing to do when it is full: then it is awake.</summary>
    public void Wake() => _items.Writer.TryWrite(default);

    public void End() => _items.Writer.TryComplete();
}
