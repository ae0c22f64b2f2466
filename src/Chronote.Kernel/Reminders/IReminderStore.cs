namespace Chronote.Kernel.Reminders;

/// <summary>Where reminders are kept. A task that succeeds means durable; one that fails means unknown.</summary>
public interface IReminderStore
{
    /// <summary>The reminders due before or at an instant, earliest first, ties by grain and name.</summary>
    Task<IReadOnlyList<StoredReminder>> Due(DateTimeOffset until, int limit);

    /// <returns>Null when there is none of this name.</returns>
    Task<StoredReminder?> Find(string grain, string name);

    /// <summary>Adds the reminder, or replaces the one of the same grain and name.</summary>
    Task Upsert(StoredReminder reminder);

    /// <summary>Sets the next tick, only where the reminder still is due when <paramref name="seen"/> is: a change or removal made meanwhile stays.</summary>
    Task Advance(StoredReminder seen, DateTimeOffset dueAt);

    /// <summary>Removing what isn't there succeeds.</summary>
    Task Delete(string grain, string name);
}

/// <param name="Grain">For instance <c>guild/1234</c>. With the name the key, compared ordinal.</param>
/// <param name="FirstTickAt">Ticks are due here and then every <paramref name="Period"/>.</param>
/// <param name="DueAt">When the next tick is due.</param>
public sealed record StoredReminder(string Grain, string Name, DateTimeOffset FirstTickAt, TimeSpan Period, DateTimeOffset DueAt);
