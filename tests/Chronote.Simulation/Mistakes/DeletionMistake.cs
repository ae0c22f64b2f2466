using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in what is left of a deleted meeting.</summary>
internal abstract class DeletionMistake(string section, string sentence) : MadeMistake("deleting", section, sentence);

internal sealed class DeletesWithoutATombstone() : DeletionMistake("5", "Deleting commits a tombstone first; every later insert names its meeting and fails against it (I12).")
{
    protected override string Trigger => "BEFORE UPDATE OF phase ON tracks WHEN NEW.phase = 3 BEGIN SELECT RAISE(IGNORE); END";
}

internal sealed class WritesObjectsWithoutAnIntent() : CommitMistake("deleting", "5", "Every object is preceded by a committed intent row (I12).")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) => store(Without<RowChange.IntendObject>(commit));
}

internal sealed class IntendsAfterwards() : CommitMistake("deleting", "5", "Every object is preceded by a committed intent row (I12).")
{
    private readonly List<RowChange> _late = [];

    protected override async Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store)
    {
        var (late, intents) = (_late.ToArray(), commit.Changes.OfType<RowChange.IntendObject>().ToArray());
        _late.Clear();
        _late.AddRange(intents);
        return await store(commit with { Changes = [.. late.Where(change => ((RowChange.IntendObject)change).Id.Value == commit.Grain.Key.Split('/')[0]), .. commit.Changes.Except(intents)] });
    }
}

internal sealed class SweepsOnce() : CommitMistake("deleting", "5", "The sweep goes by intents and runs again after the longest lease or URL (I12).")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store)
    {
        var isDeleted = Number("SELECT count(*) FROM meetings WHERE meeting = $1 AND phase = 'Deleted'", commit.Grain.Key) > 0;
        return store(isDeleted ? Changed<RowChange.SetDue>(commit, due => new RowChange.ClearDue(due.Grain, due.What)) : commit);
    }
}

internal sealed class SkipsTheObjects() : DeletionMistake("5", "Nothing of the meeting is left (I12).")
{
    public override IErasure Erasure(IErasure right, IMeetingStore meetings) => Twisted<IErasure>.Of(right, (method, arguments, go) =>
        method == nameof(IErasure.Objects) ? Task.FromResult<IReadOnlyList<string>>([]) : go(arguments));
}

internal sealed class ForgetsATable() : DeletionMistake("5", "Every table and object prefix has an owner in one list; nothing of the meeting is left (I12).")
{
    protected override string Trigger => "BEFORE DELETE ON gaps BEGIN SELECT RAISE(IGNORE); END";
}

internal sealed class ForgetsTheBytes() : DeletionMistake("4", "Bytes in their own table are written once and deleted once; an orphan is bytes without a receipt.")
{
    protected override string Trigger => "BEFORE DELETE ON chunk_bytes BEGIN SELECT RAISE(IGNORE); END";
}

internal sealed class ForgetsTheKeyWithTheMeeting() : DeletionMistake("6", "Idempotency key unique per tenant, inserted with the meeting, kept as long as its tombstone.")
{
    protected override string Trigger => "AFTER UPDATE OF phase ON meetings WHEN NEW.phase = 'Deleted' BEGIN DELETE FROM idempotency_keys WHERE meeting = NEW.meeting; END";
}

internal sealed class KeepsTheName() : DeletionMistake("5", "Nothing of the meeting is left (I12).")
{
    protected override string Trigger => "BEFORE UPDATE OF name ON meetings WHEN NEW.name IS NULL BEGIN SELECT RAISE(IGNORE); END";
}

internal sealed class DropsAReceipt() : DeletionMistake("4", "The receipt stays as long as its meeting and answers repeats, conflicts and verify.")
{
    protected override string Trigger => "AFTER UPDATE OF text_phase ON chunks WHEN NEW.text_phase = 3 AND NEW.seq = 2 BEGIN DELETE FROM chunks WHERE chunk_id = NEW.chunk_id; END";
}
