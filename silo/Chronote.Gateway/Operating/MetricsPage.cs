using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Chronote.Gateway.Operating;

/// <summary>Collects <see cref="ChronoteMeters"/> and writes them in the Prometheus text format, version 0.0.4.</summary>
/// <remarks>Stands in for an exporter package; bounded: a label set beyond <see cref="SeriesMax"/> of an instrument is dropped and counted.</remarks>
public sealed class MetricsPage : IDisposable
{
    private const int SeriesMax = 1_000;
    private static readonly double[] BucketSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public MetricsPage(ChronoteMeters meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!meters.Own(instrument)) return; // another server in this process counts for itself
            var kind = instrument switch { Counter<long> => "counter", Histogram<double> => "histogram", _ => "gauge" };
            lock (_gate) _families.TryAdd(instrument.Name, new Family(kind, instrument.Description ?? ""));
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument.Name, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        lock (_gate)
            foreach (var family in _families.Values.Where(family => family.Kind == "gauge")) family.Series.Clear();
        _listener.RecordObservableInstruments();
        var page = new StringBuilder();
        lock (_gate)
            foreach (var (name, family) in _families) family.Write(name, page);
        return page.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (_gate) _families[name].Take(labels, value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            text.Append(text.Length == 0 ? "" : ",").Append(key).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }

    private sealed class Family(string kind, string description)
    {
        public string Kind => kind;
        public SortedDictionary<string, double[]> Series { get; } = new(StringComparer.Ordinal);

        // A counter or gauge keeps one number; a histogram its buckets, then count and sum.
        public void Take(string labels, double value)
        {
            if (!Series.TryGetValue(labels, out var numbers))
            {
                if (Series.Count >= SeriesMax) return;
                Series.Add(labels, numbers = new double[kind == "histogram" ? BucketSeconds.Length + 2 : 1]);
            }
            switch (kind)
            {
                case "counter": numbers[0] += value; break;
                case "gauge": numbers[0] = value; break;
                default:
                    for (var i = 0; i < BucketSeconds.Length; i++)
                        if (value <= BucketSeconds[i]) numbers[i]++;
                    numbers[^2]++;
                    numbers[^1] += value;
                    break;
            }
        }

        public void Write(string name, StringBuilder page)
        {
            page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {description}\n# TYPE {name} {kind}\n");
            foreach (var (labels, numbers) in Series)
            {
                if (kind != "histogram")
                {
                    page.Append(CultureInfo.InvariantCulture, $"{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {numbers[0]:R}\n");
                    continue;
                }
                var before = labels.Length == 0 ? "" : labels + ",";
                for (var i = 0; i < BucketSeconds.Length; i++)
                    page.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{BucketSeconds[i]}\"}} {numbers[i]:R}\n");
                var whole = labels.Length == 0 ? "" : $"{{{labels}}}";
                page.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"+Inf\"}} {numbers[^2]:R}\n{name}_sum{whole} {numbers[^1]:R}\n{name}_count{whole} {numbers[^2]:R}\n");
            }
        }
    }
}
