using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Chronote.Crash.Power.Stories;

/// <summary>Where a story writes down what it was promised, at once and in one system call each, so that the trace has it in its place.</summary>
/// <remarks>To open it is the first thing a process of a story does; by that the trace shows where it begins.</remarks>
internal sealed class Book(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
    private readonly Lock _gate = new();
    private long _length;

    public void Say(params ReadOnlySpan<string> words)
    {
        var line = Encoding.UTF8.GetBytes(string.Join(' ', words) + "\n");
        lock (_gate)
        {
            RandomAccess.Write(_file, line, _length);
            _length += line.Length;
        }
    }

    public void Dispose() => _file.Dispose();
}
