using System.Net.Http.Json;
using System.Text.Json;

namespace Chronote.Bench.Replay;

/// <summary>The server's memory after a full collection, as its own API tells it.</summary>
internal sealed record MemorySample(long ManagedBytes, long NativeBytes, long SqliteBytes, long ResidentBytes)
{
    private const int ReadingsMax = 30;
    private const int ReadingsWithoutLower = 8;
    private const long NoiseBytes = 100_000;

    /// <summary>What something still uses: managed objects and native allocations.</summary>
    public long UsedBytes => ManagedBytes + NativeBytes;

    /// <summary>The lowest of several readings: the runtime compiles what is hot once more beside the work, and the megabytes this takes come and go.</summary>
    public static async Task<MemorySample> Settled(HttpClient http)
    {
        var lowest = await Take(http);
        for (var (reading, since) = (1, 0); reading < ReadingsMax && since < ReadingsWithoutLower; reading++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var next = await Take(http);
            since = next.UsedBytes < lowest.UsedBytes - NoiseBytes ? 0 : since + 1;
            if (next.UsedBytes < lowest.UsedBytes) lowest = next;
        }
        return lowest;
    }

    public static async Task<MemorySample> Take(HttpClient http)
    {
        var memory = await http.GetFromJsonAsync<JsonElement>("/api/v1/admin/memory?collect=true");
        return new MemorySample(Of("managed_bytes"), Of("native_bytes"), Of("sqlite_bytes"), Of("resident_bytes"));

        long Of(string name) => memory.GetProperty(name).GetInt64();
    }

    public override string ToString() => FormattableString.Invariant(
        $"used {UsedBytes / 1e6,6:0.00} MB (managed {ManagedBytes / 1e6:0.00}, native {NativeBytes / 1e6:0.00}, of that SQLite {SqliteBytes / 1e6:0.00})  resident {ResidentBytes / 1e6:0.0} MB");
}
