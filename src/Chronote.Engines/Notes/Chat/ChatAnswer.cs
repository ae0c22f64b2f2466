using System.Globalization;
using System.Text.Json;
using Chronote.Domain.Notes;

namespace Chronote.Engines.Notes.Chat;

/// <summary>Reads what a model wrote, and trusts nothing in it: not that it is JSON, not a name, not a time.</summary>
internal static class ChatAnswer
{
    private const int ItemsMax = 50;
    private const int TextCharactersMax = 600;
    private const int OwnerCharactersMax = 60;

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 32, AllowTrailingCommas = true };

    private static readonly (string Field, string Title)[] Fields =
    [
        ("summary", SectionTitles.Summary), ("decisions", SectionTitles.Decisions), ("actions", SectionTitles.Actions),
        ("open_questions", SectionTitles.OpenQuestions), ("per_speaker", SectionTitles.PerSpeaker),
    ];

    /// <summary>The message out of the answer of <c>/chat/completions</c>.</summary>
    /// <param name="cut">Whether the model ran into its limit before it was done.</param>
    public static string? Message(byte[] body, out bool cut)
    {
        cut = false;
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var choice = json.RootElement.GetProperty("choices")[0];
            cut = choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String
                && reason.GetString() == "length";
            return choice.GetProperty("message").GetProperty("content").GetString();
        }
        catch (Exception failure) when
            (failure is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <returns>Null when there are no notes in it.</returns>
    public static IReadOnlyList<NotesSection>? Sections(string message, NotesRequest request)
    {
        // Models put fences, greetings and thoughts around their JSON.
        var thought = Math.Max(0, message.LastIndexOf("</think>", StringComparison.Ordinal));
        var start = message.IndexOf('{', thought);
        var end = message.LastIndexOf('}');
        if (start < 0 || end < start) return null;
        try
        {
            using var json = JsonDocument.Parse(message.AsMemory(start, end - start + 1), Lenient);
            var root = json.RootElement;
            NotesSection[] sections = [.. Fields.Select(field => new NotesSection(field.Title, [.. Items(root, field.Field, request)]))];
            return sections.Any(section => section.Items.Count > 0) ? sections : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<NotesItem> Items(JsonElement root, string field, NotesRequest request)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(field, out var list)) yield break;
        if (list.ValueKind is JsonValueKind.String or JsonValueKind.Object)
        {
            if (Item(list, field, request) is { } single) yield return single;
            yield break;
        }
        if (list.ValueKind != JsonValueKind.Array) yield break;
        foreach (var element in list.EnumerateArray().Take(ItemsMax))
            if (Item(element, field, request) is { } item) yield return item;
    }

    private static NotesItem? Item(JsonElement element, string field, NotesRequest request)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString() : Text(element, "text");
        if (string.IsNullOrWhiteSpace(text)) return null;
        var named = Text(element, "speaker") ?? Text(element, "owner");
        var speaker = request.Lines.FirstOrDefault(line => line.Speaker.Equals(named, StringComparison.OrdinalIgnoreCase))?.Speaker
            ?? Earlier(request).FirstOrDefault(item => string.Equals(item.Speaker, named, StringComparison.OrdinalIgnoreCase))?.Speaker;
        // A task can be somebody's who was not there; a sentence can't have been said by one.
        if (speaker is null && field == "actions" && named is { Length: > 0 and <= OwnerCharactersMax })
            speaker = MarkdownText.OneLine(named);
        var sentence = Clip.Sentence(MarkdownText.OneLine(text), TextCharactersMax);
        return new NotesItem(sentence, string.IsNullOrEmpty(speaker) ? null : speaker, At(Text(element, "at"), request));
    }

    private static TimeSpan? At(string? clock, NotesRequest request)
    {
        var parts = (clock ?? "").Trim('[', ']', ' ').Split(':');
        if (parts.Length is < 2 or > 3) return null;
        var at = 0L;
        foreach (var part in parts)
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 10_000) return null;
            at = at * 60 + number;
        }
        return TimeSpan.FromSeconds(at) is var time && time <= End(request) ? time : null;
    }

    // A place past the last line was made up.
    private static TimeSpan End(NotesRequest request)
        => request.Lines.Select(line => line.At)
            .Concat(Earlier(request).Select(item => item.At ?? TimeSpan.Zero))
            .DefaultIfEmpty().Max() + TimeSpan.FromSeconds(1);

    private static IEnumerable<NotesItem> Earlier(NotesRequest request)
        => request.Earlier.SelectMany(notes => notes.Sections).SelectMany(section => section.Items);

    private static string? Text(JsonElement of, string name)
        => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
