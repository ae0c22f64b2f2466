namespace Chronote.Storage.Sql.Postgres;

/// <summary>The connection was lost while a transaction was committing, and what became of it can't be learnt. Whoever asked must ask again.</summary>
public sealed class OutcomeUnknownException(Exception inner) : Exception("The connection was lost during a commit; whether it happened is not known.", inner);
