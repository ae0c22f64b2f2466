namespace Chronote.Kernel.Reminders;

/// <summary>Reminders that end with the process: for tests, and the disk that survives a simulated crash.</summary>
public sealed class MemoryReminderStore : IReminderStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Grain, string Name), StoredReminder> _rows = [];

    public Task<IReadOnlyList<StoredReminder>> Due(DateTimeOffset until, int limit) => Task.FromResult(DueNow(until, limit));

    public Task<StoredReminder?> Find(string grain, string name) => Task.FromResult(FindNow(grain, name));

    public Task Upsert(StoredReminder reminder)
    {
        lock (_gate) _rows[(reminder.Grain, reminder.Name)] = reminder;
        return Task.CompletedTask;
    }

    public Task Advance(StoredReminder seen, DateTimeOffset dueAt)
    {
        lock (_gate)
            if (_rows.TryGetValue((seen.Grain, seen.Name), out var row) && row == seen)
                _rows[(seen.Grain, seen.Name)] = row with { DueAt = dueAt };
        return Task.CompletedTask;
    }

    public Task Delete(string grain, string name)
    {
        lock (_gate) _rows.Remove((grain, name));
        return Task.CompletedTask;
    }

    /// <summary>What is stored, for an auditor that doesn't wait.</summary>
    public StoredReminder? FindNow(string grain, string name)
    {
        lock (_gate) return _rows.GetValueOrDefault((grain, name));
    }

    internal IReadOnlyList<StoredReminder> DueNow(DateTimeOffset until, int limit)
    {
        lock (_gate)
            return
            [
                .. _rows.Values.Where(row => row.DueAt <= until).OrderBy(row => row.DueAt).ThenBy(row => row.Grain, StringComparer.Ordinal)
                    .ThenBy(row => row.Name, StringComparer.Ordinal).Take(limit),
            ];
    }
}
