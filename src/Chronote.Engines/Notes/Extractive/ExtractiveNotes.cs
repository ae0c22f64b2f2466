using Chronote.Domain.Notes;

namespace Chronote.Engines.Notes.Extractive;

/// <summary>Notes out of sentences that were said, chosen by what they are made of. Pure: the same words give the same notes.</summary>
/// <remarks>Decisions, actions and open questions are found by English phrases; other languages get key points only.</remarks>
public static class ExtractiveNotes
{
    private const int KeyPointsMin = 3;
    private const int KeyPointsMax = 12;
    private const int ListedMax = 30;
    private const int SpeakersMax = 20;
    private const int PointsPerSpeaker = 2;

    /// <param name="writer">The name under which they are signed.</param>
    public static NotesDocument Of(NotesRequest request, string writer)
        => NotesBudget.Document(writer, Sections(request), request.CharactersMax);

    private static IReadOnlyList<NotesSection> Sections(NotesRequest request)
    {
        var said = Utterances.Of(request.Lines);
        var points = EarlierNotes.Points(request.Earlier, SectionTitles.Summary);
        IReadOnlyList<Utterance> candidates = [.. points, .. said.Select(one => one with { Order = one.Order + points.Count })];
        var keyPoints = new KeyPoints(candidates);
        var english = request.Language is null || LanguageTag.Primary(request.Language) == "en";
        var count = Math.Clamp((int)Math.Ceiling(Math.Sqrt(candidates.Count)), KeyPointsMin, KeyPointsMax);

        return
        [
            new(SectionTitles.Summary, [.. keyPoints.Pick(count).Select(Item)]),
            new(SectionTitles.Decisions, english ? Listed(request, SectionTitles.Decisions, said.Where(Cues.IsDecision).Select(Item)) : []),
            new(SectionTitles.Actions, english ? Listed(request, SectionTitles.Actions, Actions(request, said)) : []),
            new(SectionTitles.OpenQuestions, english ? Listed(request, SectionTitles.OpenQuestions, OpenQuestions(said)) : []),
            new(SectionTitles.PerSpeaker, [.. PerSpeaker(request, said)]),
        ];
    }

    private static IReadOnlyList<NotesItem> Listed(NotesRequest request, string title, IEnumerable<NotesItem> found)
        => [.. EarlierNotes.Items(request.Earlier, title).Concat(found).DistinctBy(item => (item.Text, item.Speaker)).Take(ListedMax)];

    private static IEnumerable<NotesItem> Actions(NotesRequest request, IReadOnlyList<Utterance> said)
    {
        var tasks = new Tasks(request.Lines.Select(line => line.Speaker));
        return said.Select(one => (one, task: tasks.Find(one))).Where(pair => pair.task is not null)
            .Select(pair => new NotesItem(pair.one.Text, pair.task!.Owner, pair.one.At));
    }

    private static IEnumerable<NotesItem> OpenQuestions(IReadOnlyList<Utterance> said)
        => said.Where((one, i) => Cues.IsOpenQuestion(one, said.Skip(i + 1).Take(5))).Select(Item);

    private static IEnumerable<NotesItem> PerSpeaker(NotesRequest request, IReadOnlyList<Utterance> said)
    {
        var points = EarlierNotes.Points(request.Earlier, SectionTitles.PerSpeaker);
        IReadOnlyList<Utterance> all = [.. points, .. said.Select(one => one with { Order = one.Order + points.Count })];
        var words = Math.Max(1, all.Sum(one => one.Words.Length));
        var keyPoints = new KeyPoints(all);
        var speakers = all.Where(one => one.Speaker is { Length: > 0 }).GroupBy(one => one.Speaker!)
            .Select(group => (Name: group.Key, Words: group.Sum(one => one.Words.Length)))
            .OrderByDescending(speaker => speaker.Words).ThenBy(speaker => speaker.Name, StringComparer.Ordinal)
            .Take(SpeakersMax).ToArray();
        foreach (var (name, spoken) in speakers.Where(_ => points.Count == 0))
            yield return new NotesItem($"{Math.Round(100.0 * spoken / words)} % of the words", name, At: null);
        for (var rank = 0; rank < PointsPerSpeaker; rank++)
            foreach (var (name, _) in speakers)
                if (keyPoints.Pick(PointsPerSpeaker, one => one.Speaker == name).ElementAtOrDefault(rank) is { } point)
                    yield return Item(point);
    }

    private static NotesItem Item(Utterance said) => new(said.Text, said.Speaker, said.At);
}
