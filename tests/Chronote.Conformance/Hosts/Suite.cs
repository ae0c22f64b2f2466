namespace Chronote.Conformance.Hosts;

/// <summary>What both fixtures set alike.</summary>
public static class Suite
{
    /// <summary>More than any test but one lets wait.</summary>
    public const int MailboxTurnsMax = 100;

    public const string StreamProvider = "hints";

    public const string Store = "store";
}
