using Chronote.Domain;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>One writer: nobody else changes anything while it works.</summary>
internal sealed class NoLocks : IRowLocks
{
    public static NoLocks Instance { get; } = new();

    public ValueTask Engine(string engine) => default;
    public ValueTask Unit(string unit) => default;
    public ValueTask Meeting(MeetingId meeting) => default;
    public ValueTask Tracks(MeetingId meeting) => default;
    public ValueTask Track(TrackKey track) => default;
}
