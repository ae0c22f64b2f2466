namespace Chronote.Storage.Sql.Postgres;

/// <summary>The server can't hold a database of Chronote's; the message says why.</summary>
public sealed class UnsuitableServerException(string message) : Exception(message);
