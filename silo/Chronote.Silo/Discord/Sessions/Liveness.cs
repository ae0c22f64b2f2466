using System.Globalization;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>Tells the truth about a recording: what of it does not arrive, and whether joining anew may help. Pure.</summary>
internal static class Liveness
{
    /// <summary>Somebody speaks and nothing of it is kept for this long.</summary>
    public static readonly TimeSpan UnkeptMax = TimeSpan.FromSeconds(10);

    /// <summary>People are there and nobody was heard for this long.</summary>
    public static readonly TimeSpan UnheardMax = TimeSpan.FromMinutes(5);

    /// <summary>Speech older than this is over: somebody who stopped has nothing that could be kept.</summary>
    private static readonly TimeSpan Speaking = TimeSpan.FromSeconds(10);

    /// <param name="people">People in the channel who may be recorded.</param>
    /// <param name="connectedFor">How long the session has been connected without a pause; null while it isn't.</param>
    public static LivenessVerdict Judge(ReceiverReport report, int people, bool isPaused, TimeSpan? connectedFor)
    {
        var trouble = new List<string>();
        if (report.Trouble is { } what) trouble.Add(what);
        if (isPaused || connectedFor is not { } connected) return new LivenessVerdict(trouble, null);

        var unkept = report.Speakers.Where(speaker => speaker.SpokeAgo < Speaking && speaker.UnkeptFor >= UnkeptMax).ToList();
        trouble.AddRange(unkept.Select(speaker =>
            $"<@{speaker.User}> is speaking, but nothing of it could be kept for {Seconds(speaker.UnkeptFor)} s{(speaker.Reason is { } reason ? $": {reason}" : "")}."));
        var quiet = report.Speakers.Count == 0 ? connected : report.Speakers.Min(speaker => speaker.SpokeAgo);
        var unheard = people > 0 && quiet >= UnheardMax && connected >= UnheardMax;
        if (unheard) trouble.Add($"Nobody was heard for {quiet.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} minutes, with {people} {(people == 1 ? "person" : "people")} in the channel.");
        return new LivenessVerdict(trouble, unkept.Count > 0 ? "somebody speaks and nothing of it can be kept" : unheard ? "nobody was heard for minutes" : null);
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}

/// <param name="Trouble">For the status message, one sentence each.</param>
/// <param name="RejoinBecause">Null: nothing to be gained by joining anew.</param>
internal sealed record LivenessVerdict(IReadOnlyList<string> Trouble, string? RejoinBecause);
