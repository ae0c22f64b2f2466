using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in what a tenant is shown.</summary>
internal abstract class TenancyMistake(string section, string sentence) : MadeMistake("tenants", section, sentence)
{
    public override IMeetingStore Meetings(IMeetingStore right) => Twisted<IMeetingStore>.Of(right, (method, arguments, go) => Call(method, arguments, go));

    protected abstract object? Call(string method, object?[] arguments, Func<object?[], object?> go);

    protected static TenantId Other(object? tenant) => (TenantId)tenant! == Tenants.Ours ? Tenants.Theirs : Tenants.Ours;
}

internal sealed class ShowsAnybodysMeeting() : TenancyMistake("5", "No tenant sees another tenant's data (I10).")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) =>
        method == nameof(IMeetingStore.Meeting) ? Either((Task<MeetingRow?>)go(arguments)!, () => (Task<MeetingRow?>)go([Other(arguments[0]), arguments[1]])!) : go(arguments);

    private static async Task<MeetingRow?> Either(Task<MeetingRow?> own, Func<Task<MeetingRow?>> other) => await own ?? await other();
}

internal sealed class ListsEverybodysMeetings() : TenancyMistake("5", "No tenant sees another tenant's data (I10).")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) => method == nameof(IMeetingStore.Meetings)
        ? Both((Task<IReadOnlyList<MeetingRow>>)go(arguments)!, () => (Task<IReadOnlyList<MeetingRow>>)go([Other(arguments[0]), arguments[1], arguments[2]])!) : go(arguments);

    private static async Task<IReadOnlyList<MeetingRow>> Both(Task<IReadOnlyList<MeetingRow>> own, Func<Task<IReadOnlyList<MeetingRow>>> other) => [.. await own, .. await other()];
}

internal sealed class SharesKeysBetweenTenants() : TenancyMistake("6", "Idempotency key unique per tenant.")
{
    protected override object? Call(string method, object?[] arguments, Func<object?[], object?> go) => method == nameof(IMeetingStore.ByIdempotencyKey)
        ? Either((Task<(MeetingId, byte[])?>)go(arguments)!, () => (Task<(MeetingId, byte[])?>)go([Other(arguments[0]), arguments[1]])!) : go(arguments);

    private static async Task<(MeetingId, byte[])?> Either(Task<(MeetingId, byte[])?> own, Func<Task<(MeetingId, byte[])?>> other) => await own ?? await other();
}

internal sealed class StoresForAnybody() : IngestMistake("5", "No tenant changes another tenant's data (I10).")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk);
        return answer is PutAnswer.Refused { Refusal.Code: RefusalCode.UnknownMeeting } ? await store(chunk with { Tenant = chunk.Tenant == Tenants.Ours ? Tenants.Theirs : Tenants.Ours }) : answer;
    }
}
