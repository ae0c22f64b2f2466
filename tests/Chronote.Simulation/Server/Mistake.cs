using Chronote.Client.Spool;
using Chronote.Domain.Ports;
using Chronote.Grains.Windows;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Server;

/// <summary>Stands before ports to do something wrong, so that tests can see it found. This one does nothing wrong.</summary>
internal class Mistake
{
    /// <summary>The database, past every port: for what is wrong within a transaction. After a power cut called again with the one that was opened then.</summary>
    public virtual void Open(SqliteDatabase database)
    {
    }

    public virtual IMeetingStore Meetings(IMeetingStore right) => right;

    public virtual IChunkStore Chunks(IChunkStore right, IMeetingStore meetings) => right;

    public virtual ITranscriptionQueue Queue(ITranscriptionQueue right, IMeetingStore meetings) => right;

    public virtual IGrainRecords Records(IGrainRecords right, IMeetingStore meetings) => right;

    public virtual IErasure Erasure(IErasure right, IMeetingStore meetings) => right;

    public virtual IWindowAssembly Assembly(IWindowAssembly right, IMeetingStore meetings, IChunkStore chunks, IBlobStore blobs) => right;

    public virtual ISpoolFiles Files(ISpoolFiles right) => right;
}
