using Chronote.Client.Spool;
using Chronote.Client.Timeline;
using Chronote.Client.Upload;
using Chronote.Discord;

namespace Chronote.Silo.Discord.Recording;

/// <summary>What the keepers of one recording's speakers have in common: the meeting's folder, its timeline, and where trouble is told.</summary>
/// <param name="spoolIsFull">Called when there is no room for more.</param>
internal sealed partial class MeetingKeeping(RecordingOrder order, RecordingParts parts, MeetingFolder folder, MeetingUpload upload, Action spoolIsFull)
{
    public ISpoolFiles Files => parts.Files;

    /// <summary>Chunks given up for want of a disk that works.</summary>
    public long Unstored { get; private set; }

    /// <summary>The spool of a user's track, begun and delivered from now on.</summary>
    public async Task<TrackSpool> SpoolOf(Snowflake user)
    {
        var name = parts.NameOf(user);
        var spool = await folder.Track(user.ToString(), name?.Length > Domain.Limits.NameCharactersMax ? name[..Domain.Limits.NameCharactersMax] : name);
        upload.Add(spool);
        return spool;
    }

    public string FileOf(Snowflake user, OpenChunk chunk) => $"{folder.Folder}/{user}/{OpenChunkFile.NameOf(chunk.Serial)}";

    /// <summary>Where an instant lies on the meeting's timeline, samples.</summary>
    public long PlaceOf(DateTimeOffset instant) => Math.Max(0, upload.NowOnTimeline - Samples.Of(parts.Time.GetUtcNow() - instant));

    /// <summary>A text no other run uses (P-22).</summary>
    public string NewWriter() => $"discord-{parts.Random.NextInt64():x16}";

    public void DiskFailed(string what, Exception failure) => LogDiskFailed(parts.Log, order.Meeting, what, failure.Message);

    public void GiveUp(Snowflake user, OpenChunk chunk)
    {
        Unstored++;
        LogUnstored(parts.Log, order.Meeting, user.Value, Samples.ToTime(chunk.DurationSamples).TotalSeconds);
    }

    public void SpoolIsFull() => spoolIsFull();
}
