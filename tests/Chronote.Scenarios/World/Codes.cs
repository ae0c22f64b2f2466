using System.Text.Json;
using Chronote.Domain;

namespace Chronote.Scenarios.World;

internal static class Codes
{
    /// <summary>The code as the protocol writes it.</summary>
    public static string Of(RefusalCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());
}
