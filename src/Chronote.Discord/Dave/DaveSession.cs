using System.Buffers.Binary;
using System.Security.Cryptography;
using Chronote.Discord.Dave.Frames;
using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Dave;

/// <summary>
/// DAVE protocol 1 in managed code: MLS 1.0 (RFC 9420) with ciphersuite 2 over the platform's cryptography, and the frame encryption. What the group looks
/// like and what frames need is decided in <c>Mls</c> and <c>Frames</c>; this says which of the gateway's messages may do what, and when.
/// </summary>
public sealed class DaveSession : IDaveSession
{
    private const byte Append = 0;
    private const byte Revoke = 1;

    private static readonly byte[] OpusSilence = [0xF8, 0xFF, 0xFE];

    private readonly Snowflake _self;
    private readonly byte[] _groupId = new byte[sizeof(ulong)];
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FrameKeys _keys = new();
    private readonly ProposalQueue _queue = new();
    private readonly List<GroupCommit.Made> _ownCommits = [];
    private Passthrough _passthrough;
    private ExternalSender? _externalSender;
    private OwnKeyPackage? _keyPackage;
    private MlsGroup? _group;

    /// <param name="self">The bot's own user.</param>
    /// <param name="channel">The voice channel: the group's id. A move to another channel needs another session.</param>
    /// <param name="time">Its timestamps measure how long old keys and plain frames are accepted.</param>
    public DaveSession(Snowflake self, Snowflake channel, TimeProvider time)
    {
        (_self, _time, _began) = (self, time, time.GetTimestamp());
        BinaryPrimitives.WriteUInt64BigEndian(_groupId, channel.Value);
    }

    /// <inheritdoc/>
    public int ProtocolVersion => _passthrough.Version;

    /// <inheritdoc/>
    public ulong? Epoch => Established?.Epoch;

    /// <inheritdoc/>
    public IReadOnlyCollection<Snowflake> Members => Established is { } group ? [.. group.Members] : [];

    /// <inheritdoc/>
    public string? PrivacyCode => Established is { } group ? Dave.PrivacyCode.Of(group.Secrets.Authenticator) : null;

    /// <summary>What members compare: equal for all of one epoch. No secret.</summary>
    internal byte[]? Authenticator => Established?.Secrets.Authenticator;

    /// <summary>The group, unless it is only the local one of epoch 0.</summary>
    private MlsGroup? Established => _group is { Epoch: > 0 } group ? group : null;

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <inheritdoc/>
    public byte[]? Begin(int protocolVersion)
    {
        _passthrough.Begin(protocolVersion);
        ForgetGroup();
        return protocolVersion is > 0 and <= DaveLimits.ProtocolVersionMax ? NewKeyPackage() : null;
    }

    /// <inheritdoc/>
    public byte[] BeginAgain()
    {
        ForgetGroup();
        return NewKeyPackage();
    }

    /// <inheritdoc/>
    public DaveAnswer ExternalSender(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > DaveLimits.PayloadBytesMax || Mls.ExternalSender.Read(payload) is not { } sender) return new DaveAnswer.Refused("the external sender can't be read");
        if (_externalSender?.IsSame(sender) == true && _group is not null) return new DaveAnswer.Nothing();
        if (Established is not null) return new DaveAnswer.Refused("the external sender of a group can't change");
        ForgetGroup();
        _externalSender = sender;
        MakeLocalGroup();
        return new DaveAnswer.Nothing();
    }

    /// <inheritdoc/>
    public DaveAnswer Proposals(ReadOnlySpan<byte> payload, IReadOnlySet<Snowflake> connected)
    {
        if (_group is null) return new DaveAnswer.Nothing();
        if (payload.Length > DaveLimits.PayloadBytesMax) return new DaveAnswer.Refused("the proposals are too long");
        var reader = new MlsReader(payload);
        var operation = reader.U8();
        var list = new MlsReader(reader.Vector());
        if (!reader.Whole || operation > Revoke) return new DaveAnswer.Refused("the proposals can't be read");
        var foreign = false;
        var refusal = operation == Append ? AppendAll(ref list, connected, out foreign) : RevokeAll(ref list);
        if (refusal is not null) return new DaveAnswer.Refused(refusal);
        return foreign || _queue.Queued.Count == 0 ? new DaveAnswer.Nothing() : CommitQueue();
    }

    /// <inheritdoc/>
    public DaveAnswer Commit(ReadOnlySpan<byte> payload)
    {
        if (_group is null) return new DaveAnswer.Nothing();
        foreach (var own in _ownCommits)
        {
            if (!payload.SequenceEqual(own.Commit)) continue;
            _ownCommits.Remove(own);
            return MoveTo(own.Next);
        }
        // A group that isn't established knows nobody: somebody else's commit is followed by a Welcome for us.
        if (Established is not { } group) return new DaveAnswer.Nothing();
        var reader = new MlsReader(payload);
        if (payload.Length > DaveLimits.PayloadBytesMax || CommitMessage.Read(ref reader) is not { } commit || !reader.AtEnd) return new DaveAnswer.Invalid("the commit can't be read");
        if (commit.Epoch < group.Epoch) return new DaveAnswer.Refused("the commit is for an epoch gone by");
        if (GroupFollow.Follow(group, commit, _queue.Queued, out var next, out var removed) is { } fault) return new DaveAnswer.Invalid(fault);
        return removed ? Removed(commit) : MoveTo(next!);
    }

    /// <inheritdoc/>
    public DaveAnswer Welcome(ReadOnlySpan<byte> payload, IReadOnlySet<Snowflake> connected)
    {
        // Members who are not (or no longer) connected are no reason to refuse: a proposal to remove them may still be under way.
        if (Established is not null) return new DaveAnswer.Refused("a Welcome, but we are in the group");
        if (_externalSender is null || _keyPackage is null) return new DaveAnswer.Invalid("a Welcome without external sender or key package");
        if (payload.Length > DaveLimits.PayloadBytesMax) return new DaveAnswer.Invalid("the Welcome is too long");
        if (GroupJoin.Join(payload, _keyPackage, _groupId, _externalSender, out var group) is { } fault) return new DaveAnswer.Invalid(fault);
        _keyPackage.Dispose();
        _keyPackage = null;
        return MoveTo(group!);
    }

    /// <inheritdoc/>
    public void PrepareTransition(int protocolVersion) => _passthrough.Prepare(protocolVersion, Now);

    /// <inheritdoc/>
    public void ExecuteTransition()
    {
        if (_passthrough.Execute(Now)) ForgetGroup();
        else _keys.SendWithNewest();
    }

    /// <inheritdoc/>
    public FrameVerdict Decrypt(Snowflake sender, ReadOnlySpan<byte> frame, Span<byte> opus, out int opusBytes)
    {
        if (opus.Length < frame.Length) throw new ArgumentException("The place for the Opus packet must be as long as the frame.", nameof(opus));
        opusBytes = 0;
        var encrypted = FrameTrailer.TryRead(frame, out var trailer);
        if (encrypted)
        {
            var verdict = _keys.Decrypt(sender, trailer, opus, Now);
            if (verdict == FrameVerdict.Decrypted) opusBytes = trailer.Body.Length;
            return verdict;
        }
        if (!frame.SequenceEqual(OpusSilence) && !_passthrough.IsOpen(Now)) return FrameTrailer.IsMarked(frame) ? FrameVerdict.Malformed : FrameVerdict.Plain;
        frame.CopyTo(opus);
        opusBytes = frame.Length;
        return FrameVerdict.PassedThrough;
    }

    /// <inheritdoc/>
    public Snowflake? SenderOf(ReadOnlySpan<byte> frame, IEnumerable<Snowflake> candidates)
    {
        if (!FrameTrailer.TryRead(frame, out var trailer)) return null;
        foreach (var candidate in candidates)
        {
            if (_keys.IsFrom(candidate, trailer, Now)) return candidate;
        }
        return null;
    }

    /// <inheritdoc/>
    public byte[] Encrypt(ReadOnlySpan<byte> opus) =>
        _passthrough.Version == 0 || opus.SequenceEqual(OpusSilence) ? opus.ToArray() : _keys.Encrypt(opus, Now) ?? [];

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetGroup();
        _keys.Dispose();
        _keyPackage?.Dispose();
        _keyPackage = null;
        _signer.Dispose();
    }

    private string? AppendAll(ref MlsReader list, IReadOnlySet<Snowflake> connected, out bool foreign)
    {
        foreign = false;
        string? refusal = null;
        while (!list.AtEnd)
        {
            if (ProposalMessage.Read(ref list) is not { } message) return "a proposal can't be read";
            if (_group!.Epoch == 0 && message.Epoch != 0) foreign = true; // For the group that we aren't in yet.
            else refusal = AppendOne(message, connected) ?? refusal;
        }
        return list.Failed ? "a proposal can't be read" : refusal;
    }

    private string? AppendOne(ProposalMessage message, IReadOnlySet<Snowflake> connected)
    {
        if (!message.GroupId.AsSpan().SequenceEqual(_groupId)) return "a proposal is for another group";
        if (message.Epoch != _group!.Epoch) return "a proposal is for another epoch";
        if (!message.IsSignedBy(_externalSender!)) return "a proposal isn't signed by the voice gateway";
        if (message.Proposal is Proposal.Add add)
        {
            if (add.KeyPackage.Fault() is { } fault) return fault;
            var user = add.KeyPackage.Leaf.User!.Value;
            if (user != _self && !connected.Contains(user)) return $"a proposal adds user {user}, who isn't connected";
        }
        else if (message.Proposal is Proposal.Remove remove && _group.Tree.LeafAt(remove.Leaf) is null)
        {
            return "a proposal removes a leaf that isn't there";
        }
        return _queue.TryAdd(message.ToQueued()) ? null : "too many proposals wait for a commit";
    }

    private string? RevokeAll(ref MlsReader list)
    {
        var any = false;
        while (!list.AtEnd) any |= _queue.Revoke(list.Vector().ToArray());
        if (list.Failed) return "a revocation can't be read";
        return any ? null : "a revocation names no proposal of this epoch";
    }

    private DaveAnswer CommitQueue()
    {
        if (GroupCommit.Make(_group!, _queue.Queued, _signer, out var made) is { } fault) return new DaveAnswer.Refused($"no commit can be made: {fault}");
        if (_ownCommits.Count == DaveLimits.OwnCommitsHeldMax)
        {
            _ownCommits[0].Next.Dispose();
            _ownCommits.RemoveAt(0);
        }
        _ownCommits.Add(made!);
        return new DaveAnswer.SendCommit([.. made!.Commit, .. made.Welcome ?? []]);
    }

    private DaveAnswer MoveTo(MlsGroup next)
    {
        DropGroup();
        _group = next;
        _keys.Install(next, _self, Now);
        return new DaveAnswer.Moved(next.Epoch);
    }

    /// <summary>A commit took us out. When it adds us again with our current key package, a Welcome follows and nothing is wrong.</summary>
    private DaveAnswer Removed(CommitMessage commit)
    {
        var readding = _queue.Queued.FirstOrDefault(queued => queued.Proposal is Proposal.Add add && add.KeyPackage.Bytes.AsSpan().SequenceEqual(_keyPackage?.Public.Bytes));
        if (readding is null || !commit.References.Exists(reference => reference.AsSpan().SequenceEqual(readding.Reference)))
            return new DaveAnswer.Invalid("the commit removes us");
        ForgetGroup();
        return new DaveAnswer.Nothing();
    }

    private byte[] NewKeyPackage()
    {
        _keyPackage?.Dispose();
        _keyPackage = OwnKeyPackage.New(_self, _signer);
        MakeLocalGroup();
        return [.. _keyPackage.Public.Bytes];
    }

    private void MakeLocalGroup()
    {
        if (_externalSender is not null) _group = MlsGroup.Alone(_groupId, _externalSender, _self, _signer);
    }

    /// <summary>The keys held stay for frames in flight.</summary>
    private void ForgetGroup()
    {
        DropGroup();
        _keys.Retire(Now);
    }

    private void DropGroup()
    {
        _queue.Clear();
        foreach (var own in _ownCommits) own.Next.Dispose();
        _ownCommits.Clear();
        _group?.Dispose();
        _group = null;
    }
}
