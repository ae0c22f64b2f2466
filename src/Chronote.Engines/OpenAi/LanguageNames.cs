using System.Collections.Frozen;

namespace Chronote.Engines.OpenAi;

/// <summary>Whisper's servers name the language they heard in English; everything else here speaks BCP 47.</summary>
internal static class LanguageNames
{
    private static readonly FrozenDictionary<string, string> Tags = (
        "afrikaans:af albanian:sq arabic:ar armenian:hy azerbaijani:az basque:eu belarusian:be bengali:bn bosnian:bs bulgarian:bg " +
        "catalan:ca chinese:zh croatian:hr czech:cs danish:da dutch:nl english:en estonian:et finnish:fi french:fr galician:gl " +
        "georgian:ka german:de greek:el gujarati:gu hebrew:he hindi:hi hungarian:hu icelandic:is indonesian:id irish:ga italian:it " +
        "japanese:ja kannada:kn kazakh:kk korean:ko latvian:lv lithuanian:lt luxembourgish:lb macedonian:mk malay:ms malayalam:ml " +
        "maltese:mt marathi:mr mongolian:mn nepali:ne norwegian:no persian:fa polish:pl portuguese:pt punjabi:pa romanian:ro " +
        "russian:ru serbian:sr sinhala:si slovak:sk slovenian:sl somali:so spanish:es swahili:sw swedish:sv tagalog:tl tamil:ta " +
        "telugu:te thai:th turkish:tr ukrainian:uk urdu:ur uzbek:uz vietnamese:vi welsh:cy yiddish:yi yoruba:yo")
        .Split(' ').Select(pair => pair.Split(':')).ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    /// <returns>A tag, or null when it is neither a tag nor a name we know.</returns>
    public static string? Tag(string? heard)
    {
        if (heard is null) return null;
        return Tags.GetValueOrDefault(heard.Trim().ToLowerInvariant()) ?? (heard.Length <= 3 ? LanguageTag.Primary(heard) : null);
    }
}
