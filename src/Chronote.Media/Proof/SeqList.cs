namespace Chronote.Media.Proof;

/// <summary>Seqs in the order they were noticed: all are counted, the first ones are kept.</summary>
public sealed class SeqList
{
    private readonly List<long> seqs = [];

    public long Count { get; private set; }

    public IReadOnlyList<long> Seqs => seqs;

    internal void Add(long seq)
    {
        Count++;
        if (seqs.Count < ProofReport.ListedMax)
            seqs.Add(seq);
    }
}
