using System.Globalization;
using System.Security.Cryptography;

namespace Chronote.Gateway.Tests.World;

/// <summary>A meeting and what its caller does with it.</summary>
internal sealed class TestMeeting(Caller caller, string id)
{
    public string Id => id;
    public string Path => $"/api/v1/meetings/{id}";

    public Task<Answer> Get(string below = "", params (string Name, string Value)[] headers) => caller.Get(Path + below, headers);

    public Task<Answer> Post(string below, object? body = null) => caller.Post(Path + below, body);

    public Task<Answer> Delete() => caller.Delete(Path);

    /// <summary>A chunk as the simplest writer sends it.</summary>
    public Task<Answer> Put(string track, long seq, byte[] body, string? contentType = "audio/ogg", params (string Name, string Value)[] headers) =>
        caller.Put($"{Path}/tracks/{track}/chunks/{seq}", body, contentType, headers);

    /// <summary>A chunk as a writer sends it who opened its epoch by name; one second after the other on the timeline.</summary>
    public Task<Answer> PutNamed(string track, long seq, byte[] body, long epoch, long? writerEpoch = null, long? start = null) =>
        Put(track, seq, body, "audio/ogg", Digest(body), Header("Chronote-Epoch", epoch), Header("Chronote-Writer-Epoch", writerEpoch ?? epoch),
            Header("Chronote-Start-Samples", start ?? seq * 48_000));

    public Task<Answer> OpenEpoch(string track, long? seen, string writer, long firstSeq = 0, string? name = null) =>
        Post($"/tracks/{track}/epochs", new { seen_epoch = seen, writer, first_seq = firstSeq, anchor = new { timeline_samples = 0, source_samples = 0, estimated = false }, name });

    /// <summary>Stops without naming a last sequence number.</summary>
    public Task<Answer> Stop() => Post("/stop");

    public Task<Answer> Stop(params (string Track, long Last)[] last) => Post("/stop", new { tracks = last.ToDictionary(pair => pair.Track, pair => pair.Last) });

    public async Task<string> Phase() => (await Get()).ShouldBe(200).String("phase");

    public async Task<Answer> Track(string track) => (await Get($"/tracks/{track}")).ShouldBe(200);

    /// <summary>Waits for a phase; on a manual clock by moving it, a quarter of a second at a time.</summary>
    public Task Reaches(string phase) => caller.Server.Until(async () => await Phase() == phase, async () => $"{id} becomes {phase}, it is {(await Get()).Text}");

    /// <summary>Waits until the transcript holds this text.</summary>
    public Task Reads(string text) => caller.Server.Until(async () => (await Get("/transcript.txt")).Text.Contains(text, StringComparison.Ordinal), async () =>
        $"'{text}' in {(await Get("/transcript.txt")).Text}");

    /// <summary>Kinds of the events so far, in order.</summary>
    public async Task<IReadOnlyList<string>> Events() => [.. caller.Server.Rows(
        "SELECT kind FROM events WHERE meeting_no = (SELECT meeting_no FROM meetings WHERE meeting = $1) ORDER BY number", row => row.Text(0), id)];

    public static (string Name, string Value) Digest(byte[] body) => ("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:");

    public static (string Name, string Value) Header(string name, long value) => (name, value.ToString(CultureInfo.InvariantCulture));
}
