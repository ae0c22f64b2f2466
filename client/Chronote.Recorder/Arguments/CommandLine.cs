using Chronote.Recorder.Running;

namespace Chronote.Recorder.Arguments;

/// <summary>One option of a command.</summary>
/// <param name="Value">What stands for its value in the help, or null for a switch.</param>
/// <param name="Optional">The value may be left out.</param>
internal sealed record Option(string Name, string? Value, string Help, bool Optional = false);

/// <summary>A command line read against the options a command knows. A mistake ends it with a sentence that names the mistake.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    private CommandLine(IReadOnlyList<string> rest) => Rest = rest;

    /// <summary>What is no option and no option's value.</summary>
    public IReadOnlyList<string> Rest { get; private init; }

    public static CommandLine Read(string command, IReadOnlyList<string> arguments, IReadOnlyList<Option> options)
    {
        var rest = new List<string>();
        var line = new CommandLine(rest);
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            if (argument == "--")
            {
                rest.AddRange(arguments.Skip(at + 1));
                break;
            }
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                rest.Add(argument);
                continue;
            }
            var (name, inline) = argument.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 ? (argument[..equals], argument[(equals + 1)..]) : (argument, null);
            var option = options.FirstOrDefault(each => each.Name == name) ?? throw Unknown(command, name, options);
            if (option.Value is null && inline is not null) throw Usage($"{name} takes no value.");
            var next = at + 1 < arguments.Count && !arguments[at + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[at + 1] : null;
            if (option.Value is not null && inline is null && next is not null) at++;
            var value = option.Value is null ? "" : inline ?? next ?? (option.Optional ? "" : throw Usage($"{name} needs a value: {name} {option.Value}"));
            if (!line.values.TryGetValue(name, out var known)) line.values[name] = known = [];
            known.Add(value);
        }
        return line;
    }

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>The value given last; null when the option was not given.</summary>
    public string? Last(string name) => values.TryGetValue(name, out var all) ? all[^1] : null;

    public IReadOnlyList<string> All(string name) => values.TryGetValue(name, out var all) ? all : [];

    public double Number(string name, double otherwise, double least, double most)
    {
        if (Last(name) is not { } text) return otherwise;
        if (double.TryParse(text, out var number) && number >= least && number <= most) return number;
        throw Usage($"{name} is a number from {least} to {most}, not '{text}'.");
    }

    public static CommandFailed Usage(string sentence) => new(ExitCode.Usage, sentence);

    public static string Help(string usage, IEnumerable<Option> options) => string.Join('\n',
    [
        $"usage: {usage}", "",
        .. options.Select(option => $"  {(option.Value is null ? option.Name : option.Optional ? $"{option.Name} [{option.Value}]" : $"{option.Name} {option.Value}"),-28}{option.Help}"),
    ]);

    private static CommandFailed Unknown(string command, string name, IReadOnlyList<Option> options)
    {
        var nearest = options.Select(option => option.Name).MinBy(known => EditDistance.Between(known, name));
        var near = nearest is not null && EditDistance.Between(nearest, name) <= 3 ? $" Did you mean {nearest}?" : "";
        return Usage($"chronote {command} knows no {name}.{near} chronote {command} --help lists what it knows.");
    }
}
