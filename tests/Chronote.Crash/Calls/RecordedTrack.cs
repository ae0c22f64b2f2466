using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Crash.Calls;

/// <param name="Place">Of its first sample on the meeting's timeline, seconds.</param>
internal sealed record RecordedPacket(byte[] Opus, double Place);

/// <summary>One person's track as the store has it: packets in order, without those that only say that one was lost, and without silence.</summary>
internal sealed record RecordedTrack(ulong User, string? Name, IReadOnlyList<RecordedPacket> Packets, IReadOnlyList<string> GapReasons, string Text)
{
    private const int EverythingMax = 10_000;

    /// <summary>Reads a data folder whose server has ended.</summary>
    public static async Task<(MeetingRow Meeting, IReadOnlyList<RecordedTrack> Tracks)> Read(string database, ulong guild)
    {
        using var rows = SqliteDatabase.Open(database, TimeProvider.System, NullLoggerFactory.Instance);
        var (meetings, chunks) = (new SqlMeetingStore(rows), new SqliteChunkStore(rows, TimeProvider.System, textWanted: true));
        var meeting = (await meetings.Meetings(Guild.TenantOf(guild), null, EverythingMax)).ShouldHaveSingleItem();
        var said = await meetings.Segments(meeting.Id, 0, EverythingMax);
        var tracks = new List<RecordedTrack>();
        foreach (var track in await meetings.Tracks(meeting.Id))
        {
            var packets = new List<RecordedPacket>();
            foreach (var chunk in await meetings.ChunksByPlace(track.Key, -1, -1, EverythingMax))
            {
                var at = chunk.Receipt.StartSamples;
                foreach (var packet in StoredPackets.Of((await chunks.ReadBytes(chunk.Receipt.Key)).ShouldNotBeNull()))
                {
                    if (packet.Length > 1 && !packet.SequenceEqual((ReadOnlySpan<byte>)[0xF8, 0xFF, 0xFE])) packets.Add(new RecordedPacket(packet.ToArray(), at / (double)Limits.SamplesPerSecond));
                    at += OpusPacket.DurationSamples(packet);
                }
            }
            tracks.Add(new RecordedTrack(
                ulong.Parse(track.Key.Track.Value, System.Globalization.CultureInfo.InvariantCulture), track.Name, packets, [.. (await meetings.Gaps(track.Key)).Select(gap => gap.Reason)],
                string.Join(' ', said.Where(segment => segment.Track == track.Key.Track).Select(segment => segment.Text))));
        }
        return (meeting, tracks);
    }
}
