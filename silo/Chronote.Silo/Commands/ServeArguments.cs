using System.Globalization;

namespace Chronote.Silo.Commands;

/// <summary>What stands behind <c>serve</c>.</summary>
/// <param name="Silos">Servers on this machine, one process each.</param>
/// <param name="Mistake">What can't be understood, or null.</param>
internal sealed record ServeArguments(int Silos, string? Mistake = null)
{
    public const int SilosMax = 16;

    /// <param name="host">The one this program was built for. <c>./chronote</c> builds the one that is asked for.</param>
    public static ServeArguments Read(IReadOnlyList<string> arguments, string host)
    {
        var silos = 1;
        var words = new Queue<string>(arguments.SelectMany(word => word.StartsWith("--", StringComparison.Ordinal) ? word.Split('=', 2) : [word]));
        while (words.TryDequeue(out var word))
        {
            if (word is not ("--host" or "--silos")) return new(1, $"serve does not know '{word}'; it knows --host and --silos.");
            if (!words.TryDequeue(out var value)) return new(1, $"{word} needs a value.");
            if (word == "--host" && value != host) return new(1, $"This program was built for the host {host}, not for '{value}': ./chronote serve builds the one that is asked for.");
            if (word == "--silos" && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out silos) || silos is < 1 or > SilosMax))
                return new(1, $"--silos is '{value}'; it must be 1 to {SilosMax}.");
        }
        return new(silos);
    }
}
