namespace Chronote.Discord.Dave;

/// <summary>What to do after a message of the voice gateway.</summary>
public abstract record DaveAnswer
{
    /// <summary>Nothing is to be sent.</summary>
    public sealed record Nothing : DaveAnswer;

    /// <summary>Send op 28 with this body.</summary>
    public sealed record SendCommit(byte[] Body) : DaveAnswer;

    /// <summary>The group moved on: send op 23 unless the transition id is 0.</summary>
    public sealed record Moved(ulong Epoch) : DaveAnswer;

    /// <summary>A commit or Welcome that can't be followed: send op 31, then <see cref="IDaveSession.BeginAgain"/>.</summary>
    /// <param name="Reason">For the log, without key material.</param>
    public sealed record Invalid(string Reason) : DaveAnswer;

    /// <summary>A message that was refused without harm to the group: log it.</summary>
    public sealed record Refused(string Reason) : DaveAnswer;

    private DaveAnswer() { }
}
