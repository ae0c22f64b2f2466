using System.Collections.Frozen;

namespace Chronote.Engines.Notes.Extractive;

/// <summary>English sentences in which somebody takes on or is given something to do, and who that is.</summary>
internal sealed class Tasks
{
    private static readonly FrozenSet<string> Doing = (
        "add announce arrange ask assign book bring build buy call change check clean close collect compare complete confirm contact " +
        "copy create cut decide deliver deploy design do document draft email estimate evaluate explain file fill find finish fix " +
        "follow gather get give handle help implement inform install invite investigate keep list look make measure meet merge " +
        "migrate move notify open order organise organize own pay pick plan post prepare present print propose provide publish put " +
        "reach read record release remove rename repair replace reply report research review rewrite run schedule search send set " +
        "share ship show sign sort speak start submit summarise summarize switch take talk tell test track translate try turn update " +
        "upgrade upload verify visit wire work write").Split(' ').ToFrozenSet();

    private static readonly FrozenSet<string> Between =
        FrozenSet.ToFrozenSet(["also", "then", "just", "please", "quickly", "personally", "first", "now", "still", "to"]);

    private static readonly string[] Promises =
        ["i will", "i'll", "i shall", "i am going to", "i'm going to", "i can", "i need to", "i have to", "i must"];

    private static readonly string[] Duties =
        ["will", "'ll", "shall", "should", "must", "needs to", "has to", "is going to", "is supposed to", "can"];

    private static readonly string[] Requests =
        ["can you", "could you", "would you", "will you", "you should", "you need to", "you will", "you'll", "please"];

    private static readonly string[] Shared =
        ["we need to", "we have to", "we must", "we should", "someone should", "somebody should", "someone needs to", "somebody has to"];

    private static readonly string[] Said =
        ["action item", "action point", "to do item", "assigned to", "takes the action", "your task", "my task"];

    // They begin a sentence with a capital letter and stand before "will" or "should" without being anybody's name.
    private static readonly FrozenSet<string> NoNames = (
        "You They She This That There What Who Which Everybody Everyone Somebody Someone Nobody Then Now Here How Why When Where The " +
        "These Those People Hopefully").Split(' ').ToFrozenSet();

    private readonly IReadOnlyList<(string Called, string Name)> people;

    /// <param name="speakers">Names as shown; a person is recognised by the first word of the name too.</param>
    public Tasks(IEnumerable<string> speakers)
        => people = [.. speakers.Distinct().Order(StringComparer.Ordinal)
            .SelectMany(name => Called(name).Select(called => (called, name)))
            .Where(person => person.called.Length > 1)];

    /// <returns>Null when nothing is to be done; else the task with its owner, who is null when nobody was named.</returns>
    public Task? Find(Utterance said)
    {
        if (Promises.Any(promise => IsFollowedByDoing(said, promise)) && !said.IsAsked) return new Task(said.Speaker);
        foreach (var (called, name) in people)
            if (Duties.Any(duty => IsFollowedByDoing(said, duty[0] == '\'' ? called + duty : $"{called} {duty}"))) return new Task(name);
        if (!said.IsAsked && StrangerWithADuty(said) is { } stranger) return new Task(stranger);
        if (Requests.Any(request => IsFollowedByDoing(said, request))) return new Task(Named(said));
        if (!said.IsAsked && Shared.Any(shared => IsFollowedByDoing(said, shared))) return new Task(Named(said));
        return said.HasAny(Said) ? new Task(Named(said)) : null;
    }

    private static IEnumerable<string> Called(string name)
    {
        var words = Words.Of(name);
        return new[] { string.Join(' ', words), words.FirstOrDefault("") }.Distinct();
    }

    private string? Named(Utterance said)
        => people.Where(person => person.Name != said.Speaker && said.Has(person.Called)).Select(person => person.Name).FirstOrDefault();

    private static bool IsFollowedByDoing(Utterance said, string phrase)
    {
        var at = said.Phrase.IndexOf($" {phrase} ", StringComparison.Ordinal);
        if (at < 0) return false;
        var rest = said.Phrase[(at + phrase.Length + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.SkipWhile(Between.Contains).FirstOrDefault() is { } verb && Doing.Contains(verb);
    }

    // Somebody who is not in the meeting is known by the capital letter only: "Maria will send the contract."
    private static string? StrangerWithADuty(Utterance said)
    {
        var words = said.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + 2 < words.Length; i++)
        {
            var name = words[i];
            var isName = name.Length > 2 && char.IsUpper(name[0]) && name.Skip(1).All(char.IsLower) && !NoNames.Contains(name);
            var hasDuty = words[i + 1] is "will" or "should" or "must" && Doing.Contains(words[i + 2].TrimEnd('.', ',', '!'));
            if (isName && hasDuty) return name;
        }
        return null;
    }

    internal sealed record Task(string? Owner);
}
