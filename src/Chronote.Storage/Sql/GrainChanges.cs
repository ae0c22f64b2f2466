using System.Diagnostics;
using System.Globalization;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql;

/// <summary>Carries out what a grain decided about rows.</summary>
internal static class GrainChanges
{
    /// <summary>Holds what the changes will touch, in the order that everybody keeps to: meetings, then their tracks.</summary>
    public static async ValueTask Lock(ISqlSession session, IReadOnlyList<RowChange> changes)
    {
        var meetings = changes.Select(Touched).OfType<(MeetingId Id, bool Tracks)>().GroupBy(touched => touched.Id).OrderBy(group => group.Key.Value, StringComparer.Ordinal).ToList();
        foreach (var meeting in meetings) await session.Locks.Meeting(meeting.Key);
        foreach (var meeting in meetings.Where(meeting => meeting.Any(touched => touched.Tracks))) await session.Locks.Tracks(meeting.Key);
    }

    public static async ValueTask Apply(ISqlSession session, TenantId tenant, RowChange change)
    {
        switch (change)
        {
            case RowChange.CreateMeeting create: await Create(session, tenant, create); break;
            case RowChange.SetPhase set: await SetPhase(session, set); break;
            case RowChange.NameLast name: await NameLast(session, name); break;
            case RowChange.AddEvent add:
                await MeetingEvents.Add(session, tenant, add.Id, add.At, add.Kind, add.Payload);
                break;
            case RowChange.SetDue due:
                await session.Run("INSERT INTO due (kind, key, what, tenant, due_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, key, what) DO UPDATE SET due_at = excluded.due_at",
                    due.Grain.Kind, due.Grain.Key, due.What, tenant.Value, due.At.ToUnixTimeMilliseconds());
                break;
            case RowChange.ClearDue clear:
                await session.Run("DELETE FROM due WHERE kind = $1 AND key = $2 AND what = $3", clear.Grain.Kind, clear.Grain.Key, clear.What);
                break;
            case RowChange.SaveArtefacts save: await SaveArtefacts(session, tenant, save); break;
            case RowChange.SaveSummary save:
                await MustLive(session, save.Id);
                await session.Run("""
                    UPDATE windows SET summary = $4, summary_text_version = $5 WHERE meeting_no = (SELECT meeting_no FROM meetings WHERE meeting = $1)
                    AND "window" = $2 AND revision = $3
                    AND $5 >= (SELECT text_version_min FROM meetings WHERE meeting = $1)
                    """,
                    save.Id.Value, save.Window, save.Revision, NotesText.Write(save.Summary), save.TextVersion);
                break;
            case RowChange.SaveNotes save: await SaveNotes(session, tenant, save); break;
            case RowChange.IntendObject intend:
                await MustLive(session, intend.Id);
                await session.Run("""
                    INSERT INTO intents (object, tenant, meeting_no, created_at) SELECT $2, $3, meeting_no, $4 FROM meetings WHERE meeting = $1
                    ON CONFLICT (object) DO NOTHING
                    """,
                    intend.Id.Value, intend.Object, tenant.Value, intend.At.ToUnixTimeMilliseconds());
                break;
            case RowChange.SaveVoiceSession save: await GuildChanges.Save(session, save.Session); break;
            case RowChange.RemoveVoiceSession remove: await GuildChanges.Remove(session, remove.Id); break;
            case RowChange.AddGuildMeeting add:
                await MustLive(session, add.Id);
                await GuildChanges.Add(session, add);
                break;
            case RowChange.AddConsents add:
                await MustLive(session, add.Id);
                await GuildChanges.Add(session, add);
                break;
            case RowChange.SetOptOut set: await GuildChanges.Set(session, tenant, set); break;
            default: throw new UnreachableException(change.GetType().Name);
        }
    }

    private static (MeetingId Id, bool Tracks)? Touched(RowChange change) => change switch
    {
        RowChange.SetPhase set => (set.Id, true),
        RowChange.NameLast name => (name.Id, true),
        RowChange.AddEvent add => (add.Id, false),
        RowChange.SaveArtefacts save => (save.Id, false),
        RowChange.SaveSummary save => (save.Id, false),
        RowChange.SaveNotes save => (save.Id, false),
        RowChange.IntendObject intend => (intend.Id, false),
        RowChange.AddGuildMeeting add => (add.Id, false),
        RowChange.AddConsents add => (add.Id, false),
        _ => null,
    };

    private static async ValueTask Create(ISqlSession session, TenantId tenant, RowChange.CreateMeeting create)
    {
        var facts = create.Facts;
        if (facts.IdempotencyKey is { } key)
        {
            var isNew = await session.Run("INSERT INTO idempotency_keys (tenant, key, meeting, body_digest) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, key) DO NOTHING",
                tenant.Value, key, facts.Id.Value, facts.BodyDigest) == 1;
            if (!isNew)
                throw new RefusedException((await session.One("SELECT meeting, body_digest FROM idempotency_keys WHERE tenant = $1 AND key = $2",
                    row => new CommitAnswer.KeyTaken(new MeetingId(row.Text(0)), row.Bytes(1)), tenant.Value, key))!);
        }
        var at = create.At.ToUnixTimeMilliseconds();
        var meetingNo = await session.Number("""
            INSERT INTO meetings (meeting, tenant, phase, name, meeting_url, metadata, language, created_by, created_at, updated_at, vocabulary)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) RETURNING meeting_no
            """,
            facts.Id.Value, tenant.Value, nameof(MeetingPhase.Recording), facts.Name, facts.MeetingUrl, facts.Metadata, facts.Language, facts.CreatedBy, at,
            facts.Vocabulary.Count == 0 ? null : string.Join('\n', facts.Vocabulary));
        foreach (var (track, name) in facts.Tracks)
            await TrackRows.Insert(session, meetingNo, new TrackRow { Tenant = tenant, Key = new TrackKey(facts.Id, track), Name = name });
    }

    private static async ValueTask SetPhase(ISqlSession session, RowChange.SetPhase set)
    {
        var at = set.At.ToUnixTimeMilliseconds();
        await session.Run("""
            UPDATE meetings SET phase = $2, updated_at = $3, deadline_at = coalesce($4, deadline_at), late_until = coalesce($5, late_until),
              stopped_at = CASE WHEN $2 = 'Draining' THEN $3 ELSE stopped_at END, completed_at = CASE WHEN $2 = 'Completed' THEN $3 ELSE completed_at END
            WHERE meeting = $1
            """,
            set.Id.Value, set.Phase.ToString(), at, set.DeadlineAt?.ToUnixTimeMilliseconds(), set.LateUntil?.ToUnixTimeMilliseconds());
        await session.Run("UPDATE tracks SET phase = $2, late_until = coalesce($3, late_until) WHERE meeting = $1 AND erased = 0",
            set.Id.Value, (int)set.Writers, set.LateUntil?.ToUnixTimeMilliseconds());
        if (set.Phase == MeetingPhase.Completed) await SaveRecordings(session, set.Id, at);
    }

    private static async ValueTask NameLast(ISqlSession session, RowChange.NameLast name)
    {
        foreach (var (track, last) in name.LastSeqs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var stored = TrackId.TryParse(track, out var id) ? await TrackRows.Find(session, new TrackKey(name.Id, id)) : null;
            // A source that named no chunk and was never heard owes nothing: it need not be a track.
            if (stored is null && last < 0) continue;
            if (stored is null)
                throw new RefusedException(new CommitAnswer.Refused(new Refusal(RefusalCode.UnknownTrack, $"The meeting has no track {track}.")));
            // An erased track owes nothing any more.
            if (stored.Row.Phase == WriterPhase.Deleted) continue;
            var (named, refused) = LastNumber.Name(stored.Row, last);
            if (refused is not null) throw new RefusedException(new CommitAnswer.Refused(refused));
            await session.Run("UPDATE tracks SET last_seq = $2, next_seq = $3 WHERE track_no = $1", stored.TrackNo, named.LastSeq, named.NextSeq);
        }
    }

    // The tombstone is checked in the transaction that would write past it (I12).
    private static async ValueTask MustLive(ISqlSession session, MeetingId meeting)
    {
        if (await session.Number("SELECT count(*) FROM meetings WHERE meeting = $1 AND phase <> 'Deleted'", meeting.Value) == 0)
            throw new RefusedException(new CommitAnswer.Refused(new Refusal(RefusalCode.Deleted, "The meeting was deleted.")));
    }

    private static async ValueTask SaveArtefacts(ISqlSession session, TenantId tenant, RowChange.SaveArtefacts save)
    {
        await MustLive(session, save.Id);
        var meetingNo = await session.Number("SELECT meeting_no FROM meetings WHERE meeting = $1", save.Id.Value);
        var older = await session.Number("SELECT coalesce((SELECT revision FROM windows WHERE meeting_no = $1 AND \"window\" = $2), 0)", meetingNo, save.Window);
        if (older >= save.Revision) throw new RefusedException(new CommitAnswer.Fenced());
        // Erased while its file was being made: the file is nobody's, and the window is to be made again.
        var erased = (await session.All("SELECT track FROM tracks WHERE meeting_no = $1 AND erased = 1", row => row.Text(0), meetingNo)).ToHashSet(StringComparer.Ordinal);
        var kept = save.Artefacts.Where(artefact => !erased.Contains(artefact.Track.Value)).ToList();
        await session.Run("""
            INSERT INTO windows (meeting_no, "window", tenant, revision, chunk_count) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (meeting_no, "window") DO UPDATE SET revision = excluded.revision, chunk_count = excluded.chunk_count
            """, meetingNo, save.Window, tenant.Value, save.Revision, kept.Count < save.Artefacts.Count ? WindowRow.Stale : save.ChunkCount);
        foreach (var artefact in kept)
        {
            await session.Run("""
                INSERT INTO artefacts (meeting_no, "window", track, tenant, revision, object, byte_count, digest, duration_samples) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (meeting_no, "window", track) DO UPDATE SET revision = excluded.revision, object = excluded.object, byte_count = excluded.byte_count,
                  digest = excluded.digest, duration_samples = excluded.duration_samples
                """,
                meetingNo, save.Window, artefact.Track.Value, tenant.Value, save.Revision, artefact.Object, artefact.ByteCount, artefact.Digest, artefact.DurationSamples);
        }
        await SaveRecordings(session, save.Id, null);
    }

    // A completed meeting's files are its recordings, one per track; what comes late replaces them. As long as it runs they are only artefacts.
    private static async ValueTask SaveRecordings(ISqlSession session, MeetingId meeting, long? at)
    {
        var files = await session.All("""
            SELECT t.track_no, a.track, a.digest FROM meetings m JOIN artefacts a ON a.meeting_no = m.meeting_no
            JOIN tracks t ON t.meeting_no = m.meeting_no AND t.track = a.track WHERE m.meeting = $1 AND m.phase = 'Completed'
            """,
            row => new { TrackNo = row.Number(0), Track = row.Text(1), Digest = Convert.ToHexStringLower(row.Bytes(2)) }, meeting.Value);
        foreach (var file in files)
            await session.Run("""
                INSERT INTO recordings (id, tenant, meeting_no, track, created_at, duration_in_ms, sha256, filename, object)
                SELECT $3, a.tenant, a.meeting_no, a.track, coalesce($6, m.completed_at), a.duration_samples / 48, $4, $5, a.object
                FROM meetings m JOIN artefacts a ON a.meeting_no = m.meeting_no WHERE m.meeting = $1 AND a.track = $2
                ON CONFLICT (id) DO UPDATE SET duration_in_ms = excluded.duration_in_ms, sha256 = excluded.sha256, object = excluded.object
                """,
                meeting.Value, file.Track, file.TrackNo.ToString("d16", CultureInfo.InvariantCulture), file.Digest, $"recording_{meeting}_{file.Track}.ogg", at);
    }

    private static async ValueTask SaveNotes(ISqlSession session, TenantId tenant, RowChange.SaveNotes save)
    {
        await MustLive(session, save.Id);
        if (save.TextVersion < await session.Number("SELECT text_version_min FROM meetings WHERE meeting = $1", save.Id.Value))
            throw new RefusedException(new CommitAnswer.Refused(new Refusal(RefusalCode.Conflict, "A track was erased since the notes were written.")));
        await session.Run("""
            INSERT INTO notes (meeting_no, revision, tenant, created_at, document) SELECT meeting_no, $2, $3, updated_at, $4 FROM meetings WHERE meeting = $1
            """, save.Id.Value, save.Revision, tenant.Value, NotesText.Write(save.Document));
        await session.Run("UPDATE meetings SET notes_revision = $2, notes_text_version = $3 WHERE meeting = $1", save.Id.Value, save.Revision, save.TextVersion);
    }
}
