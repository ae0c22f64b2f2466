namespace Chronote.Storage.Sql;

/// <summary>The rows of <c>reminders</c>: when a grain host wakes which of its grains. Instants and periods to the millisecond.</summary>
public sealed class SqlReminders(ISqlDatabase database)
{
    private const string Columns = "grain, name, first_at, period_ms, due_at";

    /// <summary>Due before or at an instant, earliest first, ties by grain and name.</summary>
    public async Task<IReadOnlyList<ReminderRow>> Due(DateTimeOffset until, int limit) => await database.Read(session => session.All(
        $"SELECT {Columns} FROM reminders WHERE due_at <= $1 ORDER BY due_at, grain, name LIMIT $2", Read, until.ToUnixTimeMilliseconds(), limit));

    public Task<ReminderRow?> Find(string grain, string name) => database.Read(session => session.One(
        $"SELECT {Columns} FROM reminders WHERE grain = $1 AND name = $2", Read, grain, name));

    public Task Upsert(ReminderRow row) => database.Write(session => session.Run(
        """
        INSERT INTO reminders (grain, name, first_at, period_ms, due_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (grain, name) DO UPDATE SET first_at = excluded.first_at, period_ms = excluded.period_ms, due_at = excluded.due_at
        """,
        row.Grain, row.Name, Milliseconds(row.FirstAt), Milliseconds(row.Period), Milliseconds(row.DueAt)));

    /// <summary>Sets the next tick only where the row is the one that was seen: a change or removal made meanwhile stays.</summary>
    public Task Advance(ReminderRow seen, DateTimeOffset dueAt) => database.Write(session => session.Run(
        "UPDATE reminders SET due_at = $6 WHERE grain = $1 AND name = $2 AND first_at = $3 AND period_ms = $4 AND due_at = $5",
        seen.Grain, seen.Name, Milliseconds(seen.FirstAt), Milliseconds(seen.Period), Milliseconds(seen.DueAt), Milliseconds(dueAt)));

    public Task Delete(string grain, string name) => database.Write(session => session.Run(
        "DELETE FROM reminders WHERE grain = $1 AND name = $2", grain, name));

    private static ReminderRow Read(SqlRow row) => new(row.Text(0), row.Text(1), row.Time(2), TimeSpan.FromMilliseconds(row.Number(3)), row.Time(4));

    // Rounded up: what is due in the middle of a millisecond must not be found due before.
    private static long Milliseconds(DateTimeOffset at) => Milliseconds(at - DateTimeOffset.UnixEpoch);

    private static long Milliseconds(TimeSpan time) => (time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
}

public sealed record ReminderRow(string Grain, string Name, DateTimeOffset FirstAt, TimeSpan Period, DateTimeOffset DueAt);
