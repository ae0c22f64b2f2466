using System.Globalization;
using System.Text;

namespace Chronote.Crash.Power.Tracing;

/// <summary>Reads what strace wrote: one line for a call, or two where another thread's call came between.</summary>
/// <remarks>
/// A sync counts from its end, and for what had ended when it began; a descriptor is free from the beginning of its close. All else counts from its end.
/// </remarks>
internal static class TraceReader
{
    private const string Unfinished = "<unfinished ...>";
    private const string Resumed = " resumed>";

    /// <summary>What strace is asked for.</summary>
    public static readonly string Calls = string.Join(',', (string[])
    [
        "open", "openat", "creat", "close", "write", "pwrite64", "writev", "pwritev", "pwritev2", "truncate", "ftruncate", "fallocate", "fsync", "fdatasync", "sync_file_range",
        "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat", "copy_file_range", "sendfile", "dup", "dup2", "dup3",
    ]);

    public static IReadOnlyList<TraceStep> Read(IEnumerable<string> lines)
    {
        var steps = new List<TraceStep>();
        var begun = new Dictionary<int, string>();
        foreach (var line in lines)
        {
            var gap = line.IndexOf(' ', StringComparison.Ordinal);
            var thread = int.Parse(line.AsSpan(0, gap), CultureInfo.InvariantCulture);
            var text = line[gap..].Trim();
            if (text.StartsWith("+++", StringComparison.Ordinal) || text.StartsWith("---", StringComparison.Ordinal)) continue;
            if (text.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                text = text[..^Unfinished.Length].TrimEnd();
                begun[thread] = text;
                Add(Beginning(thread, text), hasEnded: false);
                continue;
            }
            var isWhole = !text.StartsWith("<... ", StringComparison.Ordinal);
            if (!isWhole)
            {
                if (!begun.Remove(thread, out var first)) throw new InvalidDataException($"The trace resumes a call that did not begin: {Short(text)}");
                text = first + text[(text.IndexOf(Resumed, StringComparison.Ordinal) + Resumed.Length)..];
            }
            else Add(Beginning(thread, text), hasEnded: false);
            Add(Ended(thread, text), hasEnded: true);
        }
        return steps;

        void Add(SystemCall? call, bool hasEnded)
        {
            if (call is not null) steps.Add(new TraceStep(call, hasEnded));
        }
    }

    // Of a call that has only begun, what matters already.
    private static SystemCall? Beginning(int thread, string text) => Name(text) switch
    {
        "close" => new SystemCall.Close(thread, FirstNumber(text)),
        "fsync" or "fdatasync" => new SystemCall.Sync(thread, FirstNumber(text)),
        _ => null,
    };

    private static SystemCall? Ended(int thread, string text)
    {
        var equals = text.LastIndexOf(" = ", StringComparison.Ordinal);
        if (equals < 0) throw new InvalidDataException($"The trace has a line without a result: {Short(text)}");
        var result = text[(equals + 3)..].Split(' ')[0];
        // A question mark: the process ended inside the call.
        if (result == "?" || result.StartsWith('-')) return null;
        var answer = result.StartsWith("0x", StringComparison.Ordinal) ? 0 : long.Parse(result, CultureInfo.InvariantCulture);
        var name = Name(text);
        var open = name.Length + 1;
        var arguments = text[open..text.LastIndexOf(')', equals)].Split(", ");
        return name switch
        {
            "close" => null,
            "open" => Opened(arguments[0], arguments[1]),
            "openat" => Opened(arguments[1], arguments[2]),
            "creat" => new SystemCall.Open(thread, Path(arguments[0]), Creates: true, Truncates: true, (int)answer),
            "pwrite64" => new SystemCall.Write(thread, Number(0), Number(3), Bytes(arguments[1]).AsSpan(0, (int)answer).ToArray()),
            "ftruncate" => new SystemCall.Resize(thread, Number(0), Number(1)),
            "fsync" or "fdatasync" => new SystemCall.Sync(thread, Number(0)),
            "rename" => new SystemCall.Rename(thread, Path(arguments[0]), Path(arguments[1])),
            "renameat" or "renameat2" => new SystemCall.Rename(thread, Path(arguments[1]), Path(arguments[3])),
            "unlink" or "rmdir" => new SystemCall.Remove(thread, Path(arguments[0])),
            "unlinkat" => new SystemCall.Remove(thread, Path(arguments[1])),
            "mkdir" => new SystemCall.MakeFolder(thread, Path(arguments[0])),
            "mkdirat" => new SystemCall.MakeFolder(thread, Path(arguments[1])),
            "write" or "writev" or "pwritev" or "pwritev2" or "fallocate" or "sync_file_range" or "dup" or "dup2" or "dup3" => new SystemCall.Unknown(thread, name, Number(0), null),
            "sendfile" => new SystemCall.Unknown(thread, name, Number(0), null),
            "copy_file_range" => new SystemCall.Unknown(thread, name, Number(2), null),
            "truncate" => new SystemCall.Unknown(thread, name, null, Path(arguments[0])),
            "link" or "symlink" => new SystemCall.Unknown(thread, name, null, Path(arguments[1])),
            "symlinkat" => new SystemCall.Unknown(thread, name, null, Path(arguments[2])),
            "linkat" => new SystemCall.Unknown(thread, name, null, Path(arguments[3])),
            _ => throw new InvalidDataException($"The trace has a call nobody asked for: {Short(text)}"),
        };

        int Number(int at) => (int)long.Parse(arguments[at], CultureInfo.InvariantCulture);

        SystemCall Opened(string path, string flags) => new SystemCall.Open(
            thread, Path(path), flags.Contains("O_CREAT", StringComparison.Ordinal), flags.Contains("O_TRUNC", StringComparison.Ordinal), (int)answer);
    }

    private static string Name(string text) => text[..text.IndexOf('(', StringComparison.Ordinal)];

    private static int FirstNumber(string text)
    {
        var from = text.IndexOf('(', StringComparison.Ordinal) + 1;
        var to = from;
        while (to < text.Length && char.IsAsciiDigit(text[to])) to++;
        return int.Parse(text.AsSpan(from, to - from), CultureInfo.InvariantCulture);
    }

    private static string Path(string argument) => Encoding.UTF8.GetString(Bytes(argument));

    // "\x2f\x74\x6d\x70": every byte in hexadecimal, as strace writes strings when asked to.
    private static byte[] Bytes(string argument)
    {
        if (argument.Length < 2 || argument[0] != '"' || argument[^1] != '"') throw new InvalidDataException($"The trace cut a string short, or it is none: {Short(argument)}");
        var bytes = new byte[(argument.Length - 2) / 4];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)((Digit(argument[i * 4 + 3]) << 4) | Digit(argument[i * 4 + 4]));
        return bytes;

        static int Digit(char hex) => hex <= '9' ? hex - '0' : hex - 'a' + 10;
    }

    private static string Short(string text) => text.Length <= 200 ? text : text[..200] + " …";
}
