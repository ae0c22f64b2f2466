using Chronote.Domain.Meetings;

namespace Chronote.Domain.Tests.Meetings;

/// <summary>Reads the cells of a meeting's tables. Instants are distances from noon, which is now.</summary>
internal static class MeetingWords
{
    public static MeetingState State(string text)
    {
        var words = new Words(text);
        return text.Split(' ')[0] switch
        {
            "Absent" => new MeetingState.Absent(),
            "Recording" => new MeetingState.Recording(At("created", "-1h")),
            "Interrupted" => new MeetingState.Interrupted(At("created", "-2d"), At("since", "-10m")),
            "Draining" => new MeetingState.Draining(At("stopped", "-20s"), At("deadline", "40s")),
            "Completed" => new MeetingState.Completed(At("stopped", "-1h"), At("completed", "-59m")),
            "Failed" => new MeetingState.Failed(At("stopped", "-1h"), At("failed", "-59m")),
            "Cancelled" => new MeetingState.Cancelled(At("at", "-1h")),
            "Deleted" => new MeetingState.Deleted(At("at", "-1h")),
            _ => throw new ArgumentException(text),
        };

        DateTimeOffset At(string key, string otherwise) => Given.Noon + words.Span(key, otherwise)!.Value;
    }

    /// <summary>Without words, a look finds one chunk with its text, everything current, and a source heard ten seconds ago.</summary>
    public static MeetingCommand Command(string text)
    {
        var words = new Words(text);
        return text.Split(' ')[0] switch
        {
            "Create" => new MeetingCommand.Create(),
            "Stop" => new MeetingCommand.Stop(words.Span("drain", "60s")!.Value),
            "Cancel" => new MeetingCommand.Cancel(),
            "Delete" => new MeetingCommand.Delete(),
            "Look" => new MeetingCommand.Look(new MeetingProgress(
                words.Number("stored", 1)!.Value, words.Number("owed", 0)!.Value, words.Number("text", 0)!.Value, words.Number("dead", 0)!.Value,
                Given.Noon + words.Span("heard", "-10s"), words.Flag("files", true), words.Flag("notes", true))),
            _ => throw new ArgumentException(text),
        };
    }
}
