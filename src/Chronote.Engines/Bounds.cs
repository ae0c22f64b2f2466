using System.Globalization;

namespace Chronote.Engines;

/// <summary>Rules for settings, each answering with the sentence an operator reads.</summary>
internal static class Bounds
{
    public static IEnumerable<string> Between<T>(string name, T? value, T least, T most) where T : struct, IComparable<T>, IFormattable
    {
        if (value is { } given && (given.CompareTo(least) < 0 || given.CompareTo(most) > 0))
            yield return $"{name} is {Show(given)}; it must be between {Show(least)} and {Show(most)}.";
    }

    public static IEnumerable<string> Language(string name, string? tag)
    {
        if (tag is not null && LanguageTag.Primary(tag) is null)
            yield return $"{name} is '{tag}'; it must be a language tag such as en, de or pt-BR.";
    }

    public static IEnumerable<string> HttpAddress(string name, string? address)
    {
        if (string.IsNullOrWhiteSpace(address))
            yield return $"{name} is missing; give the address the interface starts at, for instance https://api.openai.com/v1.";
        else if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            yield return $"{name} is not an http or https address.";
        else if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            yield return $"{name} must be a plain address without user, query or fragment; a key goes into ApiKey.";
    }

    public static IEnumerable<string> ExistingFile(string name, string? path)
    {
        if (path is not null && !File.Exists(path) && !Directory.Exists(path)) yield return $"{name} is '{path}', which does not exist.";
    }

    public static IEnumerable<string> Filled(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) yield return $"{name} is missing.";
    }

    public static IEnumerable<string> OneOf(string name, string? value, params string[] allowed)
    {
        if (value is not null && !allowed.Contains(value)) yield return $"{name} is '{value}'; it must be {string.Join(" or ", allowed)}.";
    }

    // The value itself is never shown: it is a secret, also when it is a wrong one.
    public static IEnumerable<string> Key(string name, string? key)
    {
        if (key is not null && key.Any(character => character is <= ' ' or > '~'))
            yield return $"{name} holds spaces, line ends or other characters no key has; was it copied with something around it?";
    }

    private static string Show<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
