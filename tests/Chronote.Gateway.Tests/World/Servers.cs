namespace Chronote.Gateway.Tests.World;

/// <summary>One server for all tests of a class; each test makes meetings of its own.</summary>
public abstract class SharedServer : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    internal ScriptedEngine Engine { get; } = new();

    internal abstract ServerWishes Wishes { get; }

    public async Task InitializeAsync() => Server = await TestServer.Start(Wishes);

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>Records in real time, without an engine.</summary>
public sealed class RecordingServer : SharedServer
{
    internal override ServerWishes Wishes { get; } = new();
}

/// <summary>Records and transcribes on a clock the tests move.</summary>
public sealed class ClockedServer : SharedServer
{
    private ServerWishes? _wishes;

    internal override ServerWishes Wishes => _wishes ??= new ServerWishes(Engine, new ManualTime());
}
