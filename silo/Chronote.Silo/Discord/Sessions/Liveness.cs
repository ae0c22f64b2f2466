using System.Globalization;

namespace Chronote.Silo.Discord.Sessions;

/// <summary>Says in words what of a recording does not arrive, and whether joining anew may help. Pure.</summary>
internal static class Liveness
{
    /// <param name="people">People in the channel who may be recorded.</param>
    /// <param name="rejoins">How often it was tried already.</param>
    public static LivenessVerdict Judge(IReadOnlyList<ReceiverTrouble> troubles, int people, int rejoins)
    {
        var sentences = new List<string>();
        string? rejoin = null;
        foreach (var trouble in troubles)
        {
            var who = trouble.User is { } user ? $"<@{user}>" : "Somebody";
            switch (trouble.Kind)
            {
                case TroubleKind.Undecryptable:
                    sentences.Add($"{who} is speaking, but nothing of it could be decrypted for {Seconds(trouble.For)}.");
                    rejoin = "nothing of somebody who speaks can be decrypted";
                    break;
                case TroubleKind.NotKept:
                    sentences.Add($"{who} is heard, but nothing of it could be written to this machine's disk for {Seconds(trouble.For)}.");
                    break;
                case TroubleKind.NotDelivered:
                    sentences.Add($"{who} is heard and kept on this machine's disk, but the store has taken nothing of it for {Seconds(trouble.For)}.");
                    break;
                case TroubleKind.NoRoom:
                    sentences.Add("There is no room on this machine's disk: **nothing is recorded** until there is.");
                    break;
                // An empty channel is quiet, and so is one where everybody has opted out.
                case TroubleKind.NobodyHeard when people > 0:
                    var minutes = trouble.For.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);
                    sentences.Add($"Nobody was heard for {minutes} minutes, with {(people == 1 ? "1 person" : $"{people} people")} in the channel.");
                    rejoin ??= "nobody was heard for minutes";
                    break;
            }
        }
        if (sentences.Count > 0 && rejoins > 0) sentences.Add($"I joined the call anew {(rejoins == 1 ? "once" : $"{rejoins} times")} because of such trouble.");
        return new LivenessVerdict(sentences, rejoin);
    }

    private static string Seconds(TimeSpan span) => $"{span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s";
}

/// <param name="Trouble">For the status message, one sentence each.</param>
/// <param name="RejoinBecause">Null: nothing to be gained by joining anew.</param>
internal sealed record LivenessVerdict(IReadOnlyList<string> Trouble, string? RejoinBecause);
