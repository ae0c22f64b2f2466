namespace Chronote.Wire;

/// <summary>One page of a meeting's manifest (P-61): tracks in order of id, chunks in order of seq.</summary>
public sealed record ManifestPage(string Meeting, string Phase, IReadOnlyList<ManifestTrack> Tracks, string? NextCursor);

public sealed record ManifestTrack(string Track, IReadOnlyList<ManifestChunk> Chunks, IReadOnlyList<ManifestGap> Gaps);

/// <param name="Digest">SHA-256 of the chunk's body as acknowledged, hexadecimal.</param>
/// <param name="PacketsDigest">SHA-256 over each Opus packet's length (4 bytes, little endian) and bytes, hexadecimal; null until a WAV or FLAC chunk is encoded.</param>
/// <param name="PreSkipSamples">Samples at the chunk's start that lie before its place (RFC 7845, 4.2).</param>
public sealed record ManifestChunk(
    long Seq, long Epoch, string Digest, string? PacketsDigest, int Packets, long StartSamples, long DurationSamples, int PreSkipSamples);

/// <summary>Either a stretch of the timeline, or a range of sequence numbers that was given up.</summary>
public sealed record ManifestGap(string Reason, long? StartSamples = null, long? DurationSamples = null, long? FromSeq = null, long? ToSeq = null);

public sealed record TranscriptView(string Meeting, string Phase, long EventNumber, IReadOnlyList<SegmentView> Segments);

/// <summary>A piece of transcript text; <see cref="Start"/> and <see cref="End"/> are seconds on the meeting timeline.</summary>
public sealed record SegmentView
{
    public required string Track { get; init; }
    public string? Speaker { get; init; }
    public required long Seq { get; init; }
    public required double Start { get; init; }
    public required double End { get; init; }
    public required string Text { get; init; }
    public required string Engine { get; init; }
    public string? Model { get; init; }
    public string? Language { get; init; }
    /// <summary><c>draft</c> when the engine's text is a rough one; null otherwise.</summary>
    public string? Quality { get; init; }
    public required int Revision { get; init; }
    /// <summary>Why this text is not shown in the readable forms (a guard against invented text); null when it is.</summary>
    public string? Suppressed { get; init; }
}

public sealed record NotesView(string Meeting, int Revision, string Writer, string? Quality, string Markdown, IReadOnlyList<NotesSection> Sections);

public sealed record NotesSection(string Title, IReadOnlyList<NotesItem> Items);

public sealed record NotesItem(string Text, string? Speaker, double? AtSeconds);

/// <summary>An error (RFC 9457). <see cref="Code"/> is stable; <see cref="Detail"/> is for people.</summary>
public sealed record Problem
{
    public required string Type { get; init; }
    public required string Title { get; init; }
    public required int Status { get; init; }
    public string? Detail { get; init; }
    public required string Code { get; init; }
    public string? RequestId { get; init; }
    /// <summary>With <c>stale_epoch</c>: the track's newest epoch.</summary>
    public long? NewestEpoch { get; init; }
}
