using System.Text.Json;
using Chronote.Client.Http;
using Chronote.Wire;

namespace Chronote.Client.Spool;

/// <summary>A sealed chunk as the recorder hands it over.</summary>
/// <param name="StartSamples">Place on the timeline; <paramref name="Estimated"/> when it was reckoned from the wall clock.</param>
/// <param name="Codec">The body's media type.</param>
public sealed record SealedChunk(
    long StartSamples, long DurationSamples, long SourceSamples, bool Estimated, string Codec, ReadOnlyMemory<byte> Body);

/// <summary>
/// The chunks of one track that the server has not acknowledged, on disk. Every chunk is durable here before it is sent, and is deleted after
/// the acknowledgement. One recorder and one uploader share it, both on the same <see cref="SynchronizationContext"/>.
/// </summary>
public sealed class TrackSpool
{
    private const string JournalName = "track.json";
    private const string RefusedFolder = "refused";
    private const string TornFolder = "torn";

    private readonly ISpoolFiles files;
    private readonly string folder;
    private readonly SpoolBudget budget;
    private readonly WaitingWindow waiting = new();
    private TrackJournal journal;
    private long nextNumberOnDisk;
    private Task saving = Task.CompletedTask;
    private int changesAsked;
    private int changesOnDisk;

    internal TrackSpool(ISpoolFiles files, string folder, SpoolBudget budget, TrackJournal journal)
    {
        (this.files, this.folder, this.budget, this.journal) = (files, folder, budget, journal);
        nextNumberOnDisk = journal.NextNumber;
    }

    /// <summary>Raised after a chunk became durable, or when something else is there for the uploader to do.</summary>
    public event Action? Changed;

    /// <summary>Raised after a chunk left the spool.</summary>
    public event Action? Shrunk;

    public TrackJournal Journal => journal;

    public string Track => journal.Track;

    /// <summary>Chunks not acknowledged yet.</summary>
    public long WaitingChunks { get; private set; }

    public long WaitingBytes { get; private set; }

    /// <summary>The oldest chunks not acknowledged yet, by number; more may be on the disk.</summary>
    public IEnumerable<long> Waiting => waiting.Numbers;

    /// <summary>Writes down a new run of the source: from here on chunks belong to it.</summary>
    /// <param name="writer">Made up for this run alone; asking again with the same one after the disk refused begins no second run.</param>
    public async Task BeginRun(string writer, Anchor anchor)
    {
        var runs = journal.Runs.Where(run => run.Writer != writer && HasWork(run)).Append(new Run { Writer = writer, FirstNumber = journal.NextNumber, Anchor = anchor });
        await Save(journal with { Runs = [.. runs] });
        Changed?.Invoke();
    }

    /// <summary>Makes a chunk durable. Throws <see cref="IOException"/> when the disk refuses; then nothing was numbered.</summary>
    /// <returns>The chunk's number.</returns>
    public async Task<long> Append(SealedChunk chunk)
    {
        var number = journal.NextNumber;
        if (journal.Runs[^1] is { EndNumber: { } end } ended && end <= number) await Save(journal with { Runs = [.. journal.Runs, ended.Rest(number)] });
        var header = new ChunkHeader
        {
            Number = number, Writer = journal.Runs[^1].Writer, StartSamples = chunk.StartSamples, Estimated = chunk.Estimated,
            DurationSamples = chunk.DurationSamples, SourceSamples = chunk.SourceSamples, Codec = chunk.Codec,
            Digest = ContentDigest.Of(chunk.Body.Span), BodyBytes = chunk.Body.Length,
        };
        var file = ChunkFile.Write(header, chunk.Body.Span);
        await files.Replace(folder, ChunkFile.NameOf(number), file);
        journal = Past(journal, header);
        Count(1, file.Length);
        waiting.Add(number, file.Length);
        Changed?.Invoke();
        return number;
    }

    public Task<bool> IsFull() => budget.IsFull(files);

    /// <summary>Notes a stretch without audio, to be told to the server.</summary>
    public async Task NoteGap(PendingGap gap)
    {
        await Save(journal with { Gaps = [.. journal.Gaps, gap] });
        Changed?.Invoke();
    }

    /// <summary>Gives up numbers that have no audio any more.</summary>
    public Task NoteLoss(PendingLoss loss) =>
        journal.Losses.Contains(loss) ? Task.CompletedTask : Save(journal with { Losses = [.. journal.Losses, loss] });

    internal Task GapTold(PendingGap gap) => Save(journal with { Gaps = [.. journal.Gaps.Where(each => each != gap)] });

    internal Task LossTold(PendingLoss loss) => Save(journal with { Losses = [.. journal.Losses.Where(each => each != loss)] });

    internal Task TakenOver(long byEpoch) => Save(journal with { TakenOverByEpoch = byEpoch });

    /// <summary>Forgets that the track was taken over, for a user who wants it back. Every run asks the server again, and so learns where it ended: which of them lost
    /// the track is not known here, when another began before anybody noticed.</summary>
    public Task TakeBack(long newestEpoch) => Save(journal with
    {
        TakenOverByEpoch = null,
        NewestEpoch = newestEpoch,
        Runs = [.. journal.Runs.Select(run => run with { Epoch = null })],
    });

    /// <summary>Writes down the newest epoch of a track that others recorded before.</summary>
    internal Task Seen(long? epoch) => Save(journal with { NewestEpoch = epoch });

    /// <summary>Writes down the server's answer for a run, before anything of it is sent.</summary>
    /// <param name="writerOfTheRest">Made up for what is left of the run when somebody else took the track over before its end.</param>
    internal Task RunOpened(Run run, EpochOpened answer, long placeShiftSamples, string writerOfTheRest)
    {
        var endMoves = journal.PlaceEndIsEstimated && RunOf(journal.NextNumber - 1).Writer == run.Writer;
        var opened = run.Opened(answer, placeShiftSamples, EndOf(run), writerOfTheRest).ToArray();
        return Save(journal with
        {
            NewestEpoch = answer.NewestEpoch,
            Runs = [.. journal.Runs.SelectMany(each => each.Writer == run.Writer ? opened : [each])],
            PlaceEndSamples = journal.PlaceEndSamples + (endMoves ? placeShiftSamples : 0),
            PlaceEndIsEstimated = journal.PlaceEndIsEstimated && !endMoves,
        });
    }

    /// <summary>The newest epoch known is one of ours. Without that, what we send would be under somebody else's fence.</summary>
    internal bool HoldsTheNewestEpoch => journal.Runs.Any(run => run.Epoch is not null && run.Epoch == journal.NewestEpoch);

    internal Run RunOf(long number) => journal.Runs.Last(run => run.FirstNumber <= number);

    /// <summary>One past the last number of a run; for the newest run, of what was numbered so far.</summary>
    internal long EndOf(Run run) =>
        journal.Runs.SkipWhile(each => each.Writer != run.Writer).Skip(1).FirstOrDefault()?.FirstNumber ?? journal.NextNumber;

    internal async Task Refill()
    {
        if (waiting.WantsRefill) await waiting.Refill(files, folder);
    }

    /// <summary>The chunk's header and bytes, or why it cannot be read; a damaged file has then been set aside and its number given up.</summary>
    internal async Task<ChunkRead> Read(long number)
    {
        var read = await files.Read($"{folder}/{ChunkFile.NameOf(number)}") is { } file ? ChunkFile.Read(file) : new ChunkRead.Torn("its file is gone");
        if (read is ChunkRead.Torn)
        {
            await NoteLoss(new PendingLoss(number, number, "torn_in_spool"));
            await MoveAway(number, TornFolder, ChunkFile.NameOf(number));
        }
        return read;
    }

    /// <summary>The server has the chunk for good. Whether the deletion itself is durable does not matter: sent again, it is a repeat.</summary>
    internal async Task Acknowledged(long number)
    {
        await WriteDown(number);
        await files.Delete($"{folder}/{ChunkFile.NameOf(number)}");
        Forget(number);
    }

    /// <summary>Keeps a chunk that the server will never take, under the reason's code.</summary>
    internal Task SetAside(long number, string code) => MoveAway(number, RefusedFolder, $"{number:D10}.{code}{ChunkFile.Suffix}");

    /// <summary>Ranges between the two numbers, all inclusive, of which there is no file.</summary>
    internal async Task<IReadOnlyList<(long From, long To)>> Absent(long from, long to)
    {
        var absent = new List<(long, long)>();
        var next = from;
        var after = from == 0 ? "" : ChunkFile.NameOf(from - 1);
        while (next <= to && (await files.List(folder, after, WaitingWindow.ChunksMax)).Entries is { Count: > 0 } page)
        {
            after = page[^1].Name;
            foreach (var entry in page)
            {
                if (ChunkFile.NumberOf(entry.Name) is not { } number || number < next) continue;
                if (number > next) absent.Add((next, Math.Min(number - 1, to)));
                next = number + 1;
                if (next > to) break;
            }
        }
        if (next <= to) absent.Add((next, to));
        return absent;
    }

    /// <summary>Called once after reading the folder: what is there of chunks.</summary>
    internal async Task Found(long chunks, long bytes, ChunkHeader? newest, long nextNumber)
    {
        Count(chunks, bytes);
        if (newest is not null && newest.Number >= journal.NextNumber) journal = Past(journal, newest);
        journal = journal with { NextNumber = Math.Max(journal.NextNumber, nextNumber) };
        await waiting.Refill(files, folder);
    }

    private static TrackJournal Past(TrackJournal journal, ChunkHeader chunk)
    {
        var run = journal.Runs.LastOrDefault(run => run.FirstNumber <= chunk.Number);
        return journal with
        {
            NextNumber = chunk.Number + 1,
            SourceEndSamples = chunk.SourceSamples + chunk.DurationSamples,
            PlaceEndSamples = chunk.StartSamples + chunk.DurationSamples + (chunk.Estimated ? run?.PlaceShiftSamples ?? 0 : 0),
            PlaceEndIsEstimated = chunk.Estimated && run?.Epoch is null,
        };
    }

    // The journal's count goes ahead of every deletion: a number whose file is gone must never be given twice.
    private Task WriteDown(long number) => number < nextNumberOnDisk ? Task.CompletedTask : Save(journal);

    private async Task MoveAway(long number, string to, string name)
    {
        await WriteDown(number);
        await files.CreateFolder($"{folder}/{to}");
        try
        {
            await files.Rename($"{folder}/{ChunkFile.NameOf(number)}", $"{folder}/{to}/{name}");
        }
        catch (FileNotFoundException)
        {
            // Gone already: there is nothing left to keep.
        }
        await files.SyncFolder($"{folder}/{to}");
        Forget(number);
    }

    private void Forget(long number)
    {
        Count(-1, -waiting.Remove(number));
        Shrunk?.Invoke();
    }

    private void Count(long chunks, long bytes)
    {
        WaitingChunks += chunks;
        WaitingBytes += bytes;
        if (bytes >= 0) budget.Added(bytes);
        else budget.Removed(-bytes);
    }

    // A run whose opening was never answered stays: the server may have opened it, and then the next one must have seen it.
    private bool HasWork(Run run) =>
        run.Epoch is null
        || waiting.Numbers.FirstOrDefault(long.MaxValue) < EndOf(run)
        || journal.Losses.Any(loss => loss.ToNumber >= run.FirstNumber && loss.FromNumber < EndOf(run));

    /// <summary>Writes the journal once more when the disk refused it before. What it says must be durable before anybody acts on it.</summary>
    internal async Task Settle()
    {
        if (changesOnDisk == changesAsked) return;
        try
        {
            await saving;
        }
        catch (IOException)
        {
            await Save(journal);
        }
    }

    private Task Save(TrackJournal changed)
    {
        (journal, changesAsked) = (changed, changesAsked + 1);
        return saving = SaveAfter(saving);
    }

    // One write at a time, each of the newest state; a failed one is reported to whoever asked for it and repeated by the next.
    private async Task SaveAfter(Task before)
    {
        try
        {
            await before;
        }
        catch (IOException)
        {
            // whoever asked for it has been told
        }
        var (saved, changes) = (journal, changesAsked);
        await files.Replace(folder, JournalName, JsonSerializer.SerializeToUtf8Bytes(saved, SpoolJson.Default.TrackJournal));
        changesOnDisk = changes;
        nextNumberOnDisk = Math.Max(nextNumberOnDisk, saved.NextNumber);
    }
}
