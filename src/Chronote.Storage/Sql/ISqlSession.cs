using Chronote.Domain;

namespace Chronote.Storage.Sql;

/// <summary>Statements on one connection, one at a time. Parameters are named <c>$1</c>, <c>$2</c>, … in the order given.</summary>
/// <remarks>
/// The text of a statement is what SQLite and PostgreSQL both understand: numbers instead of truth values, <c>CASE</c> instead of a function of two
/// numbers, <c>RETURNING</c> for a new row's number, <c>"window"</c> in quotes because PostgreSQL reserves the word.
/// </remarks>
public interface ISqlSession
{
    IRowLocks Locks { get; }

    /// <summary>How many rows the statement changed.</summary>
    ValueTask<int> Run(string sql, params ReadOnlySpan<object?> values);

    /// <summary>The first row read by <paramref name="read"/>, or default when there is none.</summary>
    ValueTask<T?> One<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values);

    ValueTask<List<T>> All<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values);

    /// <summary>The first row's first number; 0 when there is none.</summary>
    ValueTask<long> Number(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Runs statements one after the other, sent together; how many rows each of them changed.</summary>
    ValueTask<IReadOnlyList<int>> RunEach(IReadOnlyList<SqlStatement> statements);
}

/// <param name="Values">Parameters <c>$1</c>, <c>$2</c>, … in this order.</param>
public sealed record SqlStatement(string Sql, params object?[] Values);

/// <summary>Makes others wait until the transaction ends, before it reads what it will decide by. SQLite has one writer and needs none of it.</summary>
/// <remarks>Taken in this order, so that no two transactions wait for each other: engine, chunks of a unit, meeting, tracks.</remarks>
public interface IRowLocks
{
    /// <summary>An engine's grants, which are counted and then added to.</summary>
    ValueTask Engine(string engine);

    /// <summary>The chunks that the unit has claimed.</summary>
    ValueTask Unit(string unit);

    /// <summary>A meeting's phase and event number, and which tracks it has.</summary>
    ValueTask Meeting(MeetingId meeting);

    /// <summary>All tracks of a meeting, in order of their names, against chunks and epochs.</summary>
    ValueTask Tracks(MeetingId meeting);

    /// <summary>One track, against chunks and epochs; its meeting where there is no such track yet.</summary>
    ValueTask Track(TrackKey track);
}

/// <summary>Somebody else changed a row between its being read and being changed: the transaction begins again.</summary>
internal sealed class RaceLostException(string what) : Exception(what);
