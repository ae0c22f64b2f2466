using Chronote.Discord.Voice;

namespace Chronote.Silo.Discord.Recording;

/// <summary>The stretches in which a whole recording hears nothing, or keeps nothing, and why: each becomes a gap of every track when it ends.</summary>
/// <param name="heardUntil">When the one before this gave its last sign of life; null when there was none.</param>
/// <param name="note">Takes a stretch that ends now.</param>
internal sealed class Interruptions(TimeProvider time, DateTimeOffset? heardUntil, Action<DateTimeOffset, string> note)
{
    private DateTimeOffset? connectedAt, interruptedAt, pausedAt, fullSince;

    public bool IsPaused => pausedAt is not null;

    /// <summary>Since when it hears and keeps; null while it doesn't.</summary>
    public DateTimeOffset? ListeningSince => interruptedAt is null && pausedAt is null ? connectedAt : null;

    /// <summary>The stretch between the receiver before and this one, once it is over.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? ReceiverLost { get; private set; }

    public void Apply(VoiceEvent happened)
    {
        switch (happened)
        {
            case VoiceEvent.Connected:
                EndOfSilence();
                connectedAt = time.GetUtcNow();
                break;
            case VoiceEvent.Interrupted or VoiceEvent.Ended when connectedAt is not null:
                interruptedAt ??= time.GetUtcNow();
                break;
            case VoiceEvent.Resumed:
                interruptedAt = null; // audio had not stopped
                break;
        }
    }

    public void Pause() => pausedAt ??= time.GetUtcNow();

    public void Resume()
    {
        Note(ref pausedAt, GapReason.Paused);
        if (connectedAt is not null) connectedAt = time.GetUtcNow();
    }

    public void SpoolIsFull() => fullSince ??= time.GetUtcNow();

    public void RoomAgain() => Note(ref fullSince, GapReason.SpoolFull);

    /// <summary>The recording ends: what goes on ends now.</summary>
    public void End()
    {
        EndOfSilence();
        Note(ref pausedAt, GapReason.Paused);
        Note(ref fullSince, GapReason.SpoolFull);
    }

    private void EndOfSilence()
    {
        if (heardUntil is { } until) ReceiverLost = (until, time.GetUtcNow());
        Note(ref heardUntil, GapReason.ReceiverLost);
        Note(ref interruptedAt, GapReason.Rejoined);
    }

    private void Note(ref DateTimeOffset? since, string reason)
    {
        if (since is { } from) note(from, reason);
        since = null;
    }
}
