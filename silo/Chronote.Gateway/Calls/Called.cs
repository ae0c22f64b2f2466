using Chronote.Gateway.Problems;

namespace Chronote.Gateway.Calls;

/// <summary>What a call of the edge came to, for callers by HTTP and in this process alike.</summary>
public abstract record Called<T>
{
    /// <param name="Again">It had been done before, and this is the first answer.</param>
    public sealed record Done(T Value, bool Again = false) : Called<T>;

    public sealed record Failed(ProblemResult Problem) : Called<T>;

    private Called() { }

    public static implicit operator Called<T>(ProblemResult problem) => new Failed(problem);
}
