using System.Diagnostics.Metrics;

namespace Chronote.Gateway.Operating;

/// <summary>What is counted. Names follow the Prometheus conventions; units are in them.</summary>
public sealed class ChronoteMeters : IDisposable
{
    public const string MeterName = "Chronote";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _acknowledged;
    private readonly Counter<long> _acknowledgedBytes;
    private readonly Counter<long> _repeated;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _acknowledgementSeconds;
    private readonly Histogram<double> _processingSeconds;

    public ChronoteMeters()
    {
        _acknowledged = _meter.CreateCounter<long>("chronote_chunks_acknowledged_total", description: "Chunks stored and acknowledged");
        _acknowledgedBytes = _meter.CreateCounter<long>("chronote_chunk_bytes_acknowledged_total", description: "Bytes of chunks stored and acknowledged");
        _repeated = _meter.CreateCounter<long>("chronote_chunks_repeated_total", description: "Chunks that were stored already");
        _refused = _meter.CreateCounter<long>("chronote_chunks_refused_total", description: "Chunks refused, by code");
        _acknowledgementSeconds = _meter.CreateHistogram<double>("chronote_chunk_acknowledgement_seconds", description: "From the whole body to the acknowledgement");
        _processingSeconds = _meter.CreateHistogram<double>("chronote_chunk_processing_seconds", description: "Engine requests, by status");
    }

    /// <summary>For what others count of their own; it is shown beside the rest.</summary>
    public Meter Meter => _meter;

    public void Acknowledged(int bytes, TimeSpan took)
    {
        _acknowledged.Add(1);
        _acknowledgedBytes.Add(bytes);
        _acknowledgementSeconds.Record(took.TotalSeconds);
    }

    public void Repeated() => _repeated.Add(1);

    public void Refused(string code) => _refused.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Processed(string status, TimeSpan took) => _processingSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("status", status));

    /// <summary>Adds a gauge that is read when somebody asks.</summary>
    public void Gauge(string name, string description, Func<double> read) => _meter.CreateObservableGauge(name, read, description: description);

    /// <summary>Adds a gauge with one value per label.</summary>
    public void Gauges(string name, string description, Func<IEnumerable<Measurement<double>>> read) => _meter.CreateObservableGauge(name, read, description: description);

    public bool Own(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    public void Dispose() => _meter.Dispose();
}
