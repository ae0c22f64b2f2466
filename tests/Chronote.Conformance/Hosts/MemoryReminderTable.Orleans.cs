namespace Chronote.Conformance.Hosts;

/// <summary>Reminders that outlive a cluster: Orleans' own table in memory ends with its silo.</summary>
public sealed class MemoryReminderTable : IReminderTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderEntry> _rows = [];
    private int _writes;

    public Task<ReminderTableData> ReadRows(GrainId grainId)
    {
        lock (_gate) return Task.FromResult(new ReminderTableData(_rows.Values.Where(row => row.GrainId == grainId).ToList()));
    }

    public Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        lock (_gate) return Task.FromResult(new ReminderTableData(_rows.Values.Where(row => IsBetween(row.GrainId.GetUniformHashCode())).ToList()));

        // A range of the ring: without its beginning, with its end, perhaps over zero.
        bool IsBetween(uint hash) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        lock (_gate) return Task.FromResult(_rows.GetValueOrDefault((grainId, reminderName)));
    }

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        lock (_gate)
        {
            entry.ETag = $"{++_writes}";
            _rows[(entry.GrainId, entry.ReminderName)] = entry;
            return Task.FromResult<string?>(entry.ETag);
        }
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        lock (_gate) return Task.FromResult(_rows.TryGetValue((grainId, reminderName), out var row) && row.ETag == eTag && _rows.Remove((grainId, reminderName)));
    }

    public Task TestOnlyClearTable() => Task.CompletedTask;
}
