using Chronote.Client.Spool;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in how a recorder's disk is used.</summary>
internal abstract class SpoolMistake(string sentence) : MadeMistake("the spool", "1", sentence)
{
    public override ISpoolFiles Files(ISpoolFiles right) => Twisted<ISpoolFiles>.Of(right, Call);

    protected abstract object? Call(string method, object?[] arguments, Func<object?[], object?> go);
}

internal sealed class NeverSyncs() : SpoolMistake("Spool: the client's bounded disk queue; what is in it is not lost.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method is nameof(ISpoolFiles.Sync) or nameof(ISpoolFiles.SyncFolder) ? Task.CompletedTask : go(arguments);
}

internal sealed class SyncsFilesAndNotTheirNames() : SpoolMistake("Spool: the client's bounded disk queue; what is in it is not lost.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) => method is nameof(ISpoolFiles.SyncFolder) ? Task.CompletedTask : go(arguments);
}

internal sealed class SyncsNamesAndNotTheirFiles() : SpoolMistake("Spool: the client's bounded disk queue; what is in it is not lost.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method is nameof(ISpoolFiles.Sync) ? Task.CompletedTask : go(arguments);
}

internal sealed class ForgetsTheJournal() : SpoolMistake("It carries first_seq, one past everything the client ever numbered (spool included).")
{
    private int _reads;

    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(ISpoolFiles.Read) && ((string)arguments[0]!).EndsWith("track.json", StringComparison.Ordinal) && ++_reads % 2 == 0 ? Task.FromResult<byte[]?>(null) : go(arguments);
}
