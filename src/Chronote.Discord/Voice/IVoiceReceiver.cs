namespace Chronote.Discord.Voice;

/// <summary>
/// Receives one voice channel until it ends: connects, resumes, rejoins and moves as the gateways say, and hands every packet to its sink.
/// A guild has one at a time.
/// </summary>
public interface IVoiceReceiver : IAsyncDisposable
{
    Snowflake Guild { get; }

    /// <summary>The channel it is in, or on its way to; changes when somebody moves the bot.</summary>
    Snowflake Channel { get; }

    /// <summary>Completes after <see cref="VoiceEvent.Ended"/> was told.</summary>
    Task<VoiceEvent.Ended> Completion { get; }

    /// <summary>Gives the present session up and joins the same channel anew, as when nothing decrypts any more.</summary>
    void Rejoin(string reason);

    /// <summary>Leaves the channel; completes after <see cref="VoiceEvent.Ended"/> was told.</summary>
    Task Leave();
}
