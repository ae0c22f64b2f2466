using Chronote.Client.Spool;
using Chronote.Discord;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Meetings;
using Chronote.Silo.Discord.Recording;
using Chronote.Silo.Host;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>Receivers as they are: a voice connection, and a recording with its spool in the data folder.</summary>
internal sealed class GuildReceivers(
    DataFolder folder, MeetingCalls meetings, TrackCalls tracks, ChunkIngest ingest, IMeetingStore store, IGuildStore guilds, IRandomness randomness, TimeProvider time, ILogger<GuildReceivers> log)
    : IGuildReceivers
{
    private const string SpoolFolder = "discord-spool";

    private readonly DiskSpoolFiles _files = new(Path.Combine(folder.Path, SpoolFolder));
    private readonly SpoolBudget _budget = new(new SpoolLimits());

    public async Task<IGuildReceiver> Start(ReceiverOrder order)
    {
        var parts = Parts(order.Tenant, user => order.NameOf(user.Value), user => order.IsOptedOut(user.Value));
        // The sink first: the first packet may come before the call that joins returns.
        var recording = await GuildRecording.Open(new RecordingOrder(order.Meeting.Value, MeetingId.CreatedAt(order.Meeting), order.HeardUntil), parts);
        return new GuildReceiver(recording, order.Gateway.Receive(new Snowflake(order.Guild), new Snowflake(order.Channel), recording), time);
    }

    public async Task DeliverLeftBehind(IReadOnlySet<MeetingId> live, TimeSpan patience)
    {
        foreach (var meeting in await LeftBehind.Meetings(_files))
        {
            if (!MeetingId.TryParse(meeting, out var id) || live.Contains(id)) continue;
            // A meeting that is known no more was deleted: what is left of it is refused, and removed.
            var tenant = await guilds.TenantOf(id) ?? default;
            await LeftBehind.Deliver(meeting, Parts(tenant, _ => null, _ => false), patience);
        }
    }

    private RecordingParts Parts(TenantId tenant, Func<Snowflake, string?> nameOf, Func<Snowflake, bool> isOptedOut) => new(
        new ForgettingServer(new DirectChunkServer(tenant, meetings, tracks, ingest), store, tenant), _files, _budget, time, new Random(unchecked((int)randomness.Next())), log, nameOf, isOptedOut);
}
