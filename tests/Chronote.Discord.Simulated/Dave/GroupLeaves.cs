namespace Chronote.Discord.Simulated.Dave;

/// <summary>Which member sits on which leaf, as RFC 9420 §7.7 and §7.8 move them: an add takes the leftmost blank, blanks at the end are cut off.</summary>
internal sealed class GroupLeaves
{
    private readonly List<ulong?> leaves = [];

    public IEnumerable<ulong> Users => leaves.Where(user => user is not null).Select(user => user!.Value);

    public uint? Of(ulong user)
    {
        var index = leaves.IndexOf(user);
        return index < 0 ? null : (uint)index;
    }

    public ulong? At(uint leaf) => leaf < leaves.Count ? leaves[(int)leaf] : null;

    public void Clear() => leaves.Clear();

    public void Add(ulong user)
    {
        var blank = leaves.IndexOf(null);
        if (blank < 0) leaves.Add(user);
        else leaves[blank] = user;
    }

    public void Remove(uint leaf)
    {
        leaves[(int)leaf] = null;
        while (leaves.Count > 0 && leaves[^1] is null) leaves.RemoveAt(leaves.Count - 1);
    }
}
