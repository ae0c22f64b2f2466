using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Storage.Tests.Sqlite;

/// <summary>Holds the writer inside a work, so that what is handed over meanwhile becomes the next batch.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly Task _held;

    public Gate(SqliteWriter writer)
    {
        var entered = new ManualResetEventSlim();
        _held = writer.Write(Lane.Acknowledgements, _ =>
        {
            entered.Set();
            _open.Wait();
            return 0;
        });
        entered.Wait();
    }

    public void Open() => _open.Set();

    public void Dispose()
    {
        _open.Set();
        _held.Wait();
    }
}
