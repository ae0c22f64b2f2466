using System.Text;
using System.Text.Json;
using Chronote.Domain;
using Chronote.Gateway.Problems;
using Chronote.Wire;

namespace Chronote.Gateway.Meetings;

/// <summary>What a meeting may be created with. Each rule names its field.</summary>
internal static class CreateRules
{
    public static ProblemResult? Check(CreateMeeting body)
    {
        if (body.Name?.Length > Limits.NameCharactersMax) return Invalid($"name has at most {Limits.NameCharactersMax} characters.");
        if (body.Language is { } language && (language.Length is < 2 or > 16 || !language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
            return Invalid("language is a BCP 47 tag such as en or pt-BR.");
        if (body.MeetingUrl is { } url)
        {
            if (url.Length > 2_000 || !Uri.TryCreate(url, UriKind.Absolute, out var parsed)) return Invalid("meeting_url is an absolute URL of at most 2,000 characters.");
            if (DiscordCall.IsDiscord(parsed))
            {
                if (DiscordCall.Of(parsed) is null) return Invalid("meeting_url: of Discord only https://discord.com/channels/SERVER/CHANNEL of a voice channel can be joined.");
                if (body.Tracks is { Count: > 0 }) return Invalid("tracks: in a Discord call everybody who speaks has one; none can be named beforehand.");
            }
        }
        if (body.Metadata is { } metadata)
        {
            if (metadata.ValueKind != JsonValueKind.Object) return Invalid("metadata is a JSON object.");
            if (Encoding.UTF8.GetByteCount(metadata.GetRawText()) > Limits.MetadataBytesMax) return Invalid($"metadata has at most {Limits.MetadataBytesMax} bytes.");
        }
        if (body.Tracks is { } tracks)
        {
            if (tracks.Count > Limits.TracksPerMeetingMax) return ProblemResult.Of("too_many_tracks");
            foreach (var track in tracks)
            {
                if (track is null) return Invalid("tracks: null is not a track.");
                if (!TrackId.TryParse(track.Id, out _)) return Invalid($"tracks: '{track.Id}' is not a track id (P-20).");
                if (track.Name?.Length > Limits.NameCharactersMax) return Invalid($"tracks: a name has at most {Limits.NameCharactersMax} characters.");
            }
            if (tracks.Select(track => track.Id).Distinct(StringComparer.Ordinal).Count() != tracks.Count) return Invalid("tracks: an id stands twice.");
        }
        return null;
    }

    private static ProblemResult Invalid(string detail) => ProblemResult.Of("invalid", detail);
}
