using System.Globalization;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;
using Chronote.Grains.Meetings;
using Chronote.Grains.Windows;
using Microsoft.Extensions.Logging;

namespace Chronote.Grains.Guilds;

/// <summary>A guild: decides by <see cref="Guild"/> and commits with its rows. Ending a session's meeting and erasing people go on after a crash, by its row in due.</summary>
public sealed partial class GuildGrain(IGrainRecords records, IGuildStore guilds, IErasure erasure, IBlobStore blobs, TimeProvider time, ILogger<GuildGrain> log)
    : DecidingGrain<GuildState, GuildCommand, GuildEvent, GuildEffect>(records, time), IGuildGrain
{
    /// <summary>Meetings that a person is erased from in one go; then whoever else calls has a turn.</summary>
    private const int MeetingsPerTurn = 8;

    private DateTimeOffset? _dueAt;

    protected override GrainName Name => new("guild", this.GetPrimaryKeyString());
    protected override GuildState Initial => new();
    private ulong Id => ulong.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        Tenant = Guild.TenantOf(Id);
    }

    public async Task<GuildAnswer> Do(GuildCommand command)
    {
        var refused = (await Handle(command) as CommitAnswer.Refused)?.Refusal;
        // What was refused changed no row, neither the one in due.
        if (refused is not null) _dueAt = DateTimeOffset.MinValue;
        if (refused is not null) LogRefused(log, this.GetPrimaryKeyString(), command.GetType().Name, refused.Code);
        return new GuildAnswer(refused, State);
    }

    public Task<GuildState> Look() => Task.FromResult(State);

    public async Task Wake(string what)
    {
        // The row that woke it is there, whatever this activation remembers of it.
        _dueAt = DateTimeOffset.MinValue;
        await Handle(new GuildCommand.Look());
    }

    protected override Decision<GuildEvent, GuildEffect> Decide(GuildState state, GuildCommand command, DateTimeOffset now) => Guild.Decide(state, command, now);

    protected override GuildState Evolve(GuildState state, GuildEvent happened) => Guild.Evolve(state, happened);

    protected override IReadOnlyList<RowChange> Changes(GuildCommand command, Decision<GuildEvent, GuildEffect> decision, GuildState next)
    {
        var now = Time.GetUtcNow();
        var changes = new List<RowChange>(GuildRows.Changes(Id, State, command, next, now));
        // A row that is early enough stays; one too early costs a look.
        var wanted = Guild.LookAt(next, now);
        if (wanted is { } at && (_dueAt is not { } due || due > at || due <= now)) changes.Add(new RowChange.SetDue(Name, GuildRows.Look, at));
        else if (wanted is null && _dueAt is not null) changes.Add(new RowChange.ClearDue(Name, GuildRows.Look));
        else return changes;
        _dueAt = wanted;
        return changes;
    }

    protected override Task Obey(GuildEffect effect) => effect switch
    {
        GuildEffect.Close close => Attempt("end a meeting", () => Close(close)),
        GuildEffect.EraseNext next => Attempt("erase a person", () => Erase(next.Erasure)),
        _ => Task.CompletedTask,
    };

    // What was never announced was never recorded, and its meeting may not even be there.
    private async Task Close(GuildEffect.Close close)
    {
        var meeting = GrainFactory.GetGrain<IMeetingGrain>(close.Meeting.Value);
        if (close.Cancel) await meeting.Cancel();
        else await meeting.Stop(new StopMeeting(new Dictionary<string, long>()));
        await Handle(new GuildCommand.Closed(close.Meeting));
    }

    private async Task Erase(PersonErasure person)
    {
        var track = new TrackId(person.User.ToString(CultureInfo.InvariantCulture));
        var until = MeetingId.At(person.AskedAt, ulong.MaxValue);
        for (var i = 0; i < MeetingsPerTurn; i++)
        {
            var done = State.Erasures.FirstOrDefault(each => each.User == person.User)?.Done;
            var meeting = await guilds.NextWithTrack(Id, track, done, until);
            if (meeting is { } found) await EraseFrom(new TrackKey(found, track));
            await Handle(new GuildCommand.Erased(person.User, meeting));
            if (meeting is null) return;
        }
    }

    private async Task EraseFrom(TrackKey track)
    {
        while (!await erasure.EraseTrack(track, Time.GetUtcNow())) { }
        var files = WindowObjects.PrefixOf(track, window: 0);
        foreach (var name in await erasure.Objects(track.Meeting))
            if (name.StartsWith(files, StringComparison.Ordinal)) await blobs.Delete(name);
        LogErased(log, this.GetPrimaryKeyString(), track.Meeting);
    }

    // What fails here is tried again at the next look.
    private async Task Attempt(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is not FencedException)
        {
            LogFailed(log, this.GetPrimaryKeyString(), what, failure);
        }
    }
}
