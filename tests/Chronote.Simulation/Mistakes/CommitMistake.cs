using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in how decisions are committed.</summary>
internal abstract class CommitMistake(string theme, string section, string sentence) : MadeMistake(theme, section, sentence)
{
    protected IMeetingStore Rows { get; private set; } = null!;

    public override IGrainRecords Records(IGrainRecords right, IMeetingStore meetings)
    {
        Rows = meetings;
        return Twisted<IGrainRecords>.Of(right, (method, arguments, go) => method == nameof(IGrainRecords.Commit)
            ? Commit((Commit)arguments[0]!, commit => (Task<CommitAnswer>)go([commit])!)
            : go(arguments));
    }

    protected abstract Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store);

    protected static Commit Without<TChange>(Commit commit)
        where TChange : RowChange => commit with { Changes = [.. commit.Changes.Where(change => change is not TChange)] };

    protected static Commit Changed<TChange>(Commit commit, Func<TChange, RowChange> change)
        where TChange : RowChange => commit with { Changes = [.. commit.Changes.Select(each => each is TChange made ? change(made) : each)] };
}

internal sealed class ForgetsWhatIsDue() : CommitMistake("commits", "4", "What must happen later is a row with due_at.")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) => store(Without<RowChange.SetDue>(commit));
}

internal sealed class PostponesWhatIsDue() : CommitMistake("commits", "5", "A stopped meeting completes by its stored deadline; after a crash within 5 s of any process being up (I5).")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) =>
        store(Changed<RowChange.SetDue>(commit, due => due with { At = due.At.AddMinutes(3) }));
}

internal sealed class CommitsRowsAfterTheState() : CommitMistake("commits", "3", "State, outbox, row changes and delivery rows are one Commit in one transaction.")
{
    protected override async Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store)
    {
        if (commit.Changes.Any(change => change is RowChange.CreateMeeting)) return await store(commit);
        var answer = await store(commit with { Changes = [] });
        return answer is CommitAnswer.Committed committed && commit.Changes.Count > 0 ? await store(commit with { ExpectedEtag = committed.Etag }) : answer;
    }
}

internal sealed class IgnoresTheEtag() : CommitMistake("commits", "5", "A stale activation can't write: compare-and-set in the transaction (I7).")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) => store(commit with
    {
        ExpectedEtag = Number("SELECT coalesce((SELECT etag FROM grain_records WHERE kind = $1 AND key = $2), 0)", commit.Grain.Kind, commit.Grain.Key),
    });
}

internal sealed class ReusesAnEtag() : CommitMistake("commits", "3", "State is saved in one transaction, etag checked in it.")
{
    protected override string? Trigger => "AFTER UPDATE OF etag ON grain_records WHEN NEW.etag > OLD.etag BEGIN UPDATE grain_records SET etag = OLD.etag WHERE kind = NEW.kind AND key = NEW.key; END";

    protected override async Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) =>
        await store(commit) switch { CommitAnswer.Committed { Etag: > 1 } committed => new CommitAnswer.Committed(committed.Etag - 1), var other => other };
}

internal sealed class TakesAFailedCommitForDone() : CommitMistake("commits", "4", "Durable, then visible: what others are told afterwards is derived from rows.")
{
    protected override async Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store)
    {
        try
        {
            return await store(commit);
        }
        catch (StoreException)
        {
            return new CommitAnswer.Committed(commit.ExpectedEtag + 1);
        }
    }
}

internal sealed class DropsAnOutboxRow() : CommitMistake("events", "3", "State, outbox, row changes and delivery rows are one Commit in one transaction.")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) =>
        store(commit with { Changes = [.. commit.Changes.Where(change => change is not RowChange.AddEvent { Kind: "recording.completed" })] });
}

internal sealed class TellsTwice() : CommitMistake("events", "5", "Emitted events = delivered + pending + dead, at every moment (I11).")
{
    protected override Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store) =>
        store(commit with { Changes = [.. commit.Changes, .. commit.Changes.Where(change => change is RowChange.AddEvent { Kind: "recording.stopped" })] });
}

internal sealed class SkipsAnEventNumber() : MadeMistake("events", "10", "The meeting's event number: gapless, taken in the same transaction as the change under the meeting's counter row.")
{
    protected override string Trigger => "AFTER INSERT ON events WHEN NEW.kind = 'recording.stopped' BEGIN UPDATE meetings SET event_number = event_number + 1 WHERE meeting_no = NEW.meeting_no; END";
}

internal sealed class NumbersEventsAfterTheChange() : CommitMistake("events", "10", "The meeting's event number: gapless, taken in the same transaction as the change under the meeting's counter row.")
{
    protected override async Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store)
    {
        if (commit.Changes.Any(change => change is RowChange.CreateMeeting)) return await store(commit);
        var answer = await store(Without<RowChange.AddEvent>(commit));
        var told = commit.Changes.Where(change => change is RowChange.AddEvent).ToArray();
        return answer is CommitAnswer.Committed committed && told.Length > 0 ? await store(commit with { ExpectedEtag = committed.Etag, Changes = told }) : answer;
    }
}

internal sealed class KeepsTheKeyApartFromTheMeeting() : CommitMistake("commits", "6", "Idempotency key unique per tenant, inserted with the meeting, kept as long as its tombstone.")
{
    protected override async Task<CommitAnswer> Commit(Commit commit, Func<Commit, Task<CommitAnswer>> store)
    {
        if (commit.Changes.OfType<RowChange.CreateMeeting>().FirstOrDefault()?.Facts is not { IdempotencyKey: { } key } facts) return await store(commit);
        if (await Rows.ByIdempotencyKey(commit.Tenant, key) is { } taken) return new CommitAnswer.KeyTaken(taken.Id, taken.BodyDigest);
        var answer = await store(Changed<RowChange.CreateMeeting>(commit, create => create with { Facts = create.Facts with { IdempotencyKey = null } }));
        await Rows.ByIdempotencyKey(commit.Tenant, key);
        Sql("INSERT INTO idempotency_keys (tenant, key, meeting, body_digest) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", commit.Tenant.Value, key, facts.Id.Value, facts.BodyDigest);
        return answer;
    }
}

internal sealed class StopsWithoutTheTracks() : MadeMistake("commits", "4", "Opening an epoch, stop and delete change tracks in one transaction each.")
{
    protected override string Trigger => "BEFORE UPDATE OF phase ON tracks WHEN NEW.phase = 1 AND OLD.phase = 0 BEGIN SELECT RAISE(IGNORE); END";
}

internal sealed class NamesTheLastTooLow() : MadeMistake("commits", "6", "Named below the stored maximum is refused (last_seq_behind).")
{
    protected override string Trigger => "AFTER UPDATE OF last_seq ON tracks WHEN NEW.last_seq > 0 BEGIN UPDATE tracks SET last_seq = NEW.last_seq - 1 WHERE track_no = NEW.track_no; END";
}
