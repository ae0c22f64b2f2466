namespace Chronote.Kernel;

/// <summary>Implemented by grain classes that are woken by reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A tick. It may come late, and after a crash twice. A failure is recorded; the next tick comes a period later.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}

/// <summary>A reminder that is registered.</summary>
public interface IGrainReminder;

/// <summary>Comes with each tick. A cluster's says when the first one was, and how far apart they are; no grain asks.</summary>
public readonly struct TickStatus;

/// <summary>Reminders outlive activation and process. They are the alarm clock, not a timer: coarse, and durable.</summary>
public static class GrainReminderExtensions
{
    /// <param name="dueTime">Until the first tick; may be short.</param>
    /// <param name="period">At least a minute.</param>
    /// <exception cref="ArgumentException">The period is shorter than a minute.</exception>
    /// <exception cref="InvalidOperationException">The grain is not <see cref="IRemindable"/>.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        grain.Activation.Host.Reminders.Register(grain.Activation, reminderName, dueTime, period);

    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
        grain.Activation.Host.Reminders.Unregister(grain.Activation, reminder);

    /// <summary>Null when no reminder of this name is registered.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        grain.Activation.Host.Reminders.Find(grain.Activation, reminderName);
}
