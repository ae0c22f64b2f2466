namespace Chronote.Engines;

/// <summary>The part of BCP 47 that engines understand.</summary>
internal static class LanguageTag
{
    /// <summary>The language without region or script, lower case: <c>pt-BR</c> → <c>pt</c>. Null when it is no tag.</summary>
    public static string? Primary(string? tag)
    {
        if (tag is null || tag.Length > 35) return null;
        var parts = tag.Trim().Split('-', '_');
        var wellFormed = parts[0].Length is 2 or 3 && parts[0].All(char.IsAsciiLetter)
            && parts.Skip(1).All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
        return wellFormed ? parts[0].ToLowerInvariant() : null;
    }
}
