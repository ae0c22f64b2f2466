namespace Chronote.Engines;

/// <summary>Cuts text to a bound without cutting a character in two.</summary>
internal static class Clip
{
    public static string Start(string text, int charactersMax)
    {
        if (text.Length <= charactersMax) return text;
        return text[..(charactersMax > 0 && char.IsHighSurrogate(text[charactersMax - 1]) ? charactersMax - 1 : charactersMax)];
    }

    /// <summary>At a word border where there is one near, with an ellipsis; the whole is at most <paramref name="charactersMax"/>
    /// long.</summary>
    public static string Sentence(string text, int charactersMax)
    {
        if (text.Length <= charactersMax) return text;
        var cut = Start(text, charactersMax - 1);
        var space = cut.LastIndexOf(' ');
        return (space > charactersMax / 2 ? cut[..space] : cut) + "…";
    }
}
