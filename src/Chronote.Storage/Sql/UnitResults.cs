using System.Diagnostics;
using System.Text.Json;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;

namespace Chronote.Storage.Sql;

/// <summary>Stores what one attempt gave: replaces all text of the unit's chunks and tells the meeting's readers, in the caller's transaction.</summary>
internal static class UnitResults
{
    public static async ValueTask Store(ISqlSession session, ClaimedUnit unit, TextOutcome outcome, EngineLabel engine, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        switch (outcome)
        {
            case TextOutcome.Transcribed text:
                await End(session, unit, TextPhase.Transcribed);
                await Replace(session, unit, text, engine, now);
                break;
            case TextOutcome.Silent:
                await End(session, unit, TextPhase.Silent);
                await Replace(session, unit, new TextOutcome.Transcribed([], null), engine, now);
                break;
            case TextOutcome.RetryAt retry:
                await session.Run("""
                    UPDATE chunks SET text_phase = 2, retry_at = $2, error = $3, unit = NULL, lease_until = NULL WHERE unit = $1 AND text_phase = 1
                    """, unit.Unit, retry.At.ToUnixTimeMilliseconds(), retry.Why);
                break;
            case TextOutcome.Dead dead:
                await session.Run("""
                    UPDATE chunks SET text_phase = 5, retry_at = NULL, error = $2, unit = NULL, lease_until = NULL WHERE unit = $1 AND text_phase = 1
                    """, unit.Unit, dead.Why);
                await MeetingEvents.Add(session, await Tenant(session, unit.Meeting), unit.Meeting, now, "chunk.dead", JsonSerializer.Serialize(
                    new DeadPayload(unit.Track.Value, unit.Chunks[0].Key.Seq, unit.Chunks[^1].Key.Seq, dead.Why), PayloadContext.Default.DeadPayload));
                break;
            default: throw new UnreachableException(outcome.GetType().Name);
        }
        await LateWork.Mark(session, unit.Meeting, now);
    }

    private static ValueTask<int> End(ISqlSession session, ClaimedUnit unit, TextPhase phase) => session.Run(
        "UPDATE chunks SET text_phase = $2, retry_at = NULL, error = NULL, unit = NULL, lease_until = NULL WHERE unit = $1 AND text_phase = 1", unit.Unit, (int)phase);

    private static async ValueTask Replace(ISqlSession session, ClaimedUnit unit, TextOutcome.Transcribed text, EngineLabel engine, DateTimeOffset now)
    {
        var tenant = await Tenant(session, unit.Meeting);
        var track = (await TrackRows.Find(session, new TrackKey(unit.Meeting, unit.Track)))!;
        var (first, last) = (unit.Chunks[0], unit.Chunks[^1]);
        var revision = 1 + await session.Number("""
            SELECT coalesce(max(revision), 0) FROM segments WHERE track_no = $1 AND seq BETWEEN $2 AND $3
            """, track.TrackNo, first.Key.Seq, last.Key.Seq);
        var removed = await session.Run("DELETE FROM segments WHERE track_no = $1 AND seq BETWEEN $2 AND $3", track.TrackNo, first.Key.Seq, last.Key.Seq);
        if (text.Segments.Count == 0 && removed == 0) return;

        await session.Run("UPDATE meetings SET text_version = text_version + 1 WHERE meeting = $1", unit.Meeting.Value);
        var origin = first.StartSamples * 1000 / Limits.SamplesPerSecond;
        var lines = new List<SegmentPayload>();
        foreach (var segment in text.Segments)
        {
            var (start, end) = (origin + (long)segment.Start.TotalMilliseconds, origin + (long)segment.End.TotalMilliseconds);
            await session.Run("""
                INSERT INTO segments (tenant, meeting_no, track_no, track, seq, start_ms, end_ms, text, speaker, is_final, engine, model, quality, language, suppressed, revision, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, $15, $16)
                """,
                tenant.Value, track.MeetingNo, track.TrackNo, unit.Track.Value, first.Key.Seq, start, end, segment.Text, track.Row.Name,
                engine.Engine, engine.Model, engine.Quality, text.Language, segment.Suppressed, revision, now.ToUnixTimeMilliseconds());
            lines.Add(new SegmentPayload(start / 1000.0, end / 1000.0, segment.Text, segment.Suppressed));
        }
        await MeetingEvents.Add(session, tenant, unit.Meeting, now, "transcript.segments", JsonSerializer.Serialize(
            new SegmentsPayload(unit.Track.Value, track.Row.Name, first.Key.Seq, last.Key.Seq, revision, engine.Engine, engine.Quality, lines), PayloadContext.Default.SegmentsPayload));
    }

    private static ValueTask<TenantId> Tenant(ISqlSession session, MeetingId meeting) =>
        session.One("SELECT tenant FROM meetings WHERE meeting = $1", row => new TenantId(row.Text(0)), meeting.Value);
}
