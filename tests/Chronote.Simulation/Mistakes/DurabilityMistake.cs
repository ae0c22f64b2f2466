using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in what survives a power cut. Seen only in stories whose database lies on files.</summary>
internal abstract class DurabilityMistake(string pragma) : MadeMistake("durability", "4", "Durable, then visible: the acknowledgement follows one commit of bytes and receipt.")
{
    public override void Open(SqliteDatabase database)
    {
        base.Open(database);
        database.Read(session => session.Run(pragma));
    }
}

internal sealed class SyncsOnlyAtCheckpoints() : DurabilityMistake("PRAGMA synchronous = NORMAL");

internal sealed class SyncsNothing() : DurabilityMistake("PRAGMA synchronous = OFF");
