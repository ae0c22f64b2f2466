using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Calls;
using Chronote.Gateway.Problems;
using Chronote.Grains.Meetings;
using Chronote.Wire;

namespace Chronote.Gateway.Meetings;

/// <summary>What may be asked of a meeting by HTTP and in this process alike.</summary>
public sealed class MeetingCalls(IMeetingStore store, IGrainFactory grains, TimeProvider time)
{
    public Task<Called<MeetingRow>> Find(TenantId tenant, string meeting) => Find(store, tenant, meeting);

    public Task<MeetingView> View(MeetingRow row) => MeetingViews.Of(store, row);

    public ClockView Clock(MeetingRow row) => Clock(row, time);

    public async Task<Called<MeetingView>> Stop(TenantId tenant, MeetingRow row, Wire.StopMeeting body)
    {
        var last = body.Tracks ?? new Dictionary<string, long>();
        foreach (var (track, seq) in last)
            if (!TrackId.TryParse(track, out _) || seq is < -1 or > Limits.SeqMax)
                return ProblemResult.Of("invalid", $"tracks.{track}: a track id and its last sequence number, −1 to {Limits.SeqMax}.");
        var answer = await GrainCall.Insist(time, () => grains.GetGrain<IMeetingGrain>(row.Id.Value).Stop(new Grains.Meetings.StopMeeting(last)));
        if (answer.Refused is { } refused) return ProblemResult.Of(refused);
        return new Called<MeetingView>.Done(await View(await store.Meeting(tenant, row.Id) ?? row));
    }

    /// <summary>The one place where a meeting becomes visible to a request (I10).</summary>
    internal static async Task<Called<MeetingRow>> Find(IMeetingStore store, TenantId tenant, string meeting)
    {
        if (!MeetingId.TryParse(meeting, out var id) || await store.Meeting(tenant, id) is not { } row) return ProblemResult.Of("unknown_meeting");
        return row.Phase == MeetingPhase.Deleted ? ProblemResult.Of("deleted") : new Called<MeetingRow>.Done(row);
    }

    internal static ClockView Clock(MeetingRow row, TimeProvider time) => new((long)((time.GetUtcNow() - row.CreatedAt).TotalSeconds * Limits.SamplesPerSecond));
}
