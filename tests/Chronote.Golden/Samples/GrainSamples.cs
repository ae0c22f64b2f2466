using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;
using Chronote.Domain.Windows;
using Chronote.Grains;
using Chronote.Grains.Guilds;
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
        .. Meetings().Select(state => Kept($"state-meeting-{Words(state.GetType().Name)}", state)),
        .. Windows().Select(state => Kept($"state-window-{Words(state.GetType().Name)}", state)),
        Of("state-gate-pause", new EnginePause { Until = At.AddSeconds(30) }),
        Of("state-gate-pause-never", new EnginePause()),
        Of("call-create", new CreateMeeting(
            "default", "Stand-up «Monday»", "https://meet.example.org/1", """{"room":7}""", "en-GB", "ana", "key-1", Digest, [new TrackName("mic", "Ana"), new TrackName("system", null)])),
        Of("call-create-least", new CreateMeeting("default", null, null, null, null, "ana", null, [], [])),
        Of("call-create-words", new CreateMeeting("default", null, null, null, null, "ana", null, [], []) { Vocabulary = ["Chronote", "Zoë"] }),
        Kept("state-guild", GuildSamples.Busy),
        Of("state-shard", new ShardHold { Silo = "a", Until = At }),
        Of("state-shard-free", new ShardHold()),
        Kept("state-guild-new", new GuildState()),
        Of("answer-guild", new GuildAnswer(new Refusal(RefusalCode.NotPermitted, "Because."), GuildSamples.Busy)),
        Of("answer-guild-look", GuildSamples.Busy),
        .. GuildSamples.Commands.Select(command => Of($"call-guild-{Words(command.GetType().Name)}", command)),
        Of("call-stop", new StopMeeting(new Dictionary<string, long> { ["mic"] = 41, ["system"] = -1 })),
        Of("answer-meeting-done", new MeetingAnswer()),
        Of("answer-meeting-refused", new MeetingAnswer(new Refusal(RefusalCode.StaleEpoch, "A newer writer has the track.", NewestEpoch: 3))),
        Of("answer-meeting-key-taken", new MeetingAnswer(KeyTakenBy: "0001AB2CD3EF4GH5", KeyTakenDigest: Digest)),
        .. Enum.GetValues<RefusalCode>().Select(code => Of($"refusal-{Words(code.ToString())}", new Refusal(code, "Because."))),
        Of("answer-track-look", new TrackLook(7, [new MissingRange(7, 8), new MissingRange(11, 11)])),
        Of("event-chunk", new ChunkEvent("mic", 12)),
        Of("call-wait", TimeSpan.FromSeconds(90.5)),
        Of("answer-is-open", true),
        .. EventLog(),
    ];

    private static IEnumerable<MeetingState> Meetings() =>
    [
        new MeetingState.Absent(), new MeetingState.Recording(At), new MeetingState.Interrupted(At, At.AddMinutes(3)), new MeetingState.Draining(At, At.AddMinutes(1)),
        new MeetingState.Completed(At, At.AddSeconds(9.25)), new MeetingState.Failed(At, At.AddSeconds(2)), new MeetingState.Cancelled(At), new MeetingState.Deleted(At),
    ];

    private static IEnumerable<WindowState> Windows() =>
        [new WindowState.Open(), new WindowState.Closing(1), new WindowState.Assembled(2, 40), new WindowState.Summarised(3, 41)];

    // KeyReused as key-reused.
    private static string Words(string name) => string.Concat(name.Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"-{letter}" : $"{letter}")).ToLowerInvariant();

    private static Sample Kept<TState>(string name, TState state) => Of(name, new StoredState<TState>(1, "default", state));

    private static Sample Of<T>(string name, T value)
        where T : notnull => Sample.Of(name, (JsonTypeInfo<T>)GrainJson.Options.GetTypeInfo(typeof(T)), value);

    // What a meeting writes into its event log by hand: clients read it.
    private static IEnumerable<Sample> EventLog()
    {
        var id = MeetingId.At(At, 1);
        (string Name, MeetingEvent Happened)[] events =
        [
            ("started", new MeetingEvent.Created(At)), ("interrupted", new MeetingEvent.WentQuiet(At)), ("resumed", new MeetingEvent.HeardAgain(At)),
            ("stopped", new MeetingEvent.Stopped(At, At, ByItself: false)), ("stopped-by-itself", new MeetingEvent.Stopped(At, At, ByItself: true)),
            ("completed", new MeetingEvent.Completed(At, PendingChunks: 2, DeadChunks: 1)), ("failed", new MeetingEvent.Failed(At)), ("cancelled", new MeetingEvent.Cancelled(At)),
        ];
        var asked = new CreateMeeting("default", null, null, null, null, "ana", null, [], []);
        foreach (var (name, happened) in events)
        {
            var rows = MeetingRows.Changes(
                id, new GrainName("meeting", id.Value), new Decision<MeetingEvent, MeetingEffect>([happened], [], null), new MeetingState.Recording(At), asked, null, default);
            yield return Told(name, rows.OfType<RowChange.AddEvent>().Single());
        }
        yield return Told("notes-written", MeetingRows.NotesWritten(id, At, revision: 1, amends: false));
        yield return Told("amended", MeetingRows.NotesWritten(id, At, revision: 2, amends: true));
    }

    private static Sample Told(string name, RowChange.AddEvent added) =>
        Sample.Told($"event-log-{name}", $$"""{"kind":{{JsonSerializer.Serialize(added.Kind)}},"payload":{{added.Payload}}}""");
}
