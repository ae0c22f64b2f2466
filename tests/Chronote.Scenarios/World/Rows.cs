using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Tests;
using Chronote.Domain.Tracks;
using Chronote.Domain.Windows;
using Chronote.Scenarios.Script;

namespace Chronote.Scenarios.World;

/// <summary>Everything durable of one meeting, and the clock. A crash loses nothing that stands here, and nothing else is kept.</summary>
internal sealed class Rows
{
    private static readonly DateTimeOffset Begin = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly TenantId Tenant = new("acme");

    public Told Told { get; } = new();
    public DateTimeOffset Now { get; set; } = Begin;
    public MeetingId Id { get; } = MeetingId.At(Begin, 0);

    public MeetingState Meeting { get; set; } = new MeetingState.Absent();
    public DateTimeOffset? LookAt { get; set; }
    public DateTimeOffset? LateUntil { get; set; }
    public WindowState Window { get; set; } = new WindowState.Open();

    /// <summary>How many chunks the newest finished files hold, and how new the text in the summary and in the notes is.</summary>
    public long WindowChunks { get; set; }
    public long? SummaryOfText { get; set; }
    public long NotesOfText { get; set; }
    public int NotesRevision { get; set; }
    public long TextVersion { get; set; }

    public SortedDictionary<string, TrackRows> Tracks { get; } = new(StringComparer.Ordinal);

    public IEnumerable<ChunkRow> Chunks => Tracks.Values.SelectMany(track => track.Chunks.Values);

    public long TimelineNow => (long)((Now - Begin).TotalSeconds * Limits.SamplesPerSecond);

    public void Tell(string what) => Told.Add(Now - Begin, what);

    public string Since(DateTimeOffset at) => Spans.Print(at - Begin);

    public void Show(MeetingProgress progress)
    {
        Tell($"meeting: {Meeting.GetType().Name}, stored {progress.StoredChunks}, owed {progress.OwedChunks}, without text {progress.PendingText}, "
            + $"dead {progress.DeadChunks}, notes {NotesRevision}");
        foreach (var (name, track) in Tracks)
        {
            var row = track.Row;
            var missing = track.Mark.Missing(row.LastSeq is { } last ? Math.Max(last + 1, row.NextSeq) : row.NextSeq, Limits.MissingRangesShown);
            var holes = missing.Count == 0 ? "none" : string.Join(' ', missing.Select(range => Numbers(range.From, range.To)));
            Tell($"{name}: epoch {row.Epoch?.ToString() ?? "none"}, next {row.NextSeq}, watermark {track.Mark.Value}, missing {holes}");
        }
    }

    public static string Numbers(long from, long to) => from == to ? $"{from}" : $"{from}..{to}";
}

internal sealed class TrackRows(TrackRow row)
{
    public TrackRow Row { get; set; } = row;
    public List<EpochRow> Epochs { get; } = [];
    public SortedDictionary<long, ChunkRow> Chunks { get; } = [];
    public List<LostRange> Lost { get; } = [];
    public Watermark Mark { get; } = new();

    public void Store(Receipt receipt)
    {
        Chunks.Add(receipt.Key.Seq, new ChunkRow(receipt));
        Mark.Add(receipt.Key.Seq);
    }

    /// <summary>Gives up what is missing of a range; what exactly.</summary>
    public IReadOnlyList<LostRange> GiveUp(long from, long to, string reason)
    {
        var given = Mark.Missing(to + 1, int.MaxValue).Where(range => range.To >= from)
            .Select(range => new LostRange(Math.Max(range.From, from), range.To, reason)).ToList();
        foreach (var range in given) Mark.AddRange(range.FromSeq, range.ToSeq);
        Lost.AddRange(given);
        return given;
    }

    public bool IsLost(long seq) => Lost.Any(range => range.FromSeq <= seq && seq <= range.ToSeq);
}

internal sealed class ChunkRow(Receipt receipt)
{
    public Receipt Receipt { get; } = receipt;
    public TextPhase Text { get; set; }
    public int Attempt { get; set; }
    public DateTimeOffset? RetryAt { get; set; }
}
