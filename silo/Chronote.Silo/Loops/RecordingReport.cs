using System.Diagnostics;
using System.Diagnostics.Metrics;
using Chronote.Domain.Ports;
using Chronote.Gateway.Operating;
using Chronote.Silo.Host;
using Chronote.Storage.Sql;

namespace Chronote.Silo.Loops;

/// <summary>Every 30 s while something records: one line that shows whether memory and backlog stay flat. Also feeds the gauges of <c>/metrics</c>.</summary>
internal sealed partial class RecordingReport : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private const int MeetingsShown = 100;

    private readonly QueuePressure _pressure;
    private readonly ITranscriptionQueue _queue;
    private readonly ISqlDatabase _rows;
    private readonly IDatabaseAtWork _database;
    private readonly TimeProvider _time;
    private readonly ILogger<RecordingReport> _log;
    private IReadOnlyList<MeetingQueue> _waiting = [];

    public RecordingReport(
        QueuePressure pressure, ITranscriptionQueue queue, ISqlDatabase rows, IDatabaseAtWork database, ChronoteMeters meters, TimeProvider time, ILogger<RecordingReport> log)
    {
        (_pressure, _queue, _rows, _database, _time, _log) = (pressure, queue, rows, database, time, log);
        meters.Gauge("chronote_queue_length", "Chunks that wait for text", () => pressure.Depth.Waiting);
        meters.Gauge("chronote_queue_claimed", "Chunks an engine works on", () => pressure.Depth.Claimed);
        meters.Gauge("chronote_queue_oldest_seconds", "Age of the chunk that waits longest", () => Age(pressure.Depth.OldestStoredAt));
        meters.Gauge("chronote_chunks_dead", "Chunks whose text was given up", () => pressure.Depth.Dead);
        database.Show(meters);
        meters.Gauges("chronote_meeting_lag_seconds", "Age of the oldest chunk without text, by meeting", () => _waiting.Take(MeetingsShown).Select(queue =>
            new Measurement<double>(Age(queue.OldestStoredAt), new KeyValuePair<string, object?>("meeting", queue.Meeting.Value))));
        meters.Gauges("chronote_meeting_backlog_chunks", "Chunks without text, by meeting", () => _waiting.Take(MeetingsShown).Select(queue =>
            new Measurement<double>(queue.Chunks, new KeyValuePair<string, object?>("meeting", queue.Meeting.Value))));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), _time);
        var reportAt = _time.GetUtcNow() + Every;
        do
        {
            try
            {
                _waiting = await _queue.Waiting(_time.GetUtcNow(), MeetingsShown);
                if (_time.GetUtcNow() < reportAt) continue;
                reportAt = _time.GetUtcNow() + Every;
                await Report();
            }
            catch (Exception failure)
            {
                LogFailed(_log, failure); // a report that can't be made must not end the server
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Report()
    {
        var (recording, chunks) = await _rows.Read(session => session.One(
            "SELECT count(DISTINCT meeting_no), coalesce(sum(chunk_count), 0) FROM tracks WHERE phase = 0", row => (row.Number(0), row.Number(1))));
        if (recording == 0) return;
        using var self = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        LogRecording(_log, recording, GC.GetTotalMemory(false), memory.TotalCommittedBytes, self.WorkingSet64, _database.QueuedBytes, chunks, _pressure.Depth.Waiting);
    }

    private double Age(DateTimeOffset? since) => since is { } at ? Math.Max(0, (_time.GetUtcNow() - at).TotalSeconds) : 0;
}
