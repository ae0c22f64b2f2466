namespace Chronote.Domain;

/// <summary>Who owns a meeting: a guild or a workspace. Every row carries one.</summary>
public readonly record struct TenantId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>16 characters of Crockford's base 32: ten of milliseconds since 1970, six (30 bits) random. Ordinal order is order of creation.</summary>
public readonly record struct MeetingId(string Value)
{
    public const int Length = 16;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    // Ten characters hold more milliseconds than the calendar does; an id of a later instant was never made.
    private static readonly string LastInstant = At(DateTimeOffset.MaxValue, 0).Value[..10];

    public static MeetingId At(DateTimeOffset now, ulong random)
    {
        Span<char> text = stackalloc char[Length];
        var milliseconds = (ulong)now.ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--, milliseconds >>= 5) text[i] = Alphabet[(int)(milliseconds & 31)];
        for (var i = Length - 1; i >= 10; i--, random >>= 5) text[i] = Alphabet[(int)(random & 31)];
        return new MeetingId(new string(text));
    }

    /// <summary>The instant in the id: where the meeting's timeline begins, to the millisecond.</summary>
    public static DateTimeOffset CreatedAt(MeetingId id)
    {
        var milliseconds = 0L;
        foreach (var character in id.Value.AsSpan(0, 10)) milliseconds = (milliseconds << 5) | (long)Alphabet.IndexOf(character);
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    public static bool TryParse(string? text, out MeetingId id)
    {
        id = new MeetingId(text ?? "");
        return text is { Length: Length } && text.All(Alphabet.Contains) && string.CompareOrdinal(text, 0, LastInstant, 0, 10) <= 0;
    }

    public override string ToString() => Value;
}

/// <summary>Names a track within its meeting: 1–64 characters of <c>A-Z a-z 0-9 . _ -</c>, the first a letter or digit (P-20).</summary>
public readonly record struct TrackId(string Value)
{
    public static bool TryParse(string? text, out TrackId id)
    {
        id = new TrackId(text ?? "");
        return text is { Length: >= 1 and <= Limits.TrackIdCharactersMax } && char.IsAsciiLetterOrDigit(text[0])
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
    }

    public override string ToString() => Value;
}

/// <summary>A track of a meeting; its text form is the key of its grain.</summary>
public readonly record struct TrackKey(MeetingId Meeting, TrackId Track)
{
    public static TrackKey Parse(string text)
    {
        var slash = text.IndexOf('/');
        return new TrackKey(new MeetingId(text[..slash]), new TrackId(text[(slash + 1)..]));
    }

    public override string ToString() => $"{Meeting}/{Track}";
}

/// <summary>A chunk of a track. <paramref name="Seq"/> counts from 0 over all epochs.</summary>
public readonly record struct ChunkKey(MeetingId Meeting, TrackId Track, long Seq)
{
    public TrackKey TrackKey => new(Meeting, Track);
    public override string ToString() => $"{Meeting}/{Track}/{Seq}";
}
