using System.Buffers.Binary;
using Chronote.Discord.Dave;

namespace Chronote.Discord.Voice.Control;

/// <summary>
/// A client's duties in an end-to-end encrypted call (DAVE protocol, "Voice Gateway Opcodes" and "Transitions"): which of the session's answers become which message.
/// Decides nothing about keys; that is <see cref="IDaveSession"/>'s.
/// </summary>
internal sealed class DaveConversation(IDaveSession dave, CallMembers members, Action<VoiceAction> want)
{
    // A transition takes two seconds at most; after that, frames that fail are failures again.
    private static readonly TimeSpan TransitionMax = TimeSpan.FromSeconds(10), RecoveryEvery = TimeSpan.FromSeconds(10);

    private const int PendingMax = 32;

    private readonly HashSet<ushort> _pending = [];
    private TimeSpan _unsettledUntil;
    private TimeSpan? _recovered;
    private ushort _lastTransition;
    private ulong? _toldEpoch;
    private string? _toldCode;

    public bool IsUnsettled(TimeSpan now) => now < _unsettledUntil;

    /// <summary>Op 4, and op 24 with epoch 1.</summary>
    public void Begin(int version)
    {
        SendKeyPackage(dave.Begin(version));
        want(new VoiceAction.KeysChanged());
    }

    public void Handle(VoiceMessage.PrepareTransition message, TimeSpan now)
    {
        dave.PrepareTransition(message.DaveVersion);
        if (message.Transition == 0)
        {
            dave.ExecuteTransition();
            want(new VoiceAction.KeysChanged());
            return;
        }

        Ready(message.Transition, now);
        want(new VoiceAction.KeysChanged());
    }

    public void Handle(VoiceMessage.ExecuteTransition message)
    {
        _pending.Remove(message.Transition);
        dave.ExecuteTransition();
        if (_pending.Count == 0)
            _unsettledUntil = default;
        want(new VoiceAction.KeysChanged());
    }

    public void Handle(VoiceMessage.PrepareEpoch message, TimeSpan now)
    {
        _unsettledUntil = now + TransitionMax;
        if (message.Epoch == 1)
            Begin(message.DaveVersion);
    }

    public void Handle(VoiceOpcode opcode, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        switch (opcode)
        {
            case VoiceOpcode.ExternalSender:
                Obey(dave.ExternalSender(payload), 0, now);
                break;
            case VoiceOpcode.Proposals:
                _unsettledUntil = now + TransitionMax;
                Obey(dave.Proposals(payload, members.Users), 0, now);
                break;
            case VoiceOpcode.AnnounceCommit or VoiceOpcode.Welcome when payload.Length < 2:
                want(new VoiceAction.Note($"{opcode} without a transition"));
                break;
            case VoiceOpcode.AnnounceCommit:
                Obey(dave.Commit(payload[2..]), BinaryPrimitives.ReadUInt16BigEndian(payload), now);
                break;
            case VoiceOpcode.Welcome:
                Obey(dave.Welcome(payload[2..], members.Users), BinaryPrimitives.ReadUInt16BigEndian(payload), now);
                break;
        }
    }

    /// <summary>Frames fail though no transition is under way: enters the group anew, as after an invalid commit.</summary>
    public void Recover(TimeSpan now)
    {
        if (IsUnsettled(now) || _recovered + RecoveryEvery > now || dave.ProtocolVersion == 0)
            return;
        _recovered = now;
        EnterAnew(_lastTransition, "frames do not decrypt", now);
    }

    private void Obey(DaveAnswer answer, ushort transition, TimeSpan now)
    {
        switch (answer)
        {
            case DaveAnswer.SendCommit commit:
                want(new VoiceAction.SendBinary(VoicePayload.Binary(VoiceOpcode.CommitWelcome, commit.Body)));
                break;
            case DaveAnswer.Moved moved:
                _lastTransition = transition;
                if (transition != 0)
                    Ready(transition, now);
                else
                    dave.ExecuteTransition();
                TellEpoch(moved.Epoch);
                want(new VoiceAction.KeysChanged());
                break;
            case DaveAnswer.Invalid invalid:
                EnterAnew(transition, invalid.Reason, now);
                break;
            case DaveAnswer.Refused refused:
                want(new VoiceAction.Note(refused.Reason));
                break;
        }
    }

    private void Ready(ushort transition, TimeSpan now)
    {
        if (_pending.Count < PendingMax)
            _pending.Add(transition);
        _unsettledUntil = now + TransitionMax;
        want(new VoiceAction.SendText(VoicePayload.TransitionReady(transition)));
    }

    private void EnterAnew(ushort transition, string reason, TimeSpan now)
    {
        want(new VoiceAction.Note($"the encrypted group is entered anew: {reason}"));
        _unsettledUntil = now + TransitionMax;
        want(new VoiceAction.SendText(VoicePayload.InvalidCommitWelcome(transition)));
        SendKeyPackage(dave.BeginAgain());
    }

    private void SendKeyPackage(byte[]? keyPackage)
    {
        if (keyPackage is not null)
            want(new VoiceAction.SendBinary(VoicePayload.Binary(VoiceOpcode.KeyPackage, keyPackage)));
    }

    private void TellEpoch(ulong epoch)
    {
        if (dave.PrivacyCode is not { } code || (_toldEpoch == epoch && _toldCode == code))
            return;
        (_toldEpoch, _toldCode) = (epoch, code);
        want(new VoiceAction.Tell(new VoiceEvent.EpochChanged(epoch, code)));
    }
}
