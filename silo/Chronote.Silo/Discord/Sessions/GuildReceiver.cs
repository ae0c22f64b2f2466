using Chronote.Discord.Voice;
using Chronote.Silo.Discord.Recording;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>A voice connection and the recording that hears it.</summary>
internal sealed class GuildReceiver : IGuildReceiver
{
    /// <summary>Discord need not answer for us to be gone.</summary>
    private static readonly TimeSpan LeaveMax = TimeSpan.FromSeconds(2);

    /// <summary>What is not delivered when this process ends is on its disk.</summary>
    private static readonly TimeSpan DetachMax = TimeSpan.FromSeconds(3);

    private readonly GuildRecording _recording;
    private readonly IVoiceReceiver _voice;
    private readonly TimeProvider _time;

    public GuildReceiver(GuildRecording recording, IVoiceReceiver voice, TimeProvider time)
    {
        (_recording, _voice, _time) = (recording, voice, time);
        Ended = WhenItEnds();
    }

    public ulong Channel => _voice.Channel.Value;

    public Task<string> Ended { get; }

    public async Task<ReceiverReport> Report()
    {
        var facts = await _recording.Facts();
        var troubles = ListeningTruth.Of(facts, _recording.ListeningSince, _time.GetUtcNow()).Select(Told);
        if (_recording.IsSpoolFull) troubles = troubles.Append(new ReceiverTrouble(TroubleKind.NoRoom, null, TimeSpan.Zero));
        return new ReceiverReport(
            _recording.ListeningSince is not null || _recording.IsPaused, _recording.IsTakenOver, [.. facts.Where(each => each.LastPacketAt is not null).Select(each => each.User.Value)],
            [.. troubles], (await _recording.Figures()).WaitingBytes);
    }

    public Task Pause() => _recording.IsPaused ? Task.CompletedTask : _recording.Pause();

    public Task Resume() => _recording.IsPaused ? _recording.Resume() : Task.CompletedTask;

    public void Rejoin(string reason) => _voice.Rejoin(reason);

    public async Task<bool> Stop(TimeSpan patience)
    {
        var began = _time.GetTimestamp();
        await Leave();
        var left = patience - _time.GetElapsedTime(began);
        return await _recording.Stop(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    public async Task Detach()
    {
        await Leave();
        await _recording.Detach(DetachMax);
    }

    // Both are over by then; asked again they answer at once.
    public async ValueTask DisposeAsync()
    {
        await Leave();
        await _recording.Detach(TimeSpan.Zero);
    }

    private async Task Leave()
    {
        try
        {
            await _voice.Leave().WaitAsync(LeaveMax, _time);
        }
        catch (TimeoutException)
        {
            // Without us the connection ends by itself.
        }
    }

    private async Task<string> WhenItEnds()
    {
        var ended = await _voice.Completion;
        return ended.Reason switch
        {
            VoiceEnd.Asked => "it was asked to leave",
            VoiceEnd.Kicked => "somebody disconnected the bot from the call",
            VoiceEnd.CallEnded => "the channel is gone",
            VoiceEnd.EncryptionRequired => "the call wants an encryption that this version doesn't know",
            VoiceEnd.Replaced => "another receiver of this server took over",
            VoiceEnd.NotAdmitted => "the bot was not let into the channel: it is full, or the bot may not connect",
            _ => $"Discord refused the bot in the call ({ended.Detail})",
        };
    }

    private static ReceiverTrouble Told(ListeningTrouble trouble) => trouble switch
    {
        ListeningTrouble.Undecryptable each => new ReceiverTrouble(TroubleKind.Undecryptable, each.User.Value, each.For),
        ListeningTrouble.NotKept each => new ReceiverTrouble(TroubleKind.NotKept, each.User.Value, each.For),
        ListeningTrouble.NotDelivered each => new ReceiverTrouble(TroubleKind.NotDelivered, each.User.Value, each.For),
        ListeningTrouble.NobodyHeard each => new ReceiverTrouble(TroubleKind.NobodyHeard, null, each.For),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
