using Chronote.Client.Spool;
using Chronote.Domain.Ports;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Server;

/// <summary>Stands before ports to do something wrong, so that tests can see it found. This one does nothing wrong.</summary>
internal class Mistake
{
    public virtual IChunkStore Chunks(IChunkStore right, IMeetingStore meetings, SqliteDatabase database) => right;

    public virtual ITranscriptionQueue Queue(ITranscriptionQueue right) => right;

    public virtual IGrainRecords Records(IGrainRecords right) => right;

    public virtual ISpoolFiles Files(ISpoolFiles right) => right;
}
