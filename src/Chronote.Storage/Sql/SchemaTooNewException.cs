namespace Chronote.Storage.Sql;

/// <param name="what">What holds the schema: the data folder, or the database.</param>
public sealed class SchemaTooNewException(string what, long found, long known) : Exception(
    $"This {what} was written by a newer Chronote (schema {found}; this one knows up to {known}). Nothing was changed. Use the newer Chronote, or another {what}.");
