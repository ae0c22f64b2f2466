using Chronote.Client.Spool;
using Chronote.Domain.Ports;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Tests;

/// <summary>"What must happen later is a row": here it is only in memory.</summary>
internal sealed class ForgetsWhatIsDue : Mistake
{
    public override IGrainRecords Records(IGrainRecords right, IMeetingStore meetings) => Twisted<IGrainRecords>.Of(right, (method, arguments, go) => method == nameof(IGrainRecords.Commit)
        ? go([(Commit)arguments[0]! is var commit ? commit with { Changes = [.. commit.Changes.Where(change => change is not RowChange.SetDue)] } : null])
        : go(arguments));
}

/// <summary>"Lease on the rows": here what a process had claimed stays claimed when it is gone.</summary>
internal sealed class ForgetsClaims : Mistake
{
    public override ITranscriptionQueue Queue(ITranscriptionQueue right, IMeetingStore meetings) => Twisted<ITranscriptionQueue>.Of(right, (method, arguments, go) =>
        method is nameof(ITranscriptionQueue.EndAbandoned) or nameof(ITranscriptionQueue.EndExpired) ? Task.FromResult(0) : go(arguments));
}

/// <summary>"Write-ahead of every chunk": here the disk is told of it, and not waited for.</summary>
internal sealed class NeverSyncs : Mistake
{
    public override ISpoolFiles Files(ISpoolFiles right) => Twisted<ISpoolFiles>.Of(right, (method, arguments, go) =>
        method is nameof(ISpoolFiles.Sync) or nameof(ISpoolFiles.SyncFolder) ? Task.CompletedTask : go(arguments));
}
