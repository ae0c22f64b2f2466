using Chronote.Client.Http;
using Chronote.Client.Spool;
using Chronote.Media.Levels;
using Chronote.Media.Opus;
using Chronote.Recorder.Arguments;

namespace Chronote.Recorder.Settings;

/// <summary>What a recorder takes from its environment. Our names win over the older ones in brackets.</summary>
internal sealed record RecorderSettings
{
    public const string ServerDefault = "http://127.0.0.1:8000";

    /// <summary><c>CHRONOTE_Server</c>. Default <see cref="ServerDefault"/>.</summary>
    public required Uri Server { get; init; }

    /// <summary><c>CHRONOTE_ApiKey</c>, <c>CHRONOTE_ApiKey_FILE</c>, or <c>admin.key</c> in the data folder; null when there is none.</summary>
    public required ApiKey? Key { get; init; }

    /// <summary><c>CHRONOTE_Data</c>. Default <c>$XDG_DATA_HOME/chronote</c>. The spool is in its folder <c>recorder</c>.</summary>
    public required string Data { get; init; }

    /// <summary><c>CHRONOTE_Recorder__ChunkMin</c> (RECORDING_MIN_SEGMENT_DURATION), <c>…__ChunkMax</c>, <c>…__Silence</c> (RECORDING_SILENCE_THRESHOLD).</summary>
    public required SealSettings Sealing { get; init; }

    /// <summary><c>CHRONOTE_Recorder__BitrateBps</c>, 6,000 to 510,000. Default 32,000.</summary>
    public required OpusEncoding Encoding { get; init; }

    /// <summary><c>CHRONOTE_Recorder__SpoolBytesMax</c>, <c>CHRONOTE_Recorder__FreeBytesMin</c>.</summary>
    public required SpoolLimits Spool { get; init; }

    public string RecorderFolder => Path.Combine(Data, "recorder");

    public static RecorderSettings Read(Func<string, string?> environment, Func<string, string?> readFile)
    {
        string? Set(string name) => environment(name) is { Length: > 0 } value ? value : null;
        var data = Set("CHRONOTE_Data") ?? DataDefault(Set);
        var sealing = new SealSettings();
        return new RecorderSettings
        {
            Server = ServerAt(Set("CHRONOTE_Server") ?? ServerDefault),
            Key = KeyFrom(Set, readFile, data),
            Data = data,
            Sealing = Checked(sealing with
            {
                ChunkSamplesMin = Length(Set, ["CHRONOTE_Recorder__ChunkMin", "RECORDING_MIN_SEGMENT_DURATION"], 0.5, 60) ?? sealing.ChunkSamplesMin,
                ChunkSamplesMax = Length(Set, ["CHRONOTE_Recorder__ChunkMax"], 1, 60) ?? sealing.ChunkSamplesMax,
                GapSamples = Length(Set, ["CHRONOTE_Recorder__Silence", "RECORDING_SILENCE_THRESHOLD"], 0.02, 10) ?? sealing.GapSamples,
            }),
            Encoding = new OpusEncoding(1) { BitrateBps = (int)(Whole(Set, "CHRONOTE_Recorder__BitrateBps", 6_000, 510_000) ?? 32_000) },
            Spool = new SpoolLimits() with
            {
                SpoolBytesMax = Whole(Set, "CHRONOTE_Recorder__SpoolBytesMax", 16L << 20, 1L << 50) ?? new SpoolLimits().SpoolBytesMax,
                FreeBytesMin = Whole(Set, "CHRONOTE_Recorder__FreeBytesMin", 0, 1L << 50) ?? new SpoolLimits().FreeBytesMin,
            },
        };
    }

    private static string DataDefault(Func<string, string?> set) => Path.Combine(
        set("XDG_DATA_HOME") ?? Path.Combine(set("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"), "chronote");

    private static Uri ServerAt(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address!
            : throw CommandLine.Usage($"CHRONOTE_Server is an address such as {ServerDefault}, not '{text}'.");

    private static ApiKey? KeyFrom(Func<string, string?> set, Func<string, string?> readFile, string data)
    {
        if (set("CHRONOTE_ApiKey") is { } key) return new ApiKey(key);
        if (set("CHRONOTE_ApiKey_FILE") is not { } path) return readFile(Path.Combine(data, "admin.key")) is { } local ? new ApiKey(local) : null;
        return new ApiKey(readFile(path) ?? throw CommandLine.Usage($"CHRONOTE_ApiKey_FILE names {path}, which cannot be read."));
    }

    private static SealSettings Checked(SealSettings sealing) => sealing.ChunkSamplesMin < sealing.ChunkSamplesMax
        ? sealing
        : throw CommandLine.Usage("CHRONOTE_Recorder__ChunkMin (or RECORDING_MIN_SEGMENT_DURATION) must be less than CHRONOTE_Recorder__ChunkMax.");

    private static long? Length(Func<string, string?> set, string[] names, double least, double most) =>
        names.FirstOrDefault(name => set(name) is not null) is { } name ? Seconds.Read(name, set(name)!, least, most) : null;

    private static long? Whole(Func<string, string?> set, string name, long least, long most) => set(name) switch
    {
        null => null,
        var text when long.TryParse(text, out var number) && number >= least && number <= most => number,
        var text => throw CommandLine.Usage($"{name} is a whole number from {least} to {most}, not '{text}'."),
    };
}
