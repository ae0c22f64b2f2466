namespace Chronote.Discord.Simulated.Dave;

/// <summary>What tests change about the encryption of a call. Takes effect with the next message.</summary>
public sealed class DaveTroubles
{
    /// <summary>Waits this long before op 22, also when every member is ready.</summary>
    public TimeSpan ExecuteDelay { get; set; }

    /// <summary>One op 27 for each proposal, instead of one for all.</summary>
    public bool SplitsProposals { get; set; }

    /// <summary>
    /// Sends op 27 also while op 23 is awaited. Who could not follow the commit before then hears of proposals before it is known to be lost;
    /// @discordjs/voice throws at that, and takes its process down.
    /// </summary>
    public bool ProposesDuringTransitions { get; set; }

    /// <summary>Users whose next op 29 or op 30 arrives damaged, so that they have to answer with op 31.</summary>
    public HashSet<ulong> Damaged { get; } = [];

    /// <summary>Sends the op 29 of a new group also to those whom it adds, who have to wait for their Welcome.</summary>
    public bool AnnouncesToPending { get; set; }
}
