using Chronote.Domain.Notes;

namespace Chronote.Engines.Processes;

/// <summary>Keeps the end of what a program complains about: the last words name the reason, and the pipe never fills up.</summary>
internal static class ErrorTail
{
    public static async Task<string> Read(StreamReader from, int charactersMax, CancellationToken cancellation)
    {
        var tail = "";
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer.AsMemory(), cancellation) is > 0 and var read)
        {
            tail += new string(buffer, 0, read);
            if (tail.Length > charactersMax) tail = tail[^charactersMax..];
        }
        return MarkdownText.OneLine(tail);
    }
}
