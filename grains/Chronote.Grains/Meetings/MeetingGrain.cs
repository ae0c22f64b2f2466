using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Grains.Tracks;
using Chronote.Grains.Windows;
using Microsoft.Extensions.Logging;

namespace Chronote.Grains.Meetings;

/// <summary>A meeting: decides by <see cref="Meeting"/>, commits with its rows, and asks the windows for files and notes when they are wanted.</summary>
[ImplicitStreamSubscription(ChunkStream.Namespace)]
public sealed partial class MeetingGrain(IGrainRecords records, IMeetingStore meetings, IErasure erasure, IBlobStore blobs, MeetingSettings settings, TimeProvider time, ILogger<MeetingGrain> log)
    : DecidingGrain<MeetingState, MeetingCommand, MeetingEvent, MeetingEffect>(records, time),
        IMeetingGrain, IRemindable, IStreamSubscriptionObserver, IAsyncObserver<ChunkEvent>
{
    private static readonly TimeSpan LookSoon = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RefreshWaitMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefreshWaitMax = TimeSpan.FromMinutes(1);

    private CreateMeeting? _creating;
    private StopMeeting? _stopping;
    private bool _refreshing;
    private TimeSpan _refreshWait;
    private DateTimeOffset _refreshAt;
    private DateTimeOffset _dueAt;
    private long? _erasingSince;
    private EarliestTimer _soon = null!;
    private ProgressReminder _progress = null!;

    protected override GrainName Name => new("meeting", this.GetPrimaryKeyString());
    protected override MeetingState Initial => new MeetingState.Absent();
    private MeetingId Id => new(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Timers only make the common case faster: the row in due wakes the meeting after a crash.
        (_soon, _progress) = (new EarliestTimer(this, Time, LookAtRows), new ProgressReminder(this));
        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<MeetingAnswer> Create(CreateMeeting command)
    {
        Tenant = new TenantId(command.Tenant);
        _creating = command;
        return MeetingAnswer.Of(await Handle(new MeetingCommand.Create()));
    }

    public async Task<MeetingAnswer> Stop(StopMeeting command)
    {
        _stopping = command;
        return MeetingAnswer.Of(await Handle(new MeetingCommand.Stop(settings.DrainDeadline)));
    }

    public async Task<MeetingAnswer> Cancel() => MeetingAnswer.Of(await Handle(new MeetingCommand.Cancel()));

    public async Task<MeetingAnswer> Delete() => MeetingAnswer.Of(await Handle(new MeetingCommand.Delete()));

    public async Task Wake(string what)
    {
        // The mark goes first and a look takes its place: what is stored from here on sets it again, and a crash in between looks once more than needed.
        if (what == DueRow.Late)
        {
            var now = Time.GetUtcNow();
            await SaveRows([new RowChange.ClearDue(Name, DueRow.Late), new RowChange.SetDue(Name, MeetingRows.Look, now)]);
            _dueAt = now;
        }
        await LookAtRows();
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // One that a crash left behind, of a meeting that never came to be.
        if (State is MeetingState.Absent) await _progress.Drop();
        else await LookAtRows();
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<ChunkEvent>().ResumeAsync(this);

    /// <summary>A hint: something was stored or got its text. While recording the next look is soon enough; afterwards it may end or amend the meeting.</summary>
    public Task OnNextAsync(ChunkEvent item, StreamSequenceToken? token = null)
    {
        if (State is not (MeetingState.Recording or MeetingState.Absent or MeetingState.Deleted)) _soon.At(Time.GetUtcNow() + LookSoon);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    protected override Decision<MeetingEvent, MeetingEffect> Decide(MeetingState state, MeetingCommand command, DateTimeOffset now) => Meeting.Decide(state, command, now);

    protected override MeetingState Evolve(MeetingState state, MeetingEvent happened) => Meeting.Evolve(state, happened);

    protected override IReadOnlyList<RowChange> Changes(MeetingCommand command, Decision<MeetingEvent, MeetingEffect> decision, MeetingState next) =>
        MeetingRows.Changes(Id, Name, decision, next, _creating, command is MeetingCommand.Stop ? _stopping : null, _dueAt);

    protected override async Task Obey(MeetingEffect effect)
    {
        switch (effect)
        {
            case MeetingEffect.LookAgain again:
                _dueAt = again.At;
                _soon.At(again.At);
                await Attempt("set its reminder", _progress.Keep);
                break;
            case MeetingEffect.Rest:
                _dueAt = default;
                _soon.Cancel();
                await Attempt("drop its reminder", _progress.Drop);
                break;
            case MeetingEffect.Assemble:
                RefreshWindow();
                break;
            case MeetingEffect.WriteNotes:
                await Attempt("write notes", WriteNotes);
                break;
            case MeetingEffect.Erase:
                await Attempt("erase", Erase);
                break;
        }
    }

    private async Task LookAtRows()
    {
        if (State is MeetingState.Absent) return;
        await Handle(new MeetingCommand.Look(await meetings.Progress(Id)));
    }

    // Assembling and summarising may take minutes. That happens beside the meeting's own turns, so that its deadline holds whatever a writer does (I5).
    private void RefreshWindow()
    {
        if (_refreshing || Time.GetUtcNow() < _refreshAt) return;
        _refreshing = true;
        this.RegisterGrainTimer(_ => Refresh(), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private async Task Refresh()
    {
        var changed = false;
        try
        {
            var before = await meetings.Window(Id, 0);
            await Window().Refresh();
            var after = await meetings.Window(Id, 0);
            changed = (before?.Revision, before?.SummaryTextVersion) != (after?.Revision, after?.SummaryTextVersion);
        }
        catch (Exception failure)
        {
            LogFailed(log, Id, "bring the window up to date", failure);
        }
        finally
        {
            _refreshing = false;
        }
        // A writer that fails is asked again by later looks, less and less often.
        _refreshWait = changed ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Clamp(_refreshWait.Ticks * 2, RefreshWaitMin.Ticks, RefreshWaitMax.Ticks));
        _refreshAt = Time.GetUtcNow() + _refreshWait;
        if (changed && State is not MeetingState.Deleted) _soon.At(Time.GetUtcNow());
    }

    private async Task WriteNotes()
    {
        if (await meetings.Meeting(Tenant, Id) is not { } meeting) return;
        var row = await meetings.Window(Id, 0);
        if (row?.Summary is not { } summary || (meeting.NotesRevision > 0 && meeting.NotesTextVersion == row.SummaryTextVersion))
        {
            RefreshWindow();
            return;
        }
        await SaveRows([
            new RowChange.SaveNotes(Id, meeting.NotesRevision + 1, row.SummaryTextVersion, summary),
            MeetingRows.NotesWritten(Id, Time.GetUtcNow(), meeting.NotesRevision + 1, amends: State is MeetingState.Completed),
        ]);
        _soon.At(Time.GetUtcNow());
    }

    // Objects are removed at once and again later: what was being written when the tombstone came lands in between.
    private async Task Erase()
    {
        if (State is not MeetingState.Deleted) return;
        while (!await erasure.EraseRows(Id)) { }
        foreach (var name in await erasure.Objects(Id)) await blobs.Delete(name);
        // Counted from this activation's first try: the wall clock may have been put forward, and a write that was under way then would be nobody's.
        _erasingSince ??= Time.GetTimestamp();
        if (settings.EraseAgainAfter - Time.GetElapsedTime(_erasingSince.Value) is var left && left > TimeSpan.Zero)
        {
            await SaveRows([new RowChange.SetDue(Name, MeetingRows.Look, Time.GetUtcNow() + left)]);
            await _progress.Keep();
            return;
        }
        await erasure.ForgetObjects(Id);
        await SaveRows([new RowChange.ClearDue(Name, MeetingRows.Look)]);
        await _progress.Drop();
    }

    private IWindowGrain Window() => GrainFactory.GetGrain<IWindowGrain>($"{Id}/0");

    // What fails here is tried again at the next look; the deadline holds whatever happens.
    private async Task Attempt(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is not FencedException)
        {
            LogFailed(log, Id, what, failure);
        }
    }
}
