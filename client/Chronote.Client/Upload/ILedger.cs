using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>Keeps what was acknowledged, for whoever wants to check the server's books afterwards.</summary>
public interface ILedger
{
    /// <summary>Called after the acknowledgement arrived and before the chunk leaves the spool, so a chunk in neither has not been acknowledged.</summary>
    Task Acknowledged(string meeting, string track, ChunkAcknowledged chunk);
}

/// <summary>The ledger of a recorder that was not asked for one.</summary>
public sealed class NoLedger : ILedger
{
    public Task Acknowledged(string meeting, string track, ChunkAcknowledged chunk) => Task.CompletedTask;
}
