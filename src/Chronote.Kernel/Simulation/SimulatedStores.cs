namespace Chronote.Kernel.Simulation;

// The memory stores answer at once; here they are the disk, and every operation takes its time and may be cut short by a crash.

internal sealed class SimulatedGrainStateStore(SimulatedWorld world, MemoryGrainStateStore disk) : IGrainStateStore
{
    public Task<StoredGrainState?> Read(string grain, string state) => world.Submit($"read {grain} {state}", () => disk.ReadNow(grain, state));

    public Task<string?> Write(string grain, string state, byte[] payload, string? expectedEtag) =>
        world.Submit($"write {grain} {state}", () => disk.WriteNow(grain, state, payload, expectedEtag));
}

internal sealed class SimulatedReminderStore(SimulatedWorld world, MemoryReminderStore disk) : IReminderStore
{
    public Task<IReadOnlyList<StoredReminder>> Due(DateTimeOffset until, int limit) => world.Submit("due reminders", () => disk.DueNow(until, limit));

    public Task<StoredReminder?> Find(string grain, string name) => world.Submit($"find {grain} {name}", () => disk.FindNow(grain, name));

    public Task Upsert(StoredReminder reminder) => world.Submit($"upsert {reminder.Grain} {reminder.Name}", () => disk.Upsert(reminder).IsCompletedSuccessfully);

    public Task Advance(StoredReminder seen, DateTimeOffset dueAt) =>
        world.Submit($"advance {seen.Grain} {seen.Name}", () => disk.Advance(seen, dueAt).IsCompletedSuccessfully);

    public Task Delete(string grain, string name) => world.Submit($"delete {grain} {name}", () => disk.Delete(grain, name).IsCompletedSuccessfully);
}
