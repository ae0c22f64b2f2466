using System.Collections.Concurrent;
using System.Globalization;
using Chronote.Discord.Gateway;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;
using Chronote.Grains.Guilds;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>
/// One look at the guilds' sessions: takes those that nobody receives, ticks those received here, tells of those that have ended. Rows are the truth; a
/// session of a server that died is found here, and goes on.
/// </summary>
internal sealed partial class SessionRound(SessionTools tools, SiloIdentity silo)
{
    private const int RowsPerRead = 500;
    private static readonly TimeSpan DeliverMax = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<MeetingId, LiveSession> _live = new();
    private readonly ConcurrentDictionary<MeetingId, bool> _busy = new();
    private readonly EndedTelling _telling = new(tools);

    public IEnumerable<LiveSession> Live => _live.Values;

    /// <param name="isOurs">Whether a guild belongs to the gateway's shard and may be recorded.</param>
    public async Task Look(IDiscordGateway gateway, Func<ulong, bool> isOurs, CancellationToken cancel)
    {
        var rows = new List<VoiceSessionRow>();
        for (MeetingId? after = null; ; after = rows[^1].Meeting)
        {
            var page = await tools.Guilds.Sessions(after, RowsPerRead);
            rows.AddRange(page);
            if (page.Count < RowsPerRead) break;
        }
        foreach (var row in rows.Where(row => isOurs(row.Guild) || _live.ContainsKey(row.Meeting))) Begin(row, gateway, cancel);
        var known = rows.Select(row => row.Meeting).ToHashSet();
        foreach (var gone in _live.Values.Where(live => !known.Contains(live.Meeting))) _ = Alone(gone.Meeting, "let go of a session", () => LetGo(gone));
    }

    /// <summary>Hands over what was left on this disk by receivers that are gone.</summary>
    public async Task DeliverLeftBehind()
    {
        // Sessions that are on their way to a receiver are its to take.
        var live = (await tools.Guilds.Sessions(null, RowsPerRead)).Where(row => row.Phase != VoicePhase.Ended).Select(row => row.Meeting).Concat(_live.Keys).ToHashSet();
        await tools.Receivers.DeliverLeftBehind(live, DeliverMax);
    }

    /// <summary>From this moment on nothing of the user is kept in this guild.</summary>
    public void LeaveOut(ulong guild, ulong user)
    {
        foreach (var live in _live.Values.Where(live => live.Guild == guild)) live.LeaveOut(user);
    }

    public LiveSession? Of(ulong guild) => _live.Values.FirstOrDefault(live => live.Guild == guild);

    /// <summary>Before this process ends, or when the shard is another server's: what is open stays for whoever takes the sessions over. No meeting ends.</summary>
    public async Task DetachAll()
    {
        foreach (var live in _live.Values) await Attempt(live.Meeting, "let go of a session", () => LetGo(live));
    }

    private void Begin(VoiceSessionRow row, IDiscordGateway gateway, CancellationToken cancel)
    {
        if (_live.TryGetValue(row.Meeting, out var live)) _ = Alone(row.Meeting, "go on with a session", () => GoOn(live, cancel));
        else if (row.Phase == VoicePhase.Ended) _ = Alone(row.Meeting, "tell of a session's end", () => _telling.Tell(row, cancel));
        else if (row.Phase is VoicePhase.Recording or VoicePhase.Paused && IsFree(row)) _ = Alone(row.Meeting, "take a session", () => Take(row, gateway, cancel));
    }

    private bool IsFree(VoiceSessionRow row) => silo.IsAlone || row.LeaseUntil is not { } until || until <= tools.Time.GetUtcNow();

    private async Task Take(VoiceSessionRow row, IDiscordGateway gateway, CancellationToken cancel)
    {
        var grain = tools.Grains.GetGrain<IGuildGrain>(row.Guild.ToString(CultureInfo.InvariantCulture));
        var answer = await grain.Do(new GuildCommand.Take(row.Meeting, silo.Name, silo.IsAlone));
        if (answer.Refused is not null || answer.Guild.Session is not { } session || session.Meeting != row.Meeting || session.Silo != silo.Name) return;
        LogTaken(tools.Log, row.Guild, row.Meeting, session.Epoch);
        var live = new LiveSession(tools, gateway, row, session.Epoch);
        _live[row.Meeting] = live;
        try
        {
            // A lease lasts so long after the last sign; without one nobody received it before.
            await live.Begin(session, answer.Guild.OptOutVersion, row.LeaseUntil - Domain.Limits.VoiceLease);
        }
        catch
        {
            // Nothing is received without knowing who is to be left out. It is taken again at the next look.
            await LetGo(live);
            throw;
        }
        await GoOn(live, cancel);
    }

    private async Task GoOn(LiveSession live, CancellationToken cancel)
    {
        await live.Tick(cancel);
        if (live.IsOver) await LetGo(live);
    }

    private async Task LetGo(LiveSession live)
    {
        if (!_live.TryRemove(live.Meeting, out _)) return;
        if (!live.IsOver) await live.LetGo();
        await live.DisposeAsync();
    }

    // One session at a time, and none keeps another waiting.
    private async Task Alone(MeetingId meeting, string what, Func<Task> work)
    {
        if (!_busy.TryAdd(meeting, true)) return;
        await Attempt(meeting, what, work);
        _busy.TryRemove(meeting, out _);
    }

    private async Task Attempt(MeetingId meeting, string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            LogFailed(tools.Log, meeting, what, failure);
        }
    }
}

/// <summary>This server among those that share its database.</summary>
/// <param name="Name">A name that no other process has, nor an earlier one of this server.</param>
/// <param name="IsAlone">There is no other server.</param>
internal sealed record SiloIdentity(string Name, bool IsAlone);
