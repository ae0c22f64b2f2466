using System.Net.Http.Json;
using System.Text.Json;

namespace Chronote.Bench.Replay;

/// <summary>The server's memory after a full collection, as its own API tells it.</summary>
internal sealed record MemorySample(long ManagedBytes, long NativeBytes, long SqliteBytes, long ResidentBytes)
{
    /// <summary>What something still uses: managed objects and native allocations.</summary>
    public long UsedBytes => ManagedBytes + NativeBytes;

    public static async Task<MemorySample> Take(HttpClient http)
    {
        var memory = await http.GetFromJsonAsync<JsonElement>("/api/v1/admin/memory?collect=true");
        return new MemorySample(Of("managed_bytes"), Of("native_bytes"), Of("sqlite_bytes"), Of("resident_bytes"));

        long Of(string name) => memory.GetProperty(name).GetInt64();
    }

    public override string ToString() => FormattableString.Invariant(
        $"used {UsedBytes / 1e6,6:0.00} MB (managed {ManagedBytes / 1e6:0.00}, native {NativeBytes / 1e6:0.00}, of that SQLite {SqliteBytes / 1e6:0.00})  resident {ResidentBytes / 1e6:0.0} MB");
}
