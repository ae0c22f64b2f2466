namespace Chronote.Engines.Notes;

/// <summary>The sections every writer uses, in the order they are shown.</summary>
public static class SectionTitles
{
    public const string Summary = "Summary";
    public const string Decisions = "Decisions";
    public const string Actions = "Actions";
    public const string OpenQuestions = "Open questions";
    public const string PerSpeaker = "Per speaker";
}
