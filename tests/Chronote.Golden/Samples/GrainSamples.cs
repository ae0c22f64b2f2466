using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Domain.Windows;
using Chronote.Grains;
using Chronote.Grains.Meetings;
using Chronote.Grains.Tracks;

namespace Chronote.Golden.Samples;

/// <summary>States and messages of grains.</summary>
internal static class GrainSamples
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Digest = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    public static IReadOnlyList<Sample> All { get; } =
    [
        .. Meetings().Select(state => Kept($"state-meeting-{Name(state)}", state)),
        .. Windows().Select(state => Kept($"state-window-{Name(state)}", state)),
        Of("state-gate-pause", new EnginePause { Until = At.AddSeconds(30) }),
        Of("state-gate-pause-never", new EnginePause()),
        Of("call-create", new CreateMeeting(
            "default", "Stand-up «Monday»", "https://meet.example.org/1", """{"room":7}""", "en-GB", "ana", "key-1", Digest, [new TrackName("mic", "Ana"), new TrackName("system", null)])),
        Of("call-create-least", new CreateMeeting("default", null, null, null, null, "ana", null, [], [])),
        Of("call-stop", new StopMeeting(new Dictionary<string, long> { ["mic"] = 41, ["system"] = -1 })),
        Of("answer-meeting-done", new MeetingAnswer()),
        Of("answer-meeting-refused", new MeetingAnswer(new Refusal(RefusalCode.StaleEpoch, "A newer writer has the track.", NewestEpoch: 3))),
        Of("answer-meeting-key-taken", new MeetingAnswer(KeyTakenBy: "0001AB2CD3EF4GH5", KeyTakenDigest: Digest)),
        Sample.Told("refusal-codes", Lines(Enum.GetValues<RefusalCode>().Select(code => Encoding.UTF8.GetString(GrainJson.Write(new Refusal(code, code.ToString())))))),
        Of("answer-track-look", new TrackLook(7, [new MissingRange(7, 8), new MissingRange(11, 11)])),
        Of("event-chunk", new ChunkEvent("mic", 12)),
        Of("call-wait", TimeSpan.FromSeconds(90.5)),
        Of("answer-is-open", true),
        Sample.Told("event-log-meeting", EventLog()),
    ];

    private static IEnumerable<MeetingState> Meetings() =>
    [
        new MeetingState.Absent(), new MeetingState.Recording(At), new MeetingState.Interrupted(At, At.AddMinutes(3)), new MeetingState.Draining(At, At.AddMinutes(1)),
        new MeetingState.Completed(At, At.AddSeconds(9.25)), new MeetingState.Failed(At, At.AddSeconds(2)), new MeetingState.Cancelled(At), new MeetingState.Deleted(At),
    ];

    private static IEnumerable<WindowState> Windows() =>
        [new WindowState.Open(), new WindowState.Closing(1), new WindowState.Assembled(2, 40), new WindowState.Summarised(3, 41)];

    private static string Name(object state) => state.GetType().Name.ToLowerInvariant();

    private static Sample Kept<TState>(string name, TState state) => Of(name, new StoredState<TState>(1, "default", state));

    private static Sample Of<T>(string name, T value)
        where T : notnull => Sample.Of(name, (JsonTypeInfo<T>)GrainJson.Options.GetTypeInfo(typeof(T)), value);

    // What a meeting writes into its event log by hand: clients read it.
    private static string EventLog()
    {
        MeetingEvent[] events =
        [
            new MeetingEvent.Created(At), new MeetingEvent.WentQuiet(At), new MeetingEvent.HeardAgain(At), new MeetingEvent.Stopped(At, At, ByItself: false),
            new MeetingEvent.Stopped(At, At, ByItself: true), new MeetingEvent.Completed(At, PendingChunks: 2, DeadChunks: 1), new MeetingEvent.Failed(At),
            new MeetingEvent.Cancelled(At), new MeetingEvent.Deleted(At),
        ];
        var asked = new CreateMeeting("default", null, null, null, null, "ana", null, [], []);
        var rows = MeetingRows.Changes(
            MeetingId.At(At, 1), new GrainName("meeting", "m"), new Decision<MeetingEvent, MeetingEffect>(events, [], null), new MeetingState.Recording(At), asked, null, default);
        return Lines(rows.OfType<RowChange.AddEvent>().Select(added => $$"""{"kind":{{JsonSerializer.Serialize(added.Kind)}},"payload":{{added.Payload}}}"""));
    }

    private static string Lines(IEnumerable<string> values) => $"[\n{string.Join(",\n", values)}\n]";
}
