using System.Diagnostics.Metrics;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Adds up one counter of a meter.</summary>
public sealed class Tally : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public Tally(Meter meter, string counter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == counter) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _count, value));
        _listener.Start();
    }

    public long Count => Interlocked.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
