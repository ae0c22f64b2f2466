using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Simulation.Server;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Mistakes;

/// <summary>A mistake made on purpose, to see that it is found. It stands before a port, or sits in the database as a trigger; production code has no switch for it.</summary>
/// <param name="theme">What it is about; the file it is in.</param>
/// <param name="sentence">The sentence of the design that it breaks, and the section.</param>
internal abstract class MadeMistake(string theme, string section, string sentence) : Mistake
{
    public string Theme => theme;

    public string Section => section;

    public string Sentence => sentence;

    protected SqliteDatabase Database { get; private set; } = null!;

    /// <summary>What it puts into the database, past every transaction that knows of it.</summary>
    protected virtual string? Trigger => null;

    public override void Open(SqliteDatabase database)
    {
        Database = database;
        if (Trigger is { } sql) Sql($"CREATE TRIGGER IF NOT EXISTS made_mistake {sql}");
    }

    /// <summary>Runs a statement at once, in a transaction of its own.</summary>
    protected void Sql(string statement, params object?[] values) => Write(statement, values).GetAwaiter().GetResult();

    protected long Number(string query, params object?[] values) => Database.Read(session => session.Number(query, values));

    /// <summary>A way to a port and back: a process may end on it.</summary>
    protected static Task SomeTime(IMeetingStore meetings, ChunkKey key) => meetings.Track(key.TrackKey);

    private Task<int> Write(string statement, object?[] values) => Database.Writer.Write(Lane.Rest, session => session.Run(statement, values));
}

/// <summary>One in how chunks are taken.</summary>
internal abstract class IngestMistake(string section, string sentence) : MadeMistake("taking chunks", section, sentence)
{
    protected IMeetingStore Rows { get; private set; } = null!;

    public override IChunkStore Chunks(IChunkStore right, IMeetingStore meetings)
    {
        Rows = meetings;
        return Twisted<IChunkStore>.Of(right, (method, arguments, go) => method switch
        {
            nameof(IChunkStore.Put) => Put((ChunkToStore)arguments[0]!, chunk => (Task<PutAnswer>)go([chunk])!),
            nameof(IChunkStore.OpenEpoch) => Open((OpenEpoch)arguments[0]!, wish => (Task<OpenAnswer>)go([wish])!),
            nameof(IChunkStore.ReadBytes) => Bytes((ChunkKey)arguments[0]!, key => (Task<byte[]?>)go([key])!),
            nameof(IChunkStore.DeclareLost) => Lost((TrackKey)arguments[1]!, (LostRange)arguments[3]!, range => (Task<Refusal?>)go([arguments[0], arguments[1], arguments[2], range])!),
            _ => go(arguments),
        });
    }

    protected virtual Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store) => store(chunk);

    protected virtual Task<OpenAnswer> Open(OpenEpoch wish, Func<OpenEpoch, Task<OpenAnswer>> open) => open(wish);

    protected virtual Task<byte[]?> Bytes(ChunkKey key, Func<ChunkKey, Task<byte[]?>> read) => read(key);

    protected virtual Task<Refusal?> Lost(TrackKey track, LostRange range, Func<LostRange, Task<Refusal?>> declare) => declare(range);
}

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

/// <summary>One in the backlog and the grants.</summary>
internal abstract class QueueMistake(string section, string sentence) : MadeMistake("transcription", section, sentence)
{
    protected ITranscriptionQueue Right { get; private set; } = null!;

    public override ITranscriptionQueue Queue(ITranscriptionQueue right, IMeetingStore meetings)
    {
        Right = right;
        return Twisted<ITranscriptionQueue>.Of(right, Call);
    }

    protected abstract object? Call(string method, object?[] arguments, Func<object?[], object?> go);
}
