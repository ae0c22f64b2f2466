using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

public interface IClockGrain : IGrainWithStringKey
{
    Task StartTimer(TimeSpan due);

    Task Hold(string cue);

    Task Remind(TimeSpan due, TimeSpan period);

    Task<bool> IsReminded();

    Task Forget();

    Task End();

    Task<int> Ticks();
}

/// <summary>Woken by timers and reminders; notes every tick.</summary>
public sealed class ClockGrain(Stage stage) : Grain, IClockGrain, IRemindable
{
    private const string Wake = "wake";

    private int _ticks;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stage.Note($"{Key} begins");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note($"{Key} ends");
        return Task.CompletedTask;
    }

    public Task StartTimer(TimeSpan due)
    {
        this.RegisterGrainTimer(_ =>
        {
            _ticks++;
            stage.Note($"{Key}: tick");
            return Task.CompletedTask;
        }, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public async Task Hold(string cue)
    {
        stage.Note($"{Key}: in");
        await stage.Cue(cue);
        stage.Note($"{Key}: out");
    }

    public async Task Remind(TimeSpan due, TimeSpan period) => await this.RegisterOrUpdateReminder(Wake, due, period);

    public async Task<bool> IsReminded() => await this.GetReminder(Wake) is { ReminderName: Wake };

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

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        stage.Note($"{Key}: reminded by {reminderName} every {status.Period}");
        return Task.CompletedTask;
    }
}
