using Chronote.Domain;
using Chronote.Domain.Ports;
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
