namespace Chronote.Conformance.Hosts;

/// <summary>What a test and its grains share, although all else is copied between them: a script of lines, and cues to wait for.</summary>
public sealed class Stage
{
    // Only a failing test ever waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _cues = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = New();

    public void Note(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            Changed_NeedsLock();
        }
    }

    /// <summary>Lets everybody go on who waits for the cue, now or later.</summary>
    public void Give(string cue)
    {
        lock (_gate)
        {
            _cues.Add(cue);
            Changed_NeedsLock();
        }
    }

    public Task Cue(string cue) => Until(() => _cues.Contains(cue), $"the cue '{cue}'");

    /// <summary>Waits until the line was noted so many times.</summary>
    public Task Until(string line, int times = 1) => Until(() => _lines.Count(noted => noted == line) >= times, $"'{line}' × {times}");

    /// <summary>The lines that begin so, in order, without that beginning.</summary>
    public IReadOnlyList<string> Lines(string beginning)
    {
        lock (_gate) return [.. _lines.Where(line => line.StartsWith(beginning, StringComparison.Ordinal)).Select(line => line[beginning.Length..])];
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task Until(Func<bool> happened, string what)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (happened()) return;
                changed = _changed.Task;
            }
            try
            {
                await changed.WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                lock (_gate) throw new TimeoutException($"Waited for {what}. Noted so far: {string.Join(" | ", _lines)}");
            }
        }
    }

    private void Changed_NeedsLock()
    {
        var changed = _changed;
        _changed = New();
        changed.SetResult();
    }
}
