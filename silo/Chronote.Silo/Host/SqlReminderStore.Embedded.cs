using Chronote.Kernel.Reminders;
using Chronote.Storage.Sql;

namespace Chronote.Silo.Host;

/// <summary>The embedded host's reminders in the server's database.</summary>
internal sealed class SqlReminderStore(SqlReminders rows) : IReminderStore
{
    public async Task<IReadOnlyList<StoredReminder>> Due(DateTimeOffset until, int limit) => [.. (await rows.Due(until, limit)).Select(Of)];

    public async Task<StoredReminder?> Find(string grain, string name) => await rows.Find(grain, name) is { } row ? Of(row) : null;

    public Task Upsert(StoredReminder reminder) => rows.Upsert(Of(reminder));

    public Task Advance(StoredReminder seen, DateTimeOffset dueAt) => rows.Advance(Of(seen), dueAt);

    public Task Delete(string grain, string name) => rows.Delete(grain, name);

    private static StoredReminder Of(ReminderRow row) => new(row.Grain, row.Name, row.FirstAt, row.Period, row.DueAt);

    private static ReminderRow Of(StoredReminder reminder) => new(reminder.Grain, reminder.Name, reminder.FirstTickAt, reminder.Period, reminder.DueAt);
}
