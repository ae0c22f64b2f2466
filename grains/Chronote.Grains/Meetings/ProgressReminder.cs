namespace Chronote.Grains.Meetings;

/// <summary>
/// The last net under an active meeting: wakes it every minute, whatever became of its timers, its row in <c>due</c> and the poller. All it
/// brings about is a look, so a tick that comes twice, late or for no reason changes nothing.
/// </summary>
internal sealed class ProgressReminder(Grain grain)
{
    public const string Name = "progress";

    /// <summary>As often as hosts allow.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    // Null: this activation hasn't asked yet, or an answer was lost.
    private bool? _isSet;

    public async Task Keep()
    {
        if (_isSet == true) return;
        if (_isSet is false || await grain.GetReminder(Name) is null) await grain.RegisterOrUpdateReminder(Name, Every, Every);
        _isSet = true;
    }

    public async Task Drop()
    {
        if (_isSet == false) return;
        _isSet = null;
        if (await grain.GetReminder(Name) is { } reminder) await grain.UnregisterReminder(reminder);
        _isSet = false;
    }
}
