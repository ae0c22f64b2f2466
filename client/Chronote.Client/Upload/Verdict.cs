using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Upload;

/// <summary>What an answer to a chunk means for the chunk.</summary>
internal abstract record Verdict
{
    /// <summary>Durable at the server; our copy may go.</summary>
    public sealed record Delivered(ChunkAcknowledged Acknowledged) : Verdict;

    /// <summary>Nobody knows, or it was damaged on the way: the same bytes again.</summary>
    public sealed record SendAgain(string Cause) : Verdict;

    /// <summary>Not now. After <see cref="After"/> the track is asked for its credit, and then the chunk is sent again.</summary>
    public sealed record Wait(TimeSpan After, string Cause) : Verdict;

    /// <summary>Never. Kept apart for the user.</summary>
    public sealed record SetAside(Problem Problem) : Verdict;

    /// <summary>A newer writer holds the track.</summary>
    public sealed record TakenOver(long NewestEpoch) : Verdict;

    /// <summary>Nothing can be delivered until somebody mends the key or the address; everything is kept.</summary>
    public sealed record Locked(Problem Problem) : Verdict;

    private Verdict() { }

    /// <summary>Reads an answer as P-33…P-35 and P-52 mean it.</summary>
    public static Verdict On(Answer<ChunkAcknowledged> answer, ChunkToSend sent) => answer switch
    {
        Answer<ChunkAcknowledged>.Ok { Value: var yes } when yes.Seq == sent.Seq && yes.Digest == sent.Digest => new Delivered(yes),
        Answer<ChunkAcknowledged>.Ok => new SendAgain("The server acknowledged other bytes than the ones sent"),
        Answer<ChunkAcknowledged>.Unknown unknown => new SendAgain(unknown.Cause),
        Answer<ChunkAcknowledged>.Busy busy => new Wait(busy.RetryAfter, busy.Describe()),
        Answer<ChunkAcknowledged>.Refused { Problem: var problem } => problem.Code switch
        {
            ProblemCodes.DigestMismatch => new SendAgain("The chunk was damaged on its way"),
            ProblemCodes.StaleEpoch when problem.NewestEpoch is { } newest => newest > sent.WriterEpoch
                ? new TakenOver(newest)
                : new SendAgain("The server called our epoch old and names no newer one"),
            ProblemCodes.StaleEpoch => new TakenOver(sent.WriterEpoch + 1),
            ProblemCodes.UnknownKey or ProblemCodes.ScopeTooSmall or ProblemCodes.UnknownMeeting => new Locked(problem),
            _ when problem.Status is 401 or 403 or 404 => new Locked(problem),
            _ => new SetAside(problem),
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The meeting takes nothing new: to go on recording would be in vain.</summary>
    public static bool EndsTheRecording(string code) =>
        code is ProblemCodes.AfterStop or ProblemCodes.Cancelled or ProblemCodes.TooLate or ProblemCodes.Deleted;

    /// <summary>The refused chunk leaves a hole that the server must be told of, or it would wait for it: its number is ours, and its place is in no other chunk.</summary>
    public static bool LeavesAHole(string code) =>
        !EndsTheRecording(code) && code is not (ProblemCodes.Conflict or ProblemCodes.DeclaredLost or ProblemCodes.SeqOutsideEpoch);
}
