using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Puts what arrives during one commit into the next, so that one wait for the disk serves everybody who waits, and nobody waits for a timer.</summary>
/// <param name="commit">Stores a batch in one transaction and answers each of its chunks.</param>
internal sealed class ChunkBatcher(Func<IReadOnlyList<ChunkToStore>, Task<IReadOnlyList<PutAnswer>>> commit)
{
    /// <summary>Batches under way at once: a batch that waits for another server's transaction must not hold up all others.</summary>
    private const int AtOnce = 4;
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _underWay;
    private long _queuedBytes;

    /// <summary>Bytes waiting to be durable.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    public Task<PutAnswer> Put(ChunkToStore chunk)
    {
        var waiting = new Waiting(chunk);
        lock (_gate)
        {
            if (_queuedBytes + chunk.Bytes.Length > Limits.WriteQueueBytesMax)
                throw new StoreException(StoreFault.Busy, "More audio waits to be written than may wait.", BusyWait);
            Interlocked.Add(ref _queuedBytes, chunk.Bytes.Length);
            _waiting.Enqueue(waiting);
            if (_underWay == AtOnce) return waiting.Answer;
            _underWay++;
        }
        _ = CommitAll();
        return waiting.Answer;
    }

    private async Task CommitAll()
    {
        while (Next() is { Count: > 0 } batch)
        {
            await Commit(batch);
            Interlocked.Add(ref _queuedBytes, -batch.Sum(waiting => (long)waiting.Chunk.Bytes.Length));
        }
    }

    private List<Waiting> Next()
    {
        lock (_gate)
        {
            var (batch, bytes) = (new List<Waiting>(), 0L);
            while (_waiting.Count > 0 && batch.Count < Limits.BatchChunksMax && bytes < Limits.BatchBytesMax)
            {
                batch.Add(_waiting.Dequeue());
                bytes += batch[^1].Chunk.Bytes.Length;
            }
            if (batch.Count == 0) _underWay--;
            return batch;
        }
    }

    private async Task Commit(List<Waiting> batch)
    {
        try
        {
            var answers = await commit([.. batch.Select(waiting => waiting.Chunk)]);
            for (var i = 0; i < batch.Count; i++) batch[i].Succeed(answers[i]);
        }
        // What the server can't do now it can't do for each of them alone either.
        catch (Exception failure) when (batch.Count == 1 || failure is StoreException or OutcomeUnknownException)
        {
            foreach (var waiting in batch) waiting.Fail(failure);
        }
        catch (Exception)
        {
            // One of them can't be stored: alone, it can't spoil the others.
            foreach (var waiting in batch) await Commit([waiting]);
        }
    }

    private sealed class Waiting(ChunkToStore chunk)
    {
        private readonly TaskCompletionSource<PutAnswer> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ChunkToStore Chunk => chunk;
        public Task<PutAnswer> Answer => _source.Task;
        public void Succeed(PutAnswer answer) => _source.SetResult(answer);
        public void Fail(Exception failure) => _source.SetException(failure);
    }
}
