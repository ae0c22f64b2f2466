using System.Collections.Frozen;

namespace Chronote.Engines.Notes.Extractive;

/// <summary>The words of an utterance that say what it is about.</summary>
internal static class ContentWords
{
    private static readonly FrozenSet<string> Empty = (
        "a about above after again all also always am an and any anyway are around as at back be because been before being below " +
        "between both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each else even " +
        "ever every few first for from further get gets getting give go goes going gone gonna good got great had has have haven't " +
        "having he he'd he'll he's hello her here hers hey hi him his how however i i'd i'll i'm i've if in into is isn't it it'd " +
        "it'll it's its itself just kind know last let let's like little long look lot lots made make many may maybe me mean might " +
        "mine more most much must my need never new next nice no not now of off oh ok okay on once one only or other our ours out " +
        "over own people perhaps please point pretty probably put quite rather really right said same say says see seems seen shall " +
        "she she'll she's should so some somebody someone something sometimes soon sort still stuff such sure take tell than thank " +
        "thanks that that'll that's the their them then there there's these they they'll they're they've thing things think this " +
        "those though through time to today too try two uh um under until up us use very want was wasn't way we we'd we'll we're " +
        "we've well went were what what's when where whether which while who who's why will with without won't would wouldn't yeah " +
        "yes yet you you'd you'll you're you've your yours").Split(' ').ToFrozenSet();

    public static IEnumerable<string> Of(Utterance utterance)
        => utterance.Words.Where(word => word.Length > 2 && !Empty.Contains(word)).Select(Stem).Distinct();

    // Enough to count "release", "releases" and "released" as one; a real stemmer would need a language each.
    private static string Stem(string word)
    {
        var bare = word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word;
        if (bare.Length > 5 && bare.EndsWith("ing", StringComparison.Ordinal)) return bare[..^3].TrimEnd('e');
        if (bare.Length > 4 && bare.EndsWith("ed", StringComparison.Ordinal)) return bare[..^2].TrimEnd('e');
        if (bare.Length > 4 && bare.EndsWith("es", StringComparison.Ordinal)) return bare[..^2].TrimEnd('e');
        if (bare.Length > 3 && bare.EndsWith('s') && bare[^2] != 's') return bare[..^1].TrimEnd('e');
        return bare.Length > 4 ? bare.TrimEnd('e') : bare;
    }
}
