using Chronote.Domain;
using Chronote.Silo.Settings;

namespace Chronote.Silo.Discord.Words;

/// <summary>Where people see a meeting in a browser.</summary>
internal static class MeetingPage
{
    /// <summary>Null without a public address: a link that leads nowhere is worse than none.</summary>
    public static Uri? Of(SiloSettings settings, MeetingId meeting) =>
        settings.PublicUrl is { Length: > 0 } url ? new Uri($"{url.TrimEnd('/')}/meetings/{meeting}") : null;
}
