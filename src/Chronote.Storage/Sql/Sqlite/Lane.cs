namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Which writes go first. Acknowledgements never wait behind the rest.</summary>
public enum Lane { Acknowledgements, Rest }
