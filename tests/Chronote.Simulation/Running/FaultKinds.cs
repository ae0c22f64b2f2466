namespace Chronote.Simulation.Running;

/// <summary>What may go wrong in a story. Shrinking a failure leaves out one kind after the other.</summary>
[Flags]
internal enum FaultKinds
{
    None = 0,

    /// <summary>The server's process ends near a port call: before its commit, between it and the answer, or after.</summary>
    Crashes = 1 << 0,

    /// <summary>Requests and answers never arrive.</summary>
    LostMessages = 1 << 1,

    /// <summary>Requests and answers arrive when nobody waits for them any more.</summary>
    LateMessages = 1 << 2,

    DoubledRequests = 1 << 3,

    /// <summary>What the edge tells a grain is lost.</summary>
    LostHints = 1 << 4,

    /// <summary>The store refuses, or does it and can't say so.</summary>
    FailingStore = 1 << 5,

    /// <summary>For a while nothing can be written.</summary>
    FullDisk = 1 << 6,

    /// <summary>Objects: errors, what is written lands later, what is read is not there yet.</summary>
    Blobs = 1 << 7,

    /// <summary>The engine fails, hangs, limits, and is slow for a while.</summary>
    Engine = 1 << 8,

    /// <summary>The server's wall clock is set.</summary>
    WallClock = 1 << 9,

    /// <summary>A grain has two activations for a while.</summary>
    DoubledActivations = 1 << 10,

    /// <summary>Stream events are lost and doubled, and consumers stand still.</summary>
    Streams = 1 << 11,

    /// <summary>Recorders are killed, lose power, and go on beside their successors.</summary>
    Recorders = 1 << 12,

    /// <summary>The disks of recorders refuse single writes, syncs and renames. Ends the program now and then, so it is in few stories.</summary>
    RecorderDisks = 1 << 13,

    /// <summary>The server's database lies on a file layer that loses and tears what was not synced, and power is cut in the middle of a commit.</summary>
    PowerCuts = 1 << 14,

    Usual = Crashes | LostMessages | LateMessages | DoubledRequests | LostHints | FailingStore | FullDisk | Blobs | Engine | WallClock | DoubledActivations | Streams | Recorders,
}
