using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Transcription;
using Chronote.Domain.Windows;

namespace Chronote.Grains;

/// <summary>The one serialiser of messages and states, on both hosts. The domain carries no attributes; closed sets are named here.</summary>
public static class GrainJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));

    public static T Read<T>(byte[] bytes) => JsonSerializer.Deserialize(bytes, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)))!;

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = GrainJsonContext.Default.WithAddedModifier(NameClosedSets),
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        options.MakeReadOnly();
        return options;
    }

    private static (Type Type, string Name)[] GuildCommands =>
    [
        (typeof(GuildCommand.Start), "start"), (typeof(GuildCommand.Announced), "announced"), (typeof(GuildCommand.GiveUp), "give-up"), (typeof(GuildCommand.Joined), "joined"),
        (typeof(GuildCommand.Stop), "stop"), (typeof(GuildCommand.Pause), "pause"), (typeof(GuildCommand.Resume), "resume"), (typeof(GuildCommand.Take), "take"),
        (typeof(GuildCommand.Renew), "renew"), (typeof(GuildCommand.Left), "left"), (typeof(GuildCommand.LetGo), "let-go"),
        (typeof(GuildCommand.Rename), "rename"), (typeof(GuildCommand.Told), "told"),
        (typeof(GuildCommand.Closed), "closed"), (typeof(GuildCommand.Configure), "configure"), (typeof(GuildCommand.OptOut), "opt-out"), (typeof(GuildCommand.OptIn), "opt-in"),
        (typeof(GuildCommand.Erase), "erase"), (typeof(GuildCommand.Erased), "erased"), (typeof(GuildCommand.Look), "look"),
    ];

    // A name once stored stays: renaming a state in code must not change what is on disk.
    private static void NameClosedSets(JsonTypeInfo shape)
    {
        (Type Type, string Name)[]? set =
            shape.Type == typeof(MeetingState) ?
            [
                (typeof(MeetingState.Absent), "absent"), (typeof(MeetingState.Recording), "recording"), (typeof(MeetingState.Interrupted), "interrupted"),
                (typeof(MeetingState.Draining), "draining"), (typeof(MeetingState.Completed), "completed"), (typeof(MeetingState.Failed), "failed"),
                (typeof(MeetingState.Cancelled), "cancelled"), (typeof(MeetingState.Deleted), "deleted"),
            ]
            : shape.Type == typeof(WindowState) ?
            [
                (typeof(WindowState.Open), "open"), (typeof(WindowState.Closing), "closing"),
                (typeof(WindowState.Assembled), "assembled"), (typeof(WindowState.Summarised), "summarised"),
            ]
            : shape.Type == typeof(GuildCommand) ? GuildCommands
            : null;
        if (set is null) return;
        shape.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "is" };
        foreach (var (type, name) in set) shape.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, name));
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredState<MeetingState>))]
[JsonSerializable(typeof(StoredState<WindowState>))]
[JsonSerializable(typeof(MeetingState.Absent))]
[JsonSerializable(typeof(MeetingState.Recording))]
[JsonSerializable(typeof(MeetingState.Interrupted))]
[JsonSerializable(typeof(MeetingState.Draining))]
[JsonSerializable(typeof(MeetingState.Completed))]
[JsonSerializable(typeof(MeetingState.Failed))]
[JsonSerializable(typeof(MeetingState.Cancelled))]
[JsonSerializable(typeof(MeetingState.Deleted))]
[JsonSerializable(typeof(WindowState.Open))]
[JsonSerializable(typeof(WindowState.Closing))]
[JsonSerializable(typeof(WindowState.Assembled))]
[JsonSerializable(typeof(WindowState.Summarised))]
[JsonSerializable(typeof(EnginePause))]
[JsonSerializable(typeof(ShardHold))]
[JsonSerializable(typeof(StoredState<GuildState>))]
[JsonSerializable(typeof(GuildState))]
[JsonSerializable(typeof(GuildCommand))]
[JsonSerializable(typeof(GuildCommand.Start))]
[JsonSerializable(typeof(GuildCommand.Announced))]
[JsonSerializable(typeof(GuildCommand.GiveUp))]
[JsonSerializable(typeof(GuildCommand.Joined))]
[JsonSerializable(typeof(GuildCommand.Stop))]
[JsonSerializable(typeof(GuildCommand.Pause))]
[JsonSerializable(typeof(GuildCommand.Resume))]
[JsonSerializable(typeof(GuildCommand.Take))]
[JsonSerializable(typeof(GuildCommand.Renew))]
[JsonSerializable(typeof(GuildCommand.Left))]
[JsonSerializable(typeof(GuildCommand.LetGo))]
[JsonSerializable(typeof(GuildCommand.Rename))]
[JsonSerializable(typeof(GuildCommand.Told))]
[JsonSerializable(typeof(GuildCommand.Closed))]
[JsonSerializable(typeof(GuildCommand.Configure))]
[JsonSerializable(typeof(GuildCommand.OptOut))]
[JsonSerializable(typeof(GuildCommand.OptIn))]
[JsonSerializable(typeof(GuildCommand.Erase))]
[JsonSerializable(typeof(GuildCommand.Erased))]
[JsonSerializable(typeof(GuildCommand.Look))]
[JsonSerializable(typeof(Guilds.GuildAnswer))]
[JsonSerializable(typeof(Meetings.CreateMeeting))]
[JsonSerializable(typeof(Meetings.StopMeeting))]
[JsonSerializable(typeof(Meetings.MeetingAnswer))]
[JsonSerializable(typeof(Tracks.TrackLook))]
[JsonSerializable(typeof(Tracks.ChunkEvent))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(TimeSpan))]
internal sealed partial class GrainJsonContext : JsonSerializerContext;
