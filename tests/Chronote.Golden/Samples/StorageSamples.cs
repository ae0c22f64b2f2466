using Chronote.Domain.Notes;
using Chronote.Storage.Sql;

namespace Chronote.Golden.Samples;

/// <summary>JSON in rows.</summary>
internal static class StorageSamples
{
    public static IReadOnlyList<Sample> All { get; } =
    [
        Sample.Of("row-notes", NotesText.Shape, new NotesDocument("extractive", [
            new NotesSection("Summary", [new NotesItem("We ship on «Friday».", "Ana", TimeSpan.FromSeconds(12.5))]),
            new NotesSection("Actions", [new NotesItem("Write the announcement.", null, null)]),
            new NotesSection("Open questions", []),
        ])),
        Sample.Of("event-log-segments", PayloadContext.Default.SegmentsPayload, new SegmentsPayload(
            "mic", "Ana", 4, 6, 2, "openai", "draft", [new SegmentPayload(1.25, 3, "Good morning.", null), new SegmentPayload(3, 4.5, "Thank you for watching.", "prompt_echo")])),
        Sample.Of("event-log-segments-none", PayloadContext.Default.SegmentsPayload, new SegmentsPayload("mic", null, 7, 7, 1, "openai", null, [])),
        Sample.Of("event-log-dead", PayloadContext.Default.DeadPayload, new DeadPayload("mic", 4, 6, "The engine does not answer.")),
    ];
}
