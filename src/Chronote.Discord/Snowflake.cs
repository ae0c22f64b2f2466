using System.Globalization;

namespace Chronote.Discord;

/// <summary>A Discord id (of a user, guild, channel, message, application). In JSON it is a decimal string, in MLS a big-endian u64.</summary>
public readonly record struct Snowflake(ulong Value)
{
    public static bool TryParse(string? text, out Snowflake id)
    {
        var is64 = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        id = new Snowflake(value);
        return is64 && value != 0;
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
