using Chronote.Kernel.Reminders;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Silo.Host;

/// <summary>The embedded host's reminders in the data folder's database.</summary>
internal sealed class SqliteReminderStore(SqliteReminders rows) : IReminderStore
{
    public Task<IReadOnlyList<StoredReminder>> Due(DateTimeOffset until, int limit) => Task.FromResult<IReadOnlyList<StoredReminder>>([.. rows.Due(until, limit).Select(Of)]);

    public Task<StoredReminder?> Find(string grain, string name) => Task.FromResult(rows.Find(grain, name) is { } row ? Of(row) : null);

    public Task Upsert(StoredReminder reminder) => rows.Upsert(Of(reminder));

    public Task Advance(StoredReminder seen, DateTimeOffset dueAt) => rows.Advance(Of(seen), dueAt);

    public Task Delete(string grain, string name) => rows.Delete(grain, name);

    private static StoredReminder Of(ReminderRow row) => new(row.Grain, row.Name, row.FirstAt, row.Period, row.DueAt);

    private static ReminderRow Of(StoredReminder reminder) => new(reminder.Grain, reminder.Name, reminder.FirstTickAt, reminder.Period, reminder.DueAt);
}
