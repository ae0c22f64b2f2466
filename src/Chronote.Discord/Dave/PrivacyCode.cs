using System.Globalization;
using System.Text;

namespace Chronote.Discord.Dave;

/// <summary>The digits that members read to each other (DAVE protocol, "Displayable Codes").</summary>
internal static class PrivacyCode
{
    private const int Groups = 6;
    private const int GroupDigits = 5;
    private const ulong GroupValues = 100_000;

    /// <param name="authenticator">The epoch authenticator, 32 bytes: five bytes make five digits.</param>
    /// <returns>30 digits.</returns>
    public static string Of(ReadOnlySpan<byte> authenticator)
    {
        var code = new StringBuilder(Groups * GroupDigits);
        for (var group = 0; group < Groups; group++)
        {
            ulong value = 0;
            foreach (var one in authenticator.Slice(group * GroupDigits, GroupDigits)) value = value << 8 | one;
            code.Append((value % GroupValues).ToString("D5", CultureInfo.InvariantCulture));
        }
        return code.ToString();
    }
}
