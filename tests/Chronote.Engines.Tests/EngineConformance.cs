using Chronote.Domain.Transcription;
using Chronote.Engines.Tests.Speech;

namespace Chronote.Engines.Tests;

/// <summary>What every engine behind the port keeps to. A new engine derives, makes its engines, and is tested.</summary>
public abstract class EngineConformance
{
    /// <summary>An engine that works.</summary>
    protected abstract ITranscriptionEngine NewEngine();

    /// <summary>An engine whose far side never answers, allowed one second. Null: it has no far side.</summary>
    protected abstract ITranscriptionEngine? NewHangingEngine();

    /// <summary>An engine whose far side answers with something else than text. Null: it has no far side.</summary>
    protected abstract ITranscriptionEngine? NewGarbledEngine();

    /// <summary>An engine that can't reach or start what it needs. Null: it needs nothing.</summary>
    protected abstract ITranscriptionEngine? NewMissingEngine();

    /// <summary>Whether <see cref="NewEngine"/> turns speech into text at all.</summary>
    protected virtual bool Hears => true;

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task Speech_becomes_text_with_times_inside_the_unit()
    {
        var speech = await Flite.Say("We will decide the date of the release today. Please send me the numbers tomorrow morning.");
        var answer = await NewEngine().Transcribe(UnitOf.Samples(speech), Never);
        if (!Hears)
        {
            answer.ShouldBeOfType<EngineAnswer.Ours>();
            return;
        }
        var text = answer.ShouldBeOfType<EngineAnswer.Text>();
        text.Segments.ShouldNotBeEmpty();
        var last = TimeSpan.Zero;
        foreach (var segment in text.Segments)
        {
            segment.Text.ShouldNotBeNullOrWhiteSpace();
            segment.Start.ShouldBeGreaterThanOrEqualTo(last);
            segment.End.ShouldBeGreaterThanOrEqualTo(segment.Start);
            segment.End.TotalSeconds.ShouldBeLessThanOrEqualTo((double)speech.Length / 16_000 + 0.001);
            last = segment.Start;
        }
    }

    [Fact]
    public async Task Silence_is_an_answer_and_no_failure()
    {
        var answer = await NewEngine().Transcribe(UnitOf.Samples(UnitOf.Silence(2)), Never);
        if (Hears) (answer is EngineAnswer.Text or EngineAnswer.Silent).ShouldBeTrue(answer.ToString());
    }

    [Fact]
    public async Task Bytes_that_are_no_audio_are_the_audios_fault()
    {
        byte[] truncated = UnitOf.Samples(UnitOf.Silence(1)).OggOpus.ToArray()[..60];
        foreach (byte[] bytes in new[] { [], "not an Ogg stream at all"u8.ToArray(), truncated })
        {
            var answer = await NewEngine().Transcribe(UnitOf.Bytes(bytes), Never);
            if (Hears) answer.ShouldBeOfType<EngineAnswer.Audio>();
        }
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_nothing_else_does()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var unit = UnitOf.Samples(UnitOf.Tone(1, -20));
        await Should.ThrowAsync<OperationCanceledException>(() => NewEngine().Transcribe(unit, cancelled.Token));
    }

    [Fact]
    public async Task Cancelling_while_the_far_side_hangs_ends_the_call_at_once()
    {
        if (NewHangingEngine() is not { } engine) return;
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        var call = engine.Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), soon.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(5), Never));
    }

    [Fact]
    public async Task A_far_side_that_never_answers_is_theirs_after_the_time_allowed()
    {
        if (NewHangingEngine() is not { } engine) return;
        var answer = await engine.Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), Never).WaitAsync(TimeSpan.FromSeconds(10), Never);
        answer.ShouldBeOfType<EngineAnswer.Theirs>().RateLimited.ShouldBeFalse();
    }

    [Fact]
    public async Task Garbage_from_the_far_side_is_theirs_or_no_text()
    {
        if (NewGarbledEngine() is not { } engine) return;
        var answer = await engine.Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), Never);
        if (answer is EngineAnswer.Text text) text.Segments.ShouldBeEmpty();
        else answer.ShouldBeOfType<EngineAnswer.Theirs>().Message.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task What_is_missing_is_an_answer_that_says_what()
    {
        if (NewMissingEngine() is not { } engine) return;
        var answer = await engine.Transcribe(UnitOf.Samples(UnitOf.Tone(1, -20)), Never);
        var message = answer switch
        {
            EngineAnswer.Ours ours => ours.Message,
            EngineAnswer.Theirs theirs => theirs.Message,
            _ => throw new ShouldAssertException(answer.ToString()),
        };
        message.Length.ShouldBeInRange(20, 400);
    }

    [Fact]
    public void The_label_names_an_engine_that_can_be_chosen()
        => EngineNames.All.ShouldContain(NewEngine().Label.Engine);
}
