using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

public interface IClockGrain : IGrainWithStringKey
{
    Task StartTimer(TimeSpan due);

    /// <summary>By a timer whose ticks don't wait for other turns.</summary>
    Task StartInterleavingTimer(TimeSpan due);

    Task StopTimer();

    Task Hold(string cue);

    Task Remind(TimeSpan due, TimeSpan period);

    /// <summary>By a reminder that its own tick forgets.</summary>
    Task RemindOnce(TimeSpan due, TimeSpan period);

    /// <summary>By a reminder whose tick fails.</summary>
    Task RemindAndFail(TimeSpan due, TimeSpan period);

    Task<bool> IsReminded();

    Task Forget();

    Task End();

    Task<int> Ticks();
}

/// <summary>Woken by timers and reminders; notes every tick.</summary>
public sealed class ClockGrain(Stage stage, Life life) : Grain, IClockGrain, IRemindable
{
    private const string Wake = "wake";
    private const string Last = "last";
    private const string Fail = "fail";

    private IGrainTimer? _timer;
    private int _ticks;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        life.Begins(this);
        return Task.CompletedTask;
    }

    public Task StartTimer(TimeSpan due)
    {
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task StartInterleavingTimer(TimeSpan due)
    {
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public async Task Hold(string cue)
    {
        stage.Note($"{Key}: in");
        await stage.Cue(cue);
        stage.Note($"{Key}: out");
    }

    public async Task Remind(TimeSpan due, TimeSpan period) => await this.RegisterOrUpdateReminder(Wake, due, period);

    public async Task RemindOnce(TimeSpan due, TimeSpan period) => await this.RegisterOrUpdateReminder(Last, due, period);

    public async Task RemindAndFail(TimeSpan due, TimeSpan period) => await this.RegisterOrUpdateReminder(Fail, due, period);

    public async Task<bool> IsReminded() => await this.GetReminder(Wake) is not null || await this.GetReminder(Last) is not null;

    public async Task Forget()
    {
        if (await this.GetReminder(Wake) is { } reminder) await this.UnregisterReminder(reminder);
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName == Last) await this.UnregisterReminder((await this.GetReminder(Last))!);
        stage.Note($"{Key}: reminded by {reminderName}");
        if (reminderName == Fail) throw new InvalidOperationException("as asked");
    }

    private Task Tick(CancellationToken ended)
    {
        _ticks++;
        stage.Note($"{Key}: tick");
        return Task.CompletedTask;
    }
}
