using System.Security.Cryptography;
using System.Text;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Tests;
using Chronote.Domain.Tracks;
using Chronote.Scenarios.Script;

namespace Chronote.Scenarios.World;

/// <summary>What recorders call: opens epochs, takes chunks, gives numbers up. Every chunk lasts five seconds.</summary>
internal sealed class Edge(Rows rows, Meetings meetings)
{
    private const long ChunkSamples = 5 * Limits.SamplesPerSecond;

    public void Open(string name, string writer, long? seen, long firstSeq)
    {
        var track = FindOrMake(name);
        switch (EpochOpening.Decide(track.Row, Before(track, writer), new OpenEpoch(Rows.Tenant, track.Row.Key, null, seen, writer, firstSeq, rows.TimelineNow, 0, false), rows.Now))
        {
            case OpeningVerdict.Opened opened:
                (track.Row, rows.Tracks[name]) = (opened.Track, track);
                track.Epochs.Add(opened.Epoch);
                rows.Tell($"{name}: opened epoch {opened.Epoch.Epoch}, numbers from {opened.Epoch.FirstSeq} on");
                break;
            case OpeningVerdict.AlreadyOpened again:
                rows.Tell($"{name}: opened epoch {again.Before.Epoch.Epoch} before, numbers from {again.Before.Epoch.FirstSeq} {(again.Before.EndSeq is { } end ? $"to {end - 1}" : "on")}");
                break;
            case OpeningVerdict.Refuse refuse:
                rows.Tell($"{name}: {Of(refuse.Refusal)}");
                break;
        }
    }

    private static OpenedBefore? Before(TrackRows track, string writer) => track.Epochs.FindIndex(each => each.Writer == writer) is >= 0 and var at
        ? new OpenedBefore(track.Epochs[at], at + 1 < track.Epochs.Count ? track.Epochs[at + 1].FirstSeq : null)
        : null;

    /// <summary>A run of chunks; neighbours that are answered alike are told together.</summary>
    public void Put(string name, (long From, long To) range, Line line)
    {
        var answers = new List<(long From, long To, string Answer)>();
        for (var seq = range.From; seq <= range.To; seq++)
        {
            var answer = Put(name, seq, line) + (line.Text("reply") == "lost" ? " (the answer is lost)" : "");
            if (answers.Count > 0 && answers[^1].Answer == answer) answers[^1] = answers[^1] with { To = seq };
            else answers.Add((seq, seq, answer));
        }
        foreach (var (from, to, answer) in answers) rows.Tell($"{name}/{Rows.Numbers(from, to)}: {answer}");
        meetings.Hint();
    }

    public void DeclareLost(string name, (long From, long To) range, long writerEpoch, string reason)
    {
        var track = FindOrMake(name);
        if (track.Row.Phase == WriterPhase.Deleted) rows.Tell($"{name}: {Of(new Refusal(RefusalCode.Deleted, ""))}");
        else if (track.Row.Epoch != writerEpoch) rows.Tell($"{name}: {Of(new Refusal(RefusalCode.StaleEpoch, "", track.Row.Epoch))}");
        else if (range.To >= track.Row.NextSeq) rows.Tell($"{name}: {Of(new Refusal(RefusalCode.SeqOutsideEpoch, ""))}");
        else
        {
            foreach (var given in track.GiveUp(range.From, range.To, reason)) rows.Tell($"{name}: {Rows.Numbers(given.FromSeq, given.ToSeq)} given up ({reason})");
            KeepCredit(track);
            meetings.Hint();
        }
    }

    private string Put(string name, long seq, Line line)
    {
        var track = FindOrMake(name);
        var (epoch, writer) = (line.Number("epoch"), line.Number("writer"));
        // A writer that names its epoch names the place too; here chunks follow each other without a gap.
        var start = line.Span("at") is { } at ? (long)(at.TotalSeconds * Limits.SamplesPerSecond) : epoch is null ? (long?)null : seq * ChunkSamples;
        var body = Encoding.UTF8.GetBytes(line.Text("body") ?? $"{name}/{seq}");
        var chunk = new ChunkToStore(Rows.Tenant, new ChunkKey(rows.Id, track.Row.Key.Track, seq), epoch, writer, start, SHA256.HashData(body),
            epoch is not null, new AudioShape(AudioCodec.Opus, ChunkSamples, 312, 250, null), body);
        var (first, next) = EpochBounds(track, epoch ?? track.Row.Epoch ?? 0);
        var view = new AdmissionView(track.Row, track.Chunks.GetValueOrDefault(seq)?.Receipt, track.IsLost(seq), first, next, rows.TimelineNow);
        switch (Admission.Decide(view, chunk, rows.Now))
        {
            case AdmissionVerdict.Store store:
                if (track.Row.Epoch is null) track.Epochs.Add(new EpochRow(track.Row.Key, 0, 0, "", rows.Now, store.Receipt.StartSamples, 0, false));
                (track.Row, rows.Tracks[name]) = (store.Track, track);
                track.Store(store.Receipt);
                KeepCredit(track);
                return $"stored, epoch {store.Receipt.Epoch}" + (line.Text("at") is null ? "" : $" at {line.Text("at")}");
            case AdmissionVerdict.AlreadyHave have:
                return $"already stored at {rows.Since(have.Receipt.StoredAt)}, epoch {have.Receipt.Epoch}";
            case AdmissionVerdict.Refuse refuse:
                return Of(refuse.Refusal);
            default:
                throw new InvalidOperationException();
        }
    }

    // A track not heard of before begins as its meeting's phase allows; after a stop nobody named it.
    private TrackRows FindOrMake(string name)
    {
        if (rows.Tracks.TryGetValue(name, out var found)) return found;
        var phase = Meeting.PhaseOf(rows.Meeting) ?? throw new ArgumentException("There is no meeting yet.");
        return new TrackRows(new TrackRow
        {
            Tenant = Rows.Tenant,
            Key = new TrackKey(rows.Id, new TrackId(name)),
            Phase = Phases.Writers(phase),
            LateUntil = rows.LateUntil,
            LastSeq = phase is MeetingPhase.Recording or MeetingPhase.Interrupted ? null : -1,
        });
    }

    private static (long? First, long? Next) EpochBounds(TrackRows track, long epoch)
    {
        return (Of(epoch), Of(epoch + 1));

        long? Of(long wanted) => wanted < track.Epochs.Count ? track.Epochs[(int)wanted].FirstSeq : null;
    }

    // As far as a track may run past its watermark, in steps of half of that.
    private static void KeepCredit(TrackRows track)
    {
        var wanted = track.Mark.Value + Limits.OutOfOrderChunksMax;
        if (wanted - track.Row.CreditSeq >= Limits.OutOfOrderChunksMax / 2) track.Row = track.Row with { CreditSeq = wanted };
    }

    private static string Of(Refusal refusal) => $"refused {Codes.Of(refusal.Code)}" + (refusal.NewestEpoch is { } newest ? $", newest epoch {newest}" : "");
}
