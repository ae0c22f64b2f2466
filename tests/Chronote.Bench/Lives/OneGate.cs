using System.Threading.Channels;
using Chronote.Domain.Ports;

namespace Chronote.Bench.Lives;

/// <summary>Claims as an engine's gate does: one commit after the other, each for what was wished for during the one before.</summary>
internal sealed class OneGate(ITranscriptionQueue queue)
{
    private const int UnitsPerCommitMax = 16;

    private readonly Channel<(ClaimWish Wish, TaskCompletionSource<ClaimAnswer> Answer)> _wishes = Channel.CreateUnbounded<(ClaimWish, TaskCompletionSource<ClaimAnswer>)>();

    public async Task<ClaimedUnit> Claim(ClaimWish wish)
    {
        var answer = new TaskCompletionSource<ClaimAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wishes.Writer.TryWrite((wish, answer));
        if (await answer.Task is not ClaimAnswer.Claimed) throw new InvalidOperationException($"{await answer.Task}");
        return await queue.Claimed(wish.Unit) ?? throw new InvalidOperationException("Nothing was claimed.");
    }

    /// <summary>Works until <see cref="Close"/>.</summary>
    public async Task Run()
    {
        var batch = new List<(ClaimWish Wish, TaskCompletionSource<ClaimAnswer> Answer)>();
        while (await _wishes.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < UnitsPerCommitMax && _wishes.Reader.TryRead(out var one)) batch.Add(one);
            try
            {
                var answers = await queue.Claim([.. batch.Select(one => one.Wish)]);
                for (var i = 0; i < batch.Count; i++) batch[i].Answer.SetResult(answers[i]);
            }
            catch (Exception failure)
            {
                foreach (var (_, answer) in batch) answer.TrySetException(failure);
            }
        }
    }

    public void Close() => _wishes.Writer.Complete();
}
