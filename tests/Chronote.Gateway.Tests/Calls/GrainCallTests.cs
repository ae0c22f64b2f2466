using Chronote.Gateway.Calls;
using Chronote.Gateway.Tests.World;
using Chronote.Grains;

namespace Chronote.Gateway.Tests.Calls;

public sealed class GrainCallTests
{
    private readonly ManualTime _time = new();
    private int _asked;

    [Fact]
    public async Task A_grain_whose_activation_was_stale_is_asked_again_and_answers()
    {
        var call = GrainCall.Insist(_time, () => ++_asked < 3 ? throw new FencedException("stale") : Task.FromResult(_asked));
        for (var look = 0; look < 100 && !call.IsCompleted; look++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await TestServer.Pause();
        }
        (await call).ShouldBe(3);
    }

    [Fact]
    public async Task After_ten_seconds_the_caller_is_told()
    {
        var call = GrainCall.Insist(_time, () =>
        {
            _asked++;
            _time.Advance(TimeSpan.FromSeconds(4));
            throw new FencedException("stale");
        });
        for (var look = 0; look < 100 && !call.IsCompleted; look++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await TestServer.Pause();
        }
        await Should.ThrowAsync<FencedException>(call);
        _asked.ShouldBe(3);
    }

    [Fact]
    public async Task What_fails_for_another_reason_is_not_repeated()
    {
        await Should.ThrowAsync<TimeoutException>(GrainCall.Insist(_time, Task () =>
        {
            _asked++;
            throw new TimeoutException("it may be at work still");
        }));
        _asked.ShouldBe(1);
    }
}
