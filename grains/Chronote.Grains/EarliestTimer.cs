namespace Chronote.Grains;

/// <summary>One timer for whoever wants something soon: the earliest wish counts, and a later one never moves it back.</summary>
/// <remarks>Otherwise hints that follow each other closely would put off again and again what they hint at.</remarks>
internal sealed class EarliestTimer(Grain grain, TimeProvider time, Func<Task> work)
{
    private IGrainTimer? _timer;
    private DateTimeOffset _at;

    public void At(DateTimeOffset at)
    {
        if (_timer is not null && _at <= at) return;
        Cancel();
        var wait = at - time.GetUtcNow();
        (_at, _timer) = (at, grain.RegisterGrainTimer(_ => Work(), new GrainTimerCreationOptions(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan)));
    }

    public void Cancel()
    {
        _timer?.Dispose();
        _timer = null;
    }

    // Whatever is wished for while the work runs wants it once more.
    private Task Work()
    {
        Cancel();
        return work();
    }
}
