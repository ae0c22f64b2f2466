namespace Chronote.Domain.Transcription.Rendering;

/// <summary>One line of a transcript as people read it. Lines come in order of <paramref name="Start"/>.</summary>
/// <param name="Start">On the meeting's timeline, from 0.</param>
/// <param name="End">Not before <paramref name="Start"/>.</param>
/// <param name="Speaker">The name to show; empty when unknown.</param>
/// <param name="Quality"><c>draft</c> for an engine whose text is a rough one, else null.</param>
public sealed record TranscriptLine(TimeSpan Start, TimeSpan End, string Speaker, string Text, string? Quality = null);

/// <summary>What stands above the lines.</summary>
/// <param name="Quality"><c>draft</c> when any line is a rough one, else null.</param>
public sealed record TranscriptHead(string Title, string? Language = null, string? Quality = null);
