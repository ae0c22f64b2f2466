using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Grains.Meetings;

/// <summary>A meeting's life. Key: the meeting's id. Callers have checked that the meeting is their tenant's.</summary>
[Alias("meeting")]
public interface IMeetingGrain : IGrainWithStringKey, IWokenGrain
{
    [Alias("create")]
    Task<MeetingAnswer> Create(CreateMeeting command);

    /// <summary>Stops recording. Repeating it changes nothing but the last numbers of tracks for which none was named.</summary>
    [Alias("stop")]
    Task<MeetingAnswer> Stop(StopMeeting command);

    [Alias("cancel")]
    Task<MeetingAnswer> Cancel();

    [Alias("delete")]
    Task<MeetingAnswer> Delete();
}

/// <summary>A grain that asked to be woken by a row in <c>due</c>.</summary>
public interface IWokenGrain : IGrainWithStringKey
{
    /// <summary>Look at the rows and do what is due. May come twice, late, or for no reason.</summary>
    [Alias("wake")]
    Task Wake(string what);
}

public sealed record CreateMeeting(
    string Tenant, string? Name, string? MeetingUrl, string? Metadata, string? Language, string CreatedBy, string? IdempotencyKey, byte[] BodyDigest,
    IReadOnlyList<TrackName> Tracks)
{
    /// <summary>Words to expect; null for none.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }
}

public sealed record TrackName(string Id, string? Name);

/// <param name="LastSeqs">Last sequence number by track id, −1 for none.</param>
public sealed record StopMeeting(IReadOnlyDictionary<string, long> LastSeqs);

/// <param name="Refused">Why not, or null.</param>
/// <param name="KeyTakenBy">The meeting made before under the same idempotency key.</param>
public sealed record MeetingAnswer(Refusal? Refused = null, string? KeyTakenBy = null, byte[]? KeyTakenDigest = null)
{
    public static MeetingAnswer Of(CommitAnswer? answer) => answer switch
    {
        CommitAnswer.Refused refused => new MeetingAnswer(refused.Refusal),
        CommitAnswer.KeyTaken taken => new MeetingAnswer(KeyTakenBy: taken.Id.Value, KeyTakenDigest: taken.BodyDigest),
        _ => new MeetingAnswer(),
    };
}
