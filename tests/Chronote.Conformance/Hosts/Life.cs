namespace Chronote.Conformance.Hosts;

/// <summary>One activation's life. It is a service of the activation's own scope, so it ends with it; the grain itself isn't told.</summary>
public sealed class Life(Stage stage) : IDisposable
{
    private string? _of;

    public void Begins(IAddressable grain)
    {
        _of = grain.GetPrimaryKeyString();
        stage.Note($"{_of} begins");
    }

    public void Dispose()
    {
        if (_of is not null) stage.Note($"{_of} ends");
    }
}
