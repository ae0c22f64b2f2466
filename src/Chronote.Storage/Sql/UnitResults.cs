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
    public static async ValueTask Store(ISqlSession session, UnitHead unit, IReadOnlyList<Receipt> chunks, TextOutcome outcome, EngineLabel engine, DateTimeOffset now)
    {
        switch (outcome)
        {
            case TextOutcome.Transcribed text:
                await Replace(session, unit, chunks, TextPhase.Transcribed, text, engine, now);
                break;
            case TextOutcome.Silent:
                await Replace(session, unit, chunks, TextPhase.Silent, new TextOutcome.Transcribed([], null), engine, now);
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
                await MeetingEvents.Add(session, unit.Tenant, unit.Key.Meeting, now, "chunk.dead", JsonSerializer.Serialize(
                    new DeadPayload(unit.Key.Track.Value, chunks[0].Key.Seq, chunks[^1].Key.Seq, dead.Why), PayloadContext.Default.DeadPayload));
                break;
            default: throw new UnreachableException(outcome.GetType().Name);
        }
        await LateWork.Mark(session, unit.Key.Meeting, now);
    }

    private static async ValueTask Replace(
        ISqlSession session, UnitHead unit, IReadOnlyList<Receipt> chunks, TextPhase phase, TextOutcome.Transcribed text, EngineLabel engine, DateTimeOffset now)
    {
        var (first, last, track) = (chunks[0], chunks[^1], unit.Key.Track.Value);
        var revision = 1 + await session.Number("""
            SELECT coalesce(max(revision), 0) FROM segments WHERE track_no = $1 AND seq BETWEEN $2 AND $3
            """, unit.TrackNo, first.Key.Seq, last.Key.Seq);
        var changed = await session.RunEach([
            new SqlStatement("UPDATE chunks SET text_phase = $2, retry_at = NULL, error = NULL, unit = NULL, lease_until = NULL WHERE unit = $1 AND text_phase = 1", unit.Unit, (int)phase),
            new SqlStatement("DELETE FROM segments WHERE track_no = $1 AND seq BETWEEN $2 AND $3", unit.TrackNo, first.Key.Seq, last.Key.Seq)]);
        if (text.Segments.Count == 0 && changed[1] == 0) return;

        var origin = first.StartSamples * 1000 / Limits.SamplesPerSecond;
        var lines = new List<SegmentPayload>();
        var writes = new List<SqlStatement> { new("UPDATE meetings SET text_version = text_version + 1 WHERE meeting_no = $1", unit.MeetingNo) };
        foreach (var segment in text.Segments)
        {
            var (start, end) = (origin + (long)segment.Start.TotalMilliseconds, origin + (long)segment.End.TotalMilliseconds);
            writes.Add(new SqlStatement("""
                INSERT INTO segments (tenant, meeting_no, track_no, track, seq, start_ms, end_ms, text, speaker, is_final, engine, model, quality, language, suppressed, revision, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, $15, $16)
                """,
                unit.Tenant.Value, unit.MeetingNo, unit.TrackNo, track, first.Key.Seq, start, end, segment.Text, unit.TrackName,
                engine.Engine, engine.Model, engine.Quality, text.Language, segment.Suppressed, revision, now.ToUnixTimeMilliseconds()));
            lines.Add(new SegmentPayload(start / 1000.0, end / 1000.0, segment.Text, segment.Suppressed));
        }
        await session.RunEach(writes);
        await MeetingEvents.Add(session, unit.Tenant, unit.Key.Meeting, now, "transcript.segments", JsonSerializer.Serialize(
            new SegmentsPayload(track, unit.TrackName, first.Key.Seq, last.Key.Seq, revision, engine.Engine, engine.Quality, lines), PayloadContext.Default.SegmentsPayload));
    }
}
