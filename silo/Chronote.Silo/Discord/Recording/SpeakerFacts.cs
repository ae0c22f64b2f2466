using Chronote.Discord;

namespace Chronote.Silo.Discord.Recording;

/// <summary>What is known of one speaker just now, for the status message.</summary>
/// <param name="LastPacketAt">When a packet of theirs arrived that could be decrypted; null for none yet.</param>
/// <param name="LastKeptAt">When audio of theirs was last written to this machine's disk.</param>
/// <param name="UnkeptSince">Since when something of theirs that arrived waits to be written; null when nothing does.</param>
/// <param name="LastDurableAt">When a chunk of theirs was last acknowledged.</param>
/// <param name="UndeliveredSince">Since when something sealed waits without any being acknowledged; null when nothing waits.</param>
/// <param name="UndecryptableSince">Since when nothing but packets without keys, or under wrong ones, came; null when the last could be decrypted.</param>
/// <param name="LastUndecryptableAt">When such packets were last told of.</param>
public sealed record SpeakerFacts(
    Snowflake User, DateTimeOffset? LastPacketAt, DateTimeOffset? LastKeptAt, DateTimeOffset? UnkeptSince, DateTimeOffset? LastDurableAt, DateTimeOffset? UndeliveredSince,
    DateTimeOffset? UndecryptableSince, DateTimeOffset? LastUndecryptableAt);

/// <summary>Counts of a recording so far.</summary>
/// <param name="Malformed">No Opus, or sent faster than anybody speaks.</param>
/// <param name="Concealed">Lost packets that were left to the decoder.</param>
/// <param name="Overflowed">Packets refused since this process was too slow to take them.</param>
/// <param name="Unstored">Packets and chunks given up for want of room, or of a disk that works: an alarm.</param>
/// <param name="WaitingBytes">Of chunks on this disk that were not acknowledged yet.</param>
public sealed record RecordingFigures(
    long Arrived, long Placed, long Duplicates, long Late, long Malformed, long Lost, long Concealed, long Reanchors, long Overflowed, long Unstored,
    long OptedOut, long Paused, long ChunksSealed, long ChunksDelivered, long WaitingChunks, long WaitingBytes);
