namespace Chronote.Discord.Rest;

/// <summary>What became of a REST call.</summary>
public abstract record RestAnswer<T>
{
    public sealed record Ok(T Value) : RestAnswer<T>;

    /// <summary>Discord understood and said no.</summary>
    /// <param name="Status">HTTP status, such as 403.</param>
    /// <param name="Code">Discord's JSON error code, such as 50013 (missing permissions); 0 when it gave none.</param>
    public sealed record Refused(int Status, int Code, string Message) : RestAnswer<T>;

    /// <summary>No answer, or not in time; it may be done or not.</summary>
    public sealed record Unknown(string Cause) : RestAnswer<T>;

    private RestAnswer() { }
}
