using System.Globalization;
using Chronote.Discord;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;
using Chronote.Grains.Meetings;
using Chronote.Silo.Discord.Words;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>A voice session that this process receives: renews its lease, does what the guild decided, and tells people how it stands. One tick at a time.</summary>
internal sealed partial class LiveSession(SessionTools tools, IDiscordGateway gateway, VoiceSessionRow row, long epoch) : IAsyncDisposable
{
    private static readonly TimeSpan StopBefore = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RejoinEvery = TimeSpan.FromSeconds(30);

    private readonly SessionStatus _status = new(tools, row.Guild, row.Meeting, row.Tenant);
    private readonly HashSet<ulong> _told = [];
    private volatile IReadOnlySet<ulong> _leftOut = new HashSet<ulong>();
    private IGuildReceiver? _receiver;
    private long _optOutVersion = -1;
    private long? _renewedAt;
    private long? _connectedSince;
    private long? _rejoinedAt;

    public MeetingId Meeting => row.Meeting;
    public ulong Guild => row.Guild;
    public bool IsOver { get; private set; }

    /// <summary>How often it joined anew because nothing could be kept or heard.</summary>
    public int Rejoins { get; private set; }

    public StatusFacts? Facts => _status.Last;

    private IGuildGrain Grain => tools.Grains.GetGrain<IGuildGrain>(row.Guild.ToString(CultureInfo.InvariantCulture));

    /// <summary>Begins to receive. Who is left out is known before the first packet.</summary>
    public async Task Begin(VoiceSession session, long optOutVersion)
    {
        await LeaveOut(optOutVersion);
        _receiver = tools.Receivers.Start(new ReceiverOrder(
            gateway, row.Meeting, row.Tenant, row.Guild, session.Channel, epoch, session.Phase == VoicePhase.Paused, user => _leftOut.Contains(user),
            user => gateway.Presence.NameOf(new Snowflake(row.Guild), new Snowflake(user))));
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
            await Finish(await receiver.Ended, cancel);
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

    /// <summary>Stops receiving and leaves the meeting to whoever takes the session over.</summary>
    public async Task Detach()
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
            await Finish(session.StopReason ?? "stopped", cancel);
            return;
        }
        if (session.Phase == VoicePhase.Paused) receiver.Pause();
        else receiver.Resume();
        if (await tools.Meetings.Meeting(row.Tenant, row.Meeting) is not { Phase: MeetingPhase.Recording or MeetingPhase.Interrupted })
        {
            await Grain.Do(new GuildCommand.Stop(row.Meeting, null, "the meeting was ended elsewhere"));
            await Finish("the meeting was ended elsewhere", cancel);
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
        var report = receiver.Report();
        var now = tools.Time.GetTimestamp();
        if (report.IsConnected && session.Phase == VoicePhase.Recording) _connectedSince ??= now;
        else _connectedSince = null;
        var leftOut = people.Count(member => _leftOut.Contains(member.User.Value));
        var verdict = Liveness.Judge(report, people.Count - leftOut, session.Phase == VoicePhase.Paused, _connectedSince is { } since ? tools.Time.GetElapsedTime(since, now) : null);
        if (verdict.RejoinBecause is { } why && (_rejoinedAt is not { } last || tools.Time.GetElapsedTime(last, now) >= RejoinEvery))
        {
            (_rejoinedAt, _connectedSince) = (now, null);
            Rejoins++;
            tools.Meters.Rejoined();
            LogRejoined(tools.Log, row.Guild, row.Meeting, why, Rejoins);
            receiver.Rejoin(why);
        }
        IReadOnlyList<string> trouble = Rejoins == 0 || verdict.Trouble.Count == 0 ? verdict.Trouble : [.. verdict.Trouble, $"I joined anew {Rejoins} time{(Rejoins == 1 ? "" : "s")} because of such trouble."];
        await _status.Show(session, report.IsConnected, people.Count, leftOut, [.. report.Speakers.Select(speaker => speaker.User)], trouble, cancel);
    }

    // Everything is delivered first; the guild then ends the session, and whoever tells of ended ones goes on from there.
    private async Task Finish(string reason, CancellationToken cancel)
    {
        IsOver = true;
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(Limits.VoiceStopMax - StopBefore);
        try
        {
            var last = await _receiver!.Stop(bounded.Token);
            await tools.Grains.GetGrain<IMeetingGrain>(row.Meeting.Value).Stop(new StopMeeting(last));
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
