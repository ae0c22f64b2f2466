using System.Net.Sockets;
using Chronote.Domain.Ports;
using Npgsql;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>What a failed statement says about trying again.</summary>
internal enum PostgresFault
{
    /// <summary>Another transaction was in the way; this one was rolled back and may run again at once.</summary>
    Race,
    /// <summary>The server went away, or is not there yet.</summary>
    Lost,
    /// <summary>More is asked of it than it takes now.</summary>
    Busy,
    /// <summary>Its disk is full.</summary>
    Full,
    /// <summary>A statement of ours is wrong; it would fail again.</summary>
    Ours,
}

internal static class PostgresFaults
{
    private const string IdleInTransactionTimeout = "25P03";
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LostWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FullWait = TimeSpan.FromSeconds(10);

    public static PostgresFault Of(Exception failure) => failure switch
    {
        RaceLostException => PostgresFault.Race,
        PostgresException answered => Of(answered.SqlState),
        NpgsqlException { InnerException: TimeoutException } waited when waited.Message.Contains("pool", StringComparison.Ordinal) => PostgresFault.Busy,
        // The driver may find only half-way through a statement that the connection it was given is gone.
        NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException => PostgresFault.Lost,
        _ => PostgresFault.Ours,
    };

    /// <summary>The same failure in the words of the ports; null when it is a mistake of ours.</summary>
    public static StoreException? ForCaller(Exception failure) => Of(failure) switch
    {
        PostgresFault.Race or PostgresFault.Busy => new StoreException(StoreFault.Busy, "The database has more to do than it can do now.", BusyWait, failure),
        PostgresFault.Lost => new StoreException(StoreFault.Unavailable, "The database can't be reached.", LostWait, failure),
        PostgresFault.Full => new StoreException(StoreFault.Full, "There is no room left on the database's disk.", FullWait, failure),
        _ => null,
    };

    // Appendix A of PostgreSQL's documentation.
    private static PostgresFault Of(string state) => state switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => PostgresFault.Race,
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.OutOfMemory => PostgresFault.Busy,
        PostgresErrorCodes.DiskFull => PostgresFault.Full,
        // A standby that was asked to write is not, or no longer, the server that is meant.
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or IdleInTransactionTimeout
            or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.IoError => PostgresFault.Lost,
        // Connections that fail, a password that is no longer right, a database that is not there: somebody is at work on it, and nothing was changed.
        _ when state[..2] is "08" or "28" or "3D" => PostgresFault.Lost,
        _ => PostgresFault.Ours,
    };
}
