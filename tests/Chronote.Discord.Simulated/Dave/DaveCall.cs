using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Voice;

namespace Chronote.Discord.Simulated.Dave;

/// <summary>
/// The voice gateway's side of one call's end-to-end encryption (DAVE protocol): proposes who joins and leaves, lets the first fitting commit win,
/// hands out Welcomes, and paces transitions. Guarded by its voice server's lock; time comes through <paramref name="later"/>.
/// </summary>
internal sealed class DaveCall(ulong channel, int version, TimeSpan transitionTimeout, Action<TimeSpan, Action> later, Action<string> complain) : IDisposable
{
    private readonly ExternalSender sender = new();
    private readonly Dictionary<ulong, Participant> participants = [];
    private readonly GroupLeaves leaves = new();
    private readonly List<Proposal> live = [];
    private readonly Dictionary<int, Transition> transitions = [];
    private readonly List<DaveCommit> commits = [];
    private readonly List<DaveInvalid> invalids = [];
    private int lastTransition;
    private bool upgrades;

    private sealed class Participant(VoiceSession session)
    {
        public VoiceSession Session { get; } = session;

        /// <summary>Unused so far; null while none was sent since the last use.</summary>
        public KeyPackage? Package { get; set; }

        /// <summary>Follows the group: it was welcomed, and has not given up since.</summary>
        public bool IsMember { get; set; }

        public bool KnowsSender { get; set; }

        public HashSet<Proposal> Told { get; } = [];
    }

    private sealed record Transition(int Id, int Version, HashSet<ulong> Awaited, List<ulong> Concerned);

    public int Version { get; private set; } = version;

    /// <summary>0 while there is no group.</summary>
    public ulong Epoch { get; private set; }

    public DaveTroubles Troubles { get; } = new();

    public IReadOnlyList<DaveCommit> Commits => commits;

    public IReadOnlyList<DaveInvalid> Invalids => invalids;

    /// <summary>Members in good standing.</summary>
    public IEnumerable<ulong> Members => participants.Values.Where(participant => participant.IsMember).Select(participant => participant.Session.User);

    /// <summary>Nobody waits for anything: everybody is in the group and every transition is over.</summary>
    public bool IsSettled => transitions.Count == 0 && (Version == 0 || participants.Count < 2 || (live.Count == 0 && participants.Values.All(participant => participant.IsMember)));

    /// <summary>Op 25 ahead of op 4.</summary>
    public void AnnounceSenderEarly(VoiceSession session) => Introduce(Of(session));

    /// <summary>Right after a client's op 4.</summary>
    public void Connected(VoiceSession session)
    {
        var participant = Of(session);
        if (Version > 0) Introduce(participant);
    }

    public void Left(VoiceSession session)
    {
        if (!participants.TryGetValue(session.User, out var participant) || participant.Session != session) return;
        participants.Remove(session.User);
        foreach (var transition in transitions.Values.ToList()) Ready(transition, session.User);
        Reconcile();
    }

    /// <summary>Op 26.</summary>
    public void OnKeyPackage(VoiceSession session, ReadOnlySpan<byte> body)
    {
        if (Version == 0) return;
        var participant = Of(session);
        participant.Package = KeyPackage.Read(body, session.User);
        // A new key package goes with a new group of its own, which knows no proposals yet.
        if (!participant.IsMember) participant.Told.Clear();
        Reconcile();
    }

    /// <summary>Op 28. One that comes too late, or leaves a proposal out, is nothing bad: its sender was overtaken.</summary>
    public void OnCommit(VoiceSession session, ReadOnlySpan<byte> body)
    {
        var commit = CommitMessage.Read(body);
        if (Version == 0 || commit.Group != channel || commit.Epoch != Epoch) return;
        var committer = Of(session);
        if (Epoch > 0 && !committer.IsMember) return;
        if (Epoch > 0 && leaves.At(commit.Leaf) != session.User) throw new InvalidDataException($"The commit is of leaf {commit.Leaf}, which is not the sender's.");
        var due = live.Where(proposal => Epoch > 0 || proposal.User != session.User).ToList();
        var taken = commit.References.Select(reference => due.FirstOrDefault(proposal => proposal.Reference.AsSpan().SequenceEqual(reference))).ToList();
        if (taken.Contains(null) || taken.Count != due.Count || taken.Count == 0) return;
        Accept(committer, commit, taken!);
    }

    /// <summary>Op 23.</summary>
    public void OnReady(VoiceSession session, int transition)
    {
        if (transitions.TryGetValue(transition, out var pending)) Ready(pending, session.User);
    }

    /// <summary>Op 31: it could not follow, forgot the group, and sends a new key package.</summary>
    public void OnInvalid(VoiceSession session, int transition)
    {
        invalids.Add(new DaveInvalid(session.User, transition));
        var participant = Of(session);
        participant.IsMember = false;
        participant.Package = null;
        foreach (var pending in transitions.Values.ToList()) Ready(pending, session.User);
    }

    public void Downgrade()
    {
        var transition = Begin(0, participants.Keys);
        foreach (var participant in participants.Values)
            participant.Session.Json(21, new JsonObject { ["protocol_version"] = 0, ["transition_id"] = transition.Id });
        ReadyIfNobodyIsAwaited(transition);
    }

    public void Upgrade()
    {
        Version = 1;
        upgrades = true;
        foreach (var participant in participants.Values)
        {
            Introduce(participant);
            participant.Session.Json(24, new JsonObject { ["protocol_version"] = 1, ["epoch"] = 1 });
        }
    }

    public void Dispose() => sender.Dispose();

    private Participant Of(VoiceSession session)
    {
        if (!participants.TryGetValue(session.User, out var participant) || participant.Session != session) participants[session.User] = participant = new Participant(session);
        return participant;
    }

    private void Introduce(Participant participant)
    {
        if (participant.KnowsSender) return;
        participant.KnowsSender = true;
        participant.Session.Binary(25, sender.Package);
    }

    /// <summary>Makes the live proposals what the call needs now, and tells the difference to everybody who can commit.</summary>
    private void Reconcile()
    {
        if (Version == 0 || (!Troubles.ProposesDuringTransitions && transitions.Values.Any(transition => transition.Awaited.Count > 0))) return;
        if (Epoch > 0 && IsOneLeft()) Restart();
        var revoked = live.Where(IsPointless).ToList();
        live.RemoveAll(revoked.Contains);
        if (Epoch > 0)
            foreach (var gone in leaves.Users.Where(user => NeedsRemoval(user) && !live.Any(proposal => proposal.User == user && !proposal.IsAdd)).ToList())
                live.Add(sender.Remove(channel, Epoch, gone, leaves.Of(gone)!.Value));
        foreach (var participant in participants.Values.Where(participant => !participant.IsMember && participant.Package is not null))
            if (!live.Any(proposal => proposal.Package == participant.Package)) live.Add(sender.Add(channel, Epoch, participant.Package!));
        foreach (var participant in participants.Values.Where(CanCommit)) Tell(participant, revoked);
    }

    private bool CanCommit(Participant participant) => Epoch > 0 ? participant.IsMember : participant.Package is not null;

    // Left, or lost and back with a new key package.
    private bool NeedsRemoval(ulong user) => !participants.TryGetValue(user, out var participant) || (!participant.IsMember && participant.Package is not null);

    private bool IsPointless(Proposal proposal) => proposal.IsAdd
        ? !participants.TryGetValue(proposal.User, out var participant) || participant.Package != proposal.Package
        : !NeedsRemoval(proposal.User);

    private bool IsOneLeft() => leaves.Users.Any(user => !participants.TryGetValue(user, out var participant) || !participant.IsMember) && Members.Count() <= 1
        && (participants.Count <= 1 || !Members.Any());

    // A group of one, or of nobody who follows it, begins anew: everybody left sends a fresh key package.
    private void Restart()
    {
        EndGroup();
        foreach (var participant in participants.Values)
        {
            participant.Package = null;
            participant.Session.Json(24, new JsonObject { ["protocol_version"] = Version, ["epoch"] = 1 });
            participant.Session.Json(21, new JsonObject { ["protocol_version"] = Version, ["transition_id"] = 0 });
        }
    }

    private void EndGroup()
    {
        Epoch = 0;
        leaves.Clear();
        live.Clear();
        foreach (var participant in participants.Values)
        {
            participant.IsMember = false;
            participant.Told.Clear();
        }
    }

    private void Tell(Participant participant, List<Proposal> revoked)
    {
        var known = revoked.Where(participant.Told.Remove).ToList();
        if (known.Count > 0)
        {
            var references = new MlsWriter();
            foreach (var proposal in known) references.Vector(proposal.Reference);
            participant.Session.Binary(27, new MlsWriter().U8(1).Vector(references.ToArray()).ToArray());
        }
        // Nobody adds itself to a group of its own making.
        var news = live.Where(proposal => !participant.Told.Contains(proposal) && (Epoch > 0 || proposal.User != participant.Session.User)).ToList();
        foreach (var batch in Troubles.SplitsProposals ? news.Chunk(1) : news.Count > 0 ? [[.. news]] : [])
        {
            var messages = new MlsWriter();
            foreach (var proposal in batch) messages.Raw(proposal.Message);
            participant.Session.Binary(27, new MlsWriter().U8(0).Vector(messages.ToArray()).ToArray());
        }
        participant.Told.UnionWith(news);
    }

    private void Accept(Participant committer, CommitMessage commit, List<Proposal> taken)
    {
        var isNew = Epoch == 0;
        var added = taken.Where(proposal => proposal.IsAdd).ToList();
        var welcomes = added.ToDictionary(proposal => proposal.User, proposal => commit.Welcome?.For(proposal.Package!));
        if (welcomes.Values.Contains(null)) throw new InvalidDataException("The commit adds somebody for whom its Welcome has nothing.");
        if (isNew) leaves.Add(committer.Session.User);
        foreach (var removal in taken.Where(proposal => !proposal.IsAdd)) leaves.Remove(removal.Leaf!.Value);
        foreach (var addition in added) leaves.Add(addition.User);
        if (isNew) committer.IsMember = true;
        committer.Package = isNew ? null : committer.Package;
        Epoch++;
        live.Clear();
        foreach (var participant in participants.Values) participant.Told.Clear();

        var staying = participants.Values.Where(participant => participant.IsMember && !welcomes.ContainsKey(participant.Session.User)).ToList();
        var transition = isNew && !upgrades ? 0 : Begin(Version, staying.Select(participant => participant.Session.User).Concat(welcomes.Keys)).Id;
        upgrades = false;
        commits.Add(new DaveCommit(committer.Session.User, Epoch, [.. welcomes.Keys], [.. taken.Where(proposal => !proposal.IsAdd).Select(proposal => proposal.User)], commit.HasPath, transition));
        foreach (var participant in staying) Announce(participant, 29, transition, commit.Bytes);
        foreach (var (user, welcome) in welcomes)
        {
            var participant = participants[user];
            participant.IsMember = true;
            participant.Package = null;
            if (isNew && Troubles.AnnouncesToPending) participant.Session.Binary(29, new MlsWriter().U16(transition).Raw(commit.Bytes).ToArray());
            Announce(participant, 30, transition, welcome!);
        }
        Reconcile();
    }

    private void Announce(Participant participant, int op, int transition, byte[] body)
    {
        // The end of a commit is its membership tag, that of a Welcome the encrypted group info.
        if (Troubles.Damaged.Remove(participant.Session.User)) body = [.. body[..^1], (byte)(body[^1] ^ 1)];
        participant.Session.Binary(op, new MlsWriter().U16(transition).Raw(body).ToArray());
    }

    private Transition Begin(int toVersion, IEnumerable<ulong> concerned)
    {
        lastTransition = lastTransition % ushort.MaxValue + 1;
        var users = concerned.ToList();
        var transition = transitions[lastTransition] = new Transition(lastTransition, toVersion, [.. users], users);
        later(transitionTimeout, () =>
        {
            if (!transitions.ContainsKey(transition.Id) || transition.Awaited.Count == 0) return;
            complain($"Transition {transition.Id}: no op 23 from {string.Join(", ", transition.Awaited)} in time.");
            transition.Awaited.Clear();
            ReadyIfNobodyIsAwaited(transition);
        });
        return transition;
    }

    private void Ready(Transition transition, ulong user)
    {
        if (transition.Awaited.Remove(user)) ReadyIfNobodyIsAwaited(transition);
    }

    private void ReadyIfNobodyIsAwaited(Transition transition)
    {
        if (transition.Awaited.Count > 0) return;
        if (Troubles.ExecuteDelay > TimeSpan.Zero) later(Troubles.ExecuteDelay, () => Execute(transition));
        else Execute(transition);
        Reconcile();
    }

    private void Execute(Transition transition)
    {
        if (!transitions.Remove(transition.Id)) return;
        foreach (var user in transition.Concerned)
            if (participants.TryGetValue(user, out var participant)) participant.Session.Json(22, new JsonObject { ["transition_id"] = transition.Id });
        if (transition.Version != 0 || Version == 0) return;
        Version = 0;
        EndGroup();
        foreach (var participant in participants.Values) participant.Package = null;
    }
}
