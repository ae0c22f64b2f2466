using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Gateway.Problems;
using Chronote.Wire;

namespace Chronote.Simulation.Server;

/// <summary>What all endpoints have in common: they listen once the process has started, find the caller's meeting, and map failures to answers.</summary>
internal sealed class Front(IMeetingStore meetings, CapturedLog log)
{
    private static readonly TimeSpan CreditWait = TimeSpan.FromSeconds(1);

    /// <summary>False while the process starts: then nobody listens.</summary>
    public bool IsOpen { get; set; }

    // A store that can't just now is 503, everything else 500, of which the caller knows nothing.
    public async Task<Answer<T>> Serve<T>(string what, Func<Task<Answer<T>>> serve)
    {
        if (!IsOpen) return new Answer<T>.Unknown("The server cannot be reached");
        try
        {
            return await serve();
        }
        catch (StoreException failure)
        {
            return new Answer<T>.Busy(failure.RetryAfter);
        }
        catch (Exception failure)
        {
            log.Caught(what, failure);
            return new Answer<T>.Unknown($"The server answered 500 ({failure.Message})");
        }
    }

    /// <summary>Serves the caller's own meeting, as long as it was not deleted.</summary>
    public Task<Answer<T>> With<T>(string what, TenantId tenant, string meeting, Func<MeetingRow, Task<Answer<T>>> serve) => Serve(what, async () =>
    {
        if (await meetings.Meeting(tenant, new MeetingId(meeting)) is not { } row) return No<T>("unknown_meeting");
        return row.Phase == MeetingPhase.Deleted ? No<T>("deleted") : await serve(row);
    });

    public static Answer<T> No<T>(Refusal refusal) => refusal.Code == RefusalCode.OverCredit
        ? new Answer<T>.Busy(CreditWait)
        : No<T>(ProblemCatalogue.Of(refusal.Code).Code, refusal.Detail, refusal.NewestEpoch);

    public static Answer<T> No<T>(string code, string? detail = null, long? newestEpoch = null)
    {
        var kind = ProblemCatalogue.Of(code);
        return new Answer<T>.Refused(new Problem { Type = kind.Code, Title = kind.Title, Status = kind.Status, Code = kind.Code, Detail = detail, NewestEpoch = newestEpoch });
    }
}
