using System.Globalization;
using Chronote.Discord;
using Chronote.Discord.Gateway;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;
using Chronote.Silo.Discord.Words;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>A voice session that this process receives: renews its lease, does what the guild decided, and tells people how it stands. One tick at a time.</summary>
internal sealed partial class LiveSession(SessionTools tools, IDiscordGateway gateway, VoiceSessionRow row, long epoch) : IAsyncDisposable
{
    private static readonly TimeSpan StopBefore = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RejoinEvery = TimeSpan.FromMinutes(1);

    private readonly SessionStatus _status = new(tools, row.Guild, row.Meeting, row.Tenant);
    private readonly HashSet<ulong> _told = [];
    private volatile IReadOnlySet<ulong> _leftOut = new HashSet<ulong>();
    private IGuildReceiver? _receiver;
    private long _optOutVersion = -1;
    private long? _renewedAt;
    private long? _rejoinedAt;

    public MeetingId Meeting => row.Meeting;
    public ulong Guild => row.Guild;
    public bool IsOver { get; private set; }

    /// <summary>How often it joined anew because nothing could be kept or heard.</summary>
    public int Rejoins { get; private set; }

    public StatusFacts? Facts => _status.Last;

    private IGuildGrain Grain => tools.Grains.GetGrain<IGuildGrain>(row.Guild.ToString(CultureInfo.InvariantCulture));

    /// <summary>Begins to receive. Who is left out is known before the first packet.</summary>
    /// <param name="heardUntil">The last sign of whoever received it before.</param>
    public async Task Begin(VoiceSession session, long optOutVersion, DateTimeOffset? heardUntil)
    {
        await LeaveOut(optOutVersion);
        _receiver = await tools.Receivers.Start(new ReceiverOrder(
            gateway, row.Meeting, row.Tenant, row.Guild, session.Channel, heardUntil, user => _leftOut.Contains(user),
            user => gateway.Presence.NameOf(new Snowflake(row.Guild), new Snowflake(user))));
        if (session.Phase == VoicePhase.Paused) await _receiver.Pause();
        // Discord may take its time over it; nobody's words wait for that.
        await Nicknames.Show(tools, Grain, row.Guild, session);
    }

    /// <summary>From this moment on nothing of the user is kept, before anything else is stored or answered.</summary>
    public void LeaveOut(ulong user) => _leftOut = _leftOut.Append(user).ToHashSet();

    public async Task Tick(CancellationToken cancel)
    {
        if (IsOver || _receiver is not { } receiver) return;
        if (receiver.Ended.IsCompleted)
        {
            await Finish(await receiver.Ended);
            return;
        }
        if (_renewedAt is { } at && tools.Time.GetElapsedTime(at) < Limits.VoiceRenewEvery) return;
        var people = People(receiver.Channel);
        var answer = await Grain.Do(new GuildCommand.Renew(row.Meeting, epoch, receiver.Channel, people.Count));
        _renewedAt = tools.Time.GetTimestamp();
        if (answer.Refused is { } refused)
        {
            // Somebody else has it, or it is over: what this one still does is nobody's.
            LogLost(tools.Log, row.Guild, row.Meeting, refused.Code);
            await Detach();
            return;
        }
        await Obey(receiver, answer.Guild, people, cancel);
    }

    /// <summary>Stops receiving and leaves the meeting to whoever takes the session over, at once.</summary>
    public async Task LetGo()
    {
        await Detach();
        await Grain.Do(new GuildCommand.LetGo(row.Meeting, epoch));
    }

    // What another one has is no longer ours to say anything of.
    private async Task Detach()
    {
        IsOver = true;
        if (_receiver is { } receiver) await receiver.Detach();
    }

    public async ValueTask DisposeAsync()
    {
        if (_receiver is { } receiver) await receiver.DisposeAsync();
    }

    private async Task Obey(IGuildReceiver receiver, GuildState guild, IReadOnlyList<VoiceMember> people, CancellationToken cancel)
    {
        if (guild.Session is not { } session || session.Meeting != row.Meeting) return;
        if (guild.OptOutVersion != _optOutVersion) await LeaveOut(guild.OptOutVersion);
        if (session.Phase == VoicePhase.Stopping)
        {
            await Finish(session.StopReason ?? "stopped");
            return;
        }
        if (session.Phase == VoicePhase.Paused) await receiver.Pause();
        else await receiver.Resume();
        if (await tools.Meetings.Meeting(row.Tenant, row.Meeting) is not { Phase: MeetingPhase.Recording or MeetingPhase.Interrupted })
        {
            await Grain.Do(new GuildCommand.Stop(row.Meeting, null, "the meeting was ended elsewhere"));
            await Finish("the meeting was ended elsewhere");
            return;
        }
        await Tell(people);
        await Watch(receiver, session, people, cancel);
    }

    // Those who come later see bot and status message; the ledger says when.
    private async Task Tell(IReadOnlyList<VoiceMember> people)
    {
        var fresh = people.Select(member => member.User.Value).Where(user => !_told.Contains(user)).ToList();
        if (fresh.Count == 0) return;
        if ((await Grain.Do(new GuildCommand.Joined(row.Meeting, fresh))).Refused is null) _told.UnionWith(fresh);
    }

    private async Task Watch(IGuildReceiver receiver, VoiceSession session, IReadOnlyList<VoiceMember> people, CancellationToken cancel)
    {
        var report = await receiver.Report();
        if (report.IsLost)
        {
            LogLost(tools.Log, row.Guild, row.Meeting, RefusalCode.StaleReceiver);
            await Detach();
            return;
        }
        var leftOut = people.Count(member => _leftOut.Contains(member.User.Value));
        var verdict = Liveness.Judge(report.Troubles, people.Count - leftOut, Rejoins);
        if (verdict.RejoinBecause is { } why && (_rejoinedAt is not { } last || tools.Time.GetElapsedTime(last) >= RejoinEvery))
        {
            _rejoinedAt = tools.Time.GetTimestamp();
            Rejoins++;
            tools.Meters.Rejoined();
            LogRejoined(tools.Log, row.Guild, row.Meeting, why, Rejoins);
            receiver.Rejoin(why);
        }
        await _status.Show(session, report.IsConnected, people.Count, leftOut, report.Speakers, verdict.Trouble, report.BacklogBytes, cancel);
    }

    // Everything is delivered first; the guild then ends the session, and whoever tells of ended ones goes on from there.
    private async Task Finish(string reason)
    {
        IsOver = true;
        try
        {
            if (!await _receiver!.Stop(Limits.VoiceStopMax - StopBefore)) LogLate(tools.Log, row.Guild, row.Meeting);
        }
        catch (Exception failure)
        {
            // What could not be delivered in time comes late, and amends the meeting.
            LogFailed(tools.Log, row.Guild, row.Meeting, "end a recording in order", failure);
        }
        await Grain.Do(new GuildCommand.Left(row.Meeting, epoch, reason));
        LogEnded(tools.Log, row.Guild, row.Meeting, reason);
    }

    private async Task LeaveOut(long version)
    {
        _leftOut = await tools.Guilds.OptedOut(row.Guild);
        _optOutVersion = version;
    }

    private IReadOnlyList<VoiceMember> People(ulong channel) => [.. gateway.Presence.In(new Snowflake(row.Guild), new Snowflake(channel)).Where(member => !member.IsBot)];
}
