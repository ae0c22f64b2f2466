using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>One empty store with all its ports, and the clock it goes by. Each implementation derives from it once.</summary>
public abstract class StoreUnderTest(HandClock? clock = null) : IAsyncDisposable
{
    public HandClock Clock { get; } = clock ?? new HandClock();
    public abstract IChunkStore Chunks { get; }
    public abstract IMeetingStore Meetings { get; }
    public abstract IGrainRecords Records { get; }
    public abstract ITranscriptionQueue Queue { get; }
    public abstract INormalisationQueue Normalisation { get; }
    public abstract IErasure Erasure { get; }
    public abstract IGuildStore Guilds { get; }
    public abstract IKeyStore Keys { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public abstract ValueTask DisposeAsync();
}

/// <summary>A clock moved by hand.</summary>
public sealed class HandClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}

/// <summary>A store per test, closed after it.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    protected StoreUnderTest Store { get; private set; } = null!;

    protected abstract StoreUnderTest NewStore();

    public Task InitializeAsync()
    {
        Store = NewStore();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Store.DisposeAsync();
}
