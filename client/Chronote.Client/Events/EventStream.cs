using System.Globalization;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Chronote.Client.Events;

/// <summary>Reads server-sent events until the stream ends or breaks.</summary>
internal static class EventStream
{
    public static async IAsyncEnumerable<MeetingEvent> Read(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var items = SseParser.Create(body).EnumerateAsync(cancel).GetAsyncEnumerator(cancel);
        var number = 0L;
        while (await Next(items, cancel))
        {
            var item = items.Current;
            if (long.TryParse(item.EventId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) number = id;
            yield return new MeetingEvent(number, item.EventType, item.Data);
        }
    }

    // A broken connection is an end like any other: the caller asks again from the last number.
    private static async Task<bool> Next(IAsyncEnumerator<SseItem<string>> items, CancellationToken cancel)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or SocketException && !cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
