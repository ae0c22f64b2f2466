using Chronote.Kernel.Reminders;

namespace Chronote.Conformance.Stores;

/// <summary>What the host relies on for its reminders.</summary>
public abstract class ReminderStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(2);

    private readonly StoresUnderTest _stores;

    protected ReminderStoreConformance(StoresUnderTest stores) => _stores = stores;

    private IReminderStore Reminders => _stores.Reminders;

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task A_reminder_is_found_as_it_was_registered()
    {
        (await Reminders.Find("meeting/a", "progress")).ShouldBeNull();
        await Reminders.Upsert(At("meeting/a", Noon));
        (await Reminders.Find("meeting/a", "progress")).ShouldBe(At("meeting/a", Noon));
        (await Reminders.Find("meeting/a", "Progress")).ShouldBeNull();
        (await Reminders.Find("meeting/A", "progress")).ShouldBeNull();
    }

    [Fact]
    public async Task Registering_again_replaces()
    {
        await Reminders.Upsert(At("meeting/a", Noon));
        var changed = new StoredReminder("meeting/a", "progress", Noon + Period, 2 * Period, Noon + Period);
        await Reminders.Upsert(changed);
        (await Reminders.Due(DateTimeOffset.MaxValue, 9)).ShouldBe([changed]);
    }

    [Fact]
    public async Task What_is_due_comes_earliest_first_then_by_grain_and_name_and_bounded()
    {
        var rows = new[] { At("meeting/b", Noon), At("meeting/a", Noon), At("meeting/a", Noon, "a"), At("meeting/c", Noon.AddSeconds(-1)), At("meeting/d", Noon.AddSeconds(1)) };
        foreach (var row in rows) await Reminders.Upsert(row);
        (await Reminders.Due(Noon.AddSeconds(-2), 9)).ShouldBeEmpty();
        (await Reminders.Due(Noon, 9)).ShouldBe([rows[3], rows[2], rows[1], rows[0]]);
        (await Reminders.Due(Noon, 2)).ShouldBe([rows[3], rows[2]]);
        (await Reminders.Due(Noon.AddSeconds(1), 9)).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Nothing_is_due_before_its_instant()
    {
        var between = Noon.AddTicks(5);
        await Reminders.Upsert(At("meeting/a", between));
        (await Reminders.Due(Noon, 9)).ShouldBeEmpty();
        (await Reminders.Due(Noon.AddMilliseconds(1), 9)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Advancing_sets_the_next_tick_and_nothing_else()
    {
        await Reminders.Upsert(At("meeting/a", Noon));
        var seen = (await Reminders.Due(Noon, 9)).ShouldHaveSingleItem();
        await Reminders.Advance(seen, Noon + Period);
        (await Reminders.Find("meeting/a", "progress")).ShouldBe(seen with { DueAt = Noon + Period });
        (await Reminders.Due(Noon, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Advancing_a_reminder_that_was_seen_with_ticks_finer_than_milliseconds_works()
    {
        await Reminders.Upsert(At("meeting/a", Noon.AddTicks(5)));
        var seen = (await Reminders.Due(Noon + Period, 9)).ShouldHaveSingleItem();
        await Reminders.Advance(seen, seen.DueAt + Period);
        (await Reminders.Due(Noon + Period, 9)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_made_while_a_tick_was_under_way_stays()
    {
        await Reminders.Upsert(At("meeting/a", Noon));
        var seen = (await Reminders.Due(Noon, 9)).ShouldHaveSingleItem();
        StoredReminder[] changes = [At("meeting/a", Noon.AddHours(1)), seen with { Period = 3 * Period }, seen with { FirstTickAt = Noon.AddHours(-1) }];
        foreach (var changed in changes)
        {
            await Reminders.Upsert(changed);
            await Reminders.Advance(seen, Noon + Period);
            (await Reminders.Find("meeting/a", "progress")).ShouldBe(changed);
        }
    }

    [Fact]
    public async Task A_reminder_removed_while_a_tick_was_under_way_stays_removed()
    {
        await Reminders.Upsert(At("meeting/a", Noon));
        await Reminders.Upsert(At("meeting/b", Noon));
        await Reminders.Delete("meeting/a", "progress");
        await Reminders.Delete("meeting/a", "progress");
        await Reminders.Advance(At("meeting/a", Noon), Noon + Period);
        (await Reminders.Due(DateTimeOffset.MaxValue, 9)).ShouldHaveSingleItem().Grain.ShouldBe("meeting/b");
    }

    [Fact]
    public async Task Reminders_survive_a_reopen_I6()
    {
        await Reminders.Upsert(At("meeting/a", Noon));
        await Reminders.Upsert(At("meeting/b", Noon));
        await Reminders.Delete("meeting/b", "progress");
        await Reminders.Advance(At("meeting/a", Noon), Noon + Period);
        _stores.Reopen();
        (await Reminders.Due(DateTimeOffset.MaxValue, 9)).ShouldBe([At("meeting/a", Noon) with { DueAt = Noon + Period }]);
    }

    private static StoredReminder At(string grain, DateTimeOffset due, string name = "progress") => new(grain, name, due, Period, due);
}

public sealed class MemoryReminderStoreConformance() : ReminderStoreConformance(new MemoryStores());

public sealed class SqliteReminderStoreConformance() : ReminderStoreConformance(new SqliteStores());
