using System.Globalization;

namespace Chronote.Bench.Calls;

/// <param name="Microseconds">Processor time of one call, over all threads of the process.</param>
internal sealed record CallResult(double PerSecond, double Microseconds)
{
    private const string Mark = "calls";

    /// <summary>The line that one process tells another.</summary>
    public string Line => FormattableString.Invariant($"{Mark} {PerSecond:0} {Microseconds:0.000}");

    public static CallResult Read(IEnumerable<string> lines)
    {
        var words = lines.Last(line => line.StartsWith(Mark + " ", StringComparison.Ordinal)).Split(' ');
        return new CallResult(double.Parse(words[1], CultureInfo.InvariantCulture), double.Parse(words[2], CultureInfo.InvariantCulture));
    }

    public override string ToString() => FormattableString.Invariant($"{PerSecond,8:0} calls/s  {Microseconds:0.00} µs of processor time a call");
}
