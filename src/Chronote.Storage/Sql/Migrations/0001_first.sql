-- Times are milliseconds since 1970 in UTC; places and lengths of audio are 48 kHz samples. Every row has its tenant.

CREATE TABLE tenants (
  tenant     TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the SHA-256 of a key is kept.
CREATE TABLE api_keys (
  key_hash   BLOB PRIMARY KEY,
  tenant     TEXT NOT NULL,
  name       TEXT NOT NULL,
  scopes     TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meetings (
  meeting_no         INTEGER PRIMARY KEY,
  meeting            TEXT NOT NULL UNIQUE,
  tenant             TEXT NOT NULL,
  phase              TEXT NOT NULL,
  name               TEXT,
  meeting_url        TEXT,
  metadata           TEXT,
  language           TEXT,
  created_by         TEXT NOT NULL,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  stopped_at         INTEGER,
  deadline_at        INTEGER,
  completed_at       INTEGER,
  late_until         INTEGER,
  notes_revision     INTEGER NOT NULL DEFAULT 0,
  text_version       INTEGER NOT NULL DEFAULT 0,
  notes_text_version INTEGER NOT NULL DEFAULT 0,
  event_number       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX meetings_by_tenant ON meetings (tenant, meeting DESC);
CREATE INDEX meetings_by_phase ON meetings (phase, created_at);
CREATE INDEX meetings_by_creator ON meetings (created_by, created_at DESC);

CREATE TABLE idempotency_keys (
  tenant      TEXT NOT NULL,
  key         TEXT NOT NULL,
  meeting     TEXT NOT NULL,
  body_digest BLOB NOT NULL,
  PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

-- The only truth about who may write (docs/ARCHITECTURE.md, "The tracks row").
CREATE TABLE tracks (
  track_no       INTEGER PRIMARY KEY,
  tenant         TEXT NOT NULL,
  meeting_no     INTEGER NOT NULL,
  meeting        TEXT NOT NULL,
  track          TEXT NOT NULL,
  name           TEXT,
  phase          INTEGER NOT NULL,
  epoch          INTEGER,
  opened_by_name INTEGER NOT NULL,
  writer         TEXT,
  first_seq      INTEGER NOT NULL,
  next_seq       INTEGER NOT NULL,
  stored_max     INTEGER NOT NULL,
  credit_seq     INTEGER NOT NULL,
  last_seq       INTEGER,
  late_until     INTEGER,
  end_samples    INTEGER NOT NULL,
  chunk_count    INTEGER NOT NULL,
  heard_at       INTEGER,
  UNIQUE (meeting, track)
) STRICT;
CREATE INDEX tracks_by_meeting ON tracks (meeting_no);

CREATE TABLE epochs (
  track_no         INTEGER NOT NULL,
  epoch            INTEGER NOT NULL,
  tenant           TEXT NOT NULL,
  first_seq        INTEGER NOT NULL,
  writer           TEXT NOT NULL,
  opened_at        INTEGER NOT NULL,
  timeline_samples INTEGER NOT NULL,
  source_samples   INTEGER NOT NULL,
  estimated        INTEGER NOT NULL,
  PRIMARY KEY (track_no, epoch)
) STRICT, WITHOUT ROWID;

-- One thin row per chunk: the receipt. It lives as long as its meeting.
CREATE TABLE chunks (
  chunk_id         INTEGER PRIMARY KEY,
  tenant           TEXT NOT NULL,
  meeting_no       INTEGER NOT NULL,
  track_no         INTEGER NOT NULL,
  seq              INTEGER NOT NULL,
  epoch            INTEGER NOT NULL,
  digest           BLOB NOT NULL,
  packets_digest   BLOB,
  packets          INTEGER NOT NULL,
  codec            INTEGER NOT NULL,
  start_samples    INTEGER NOT NULL,
  duration_samples INTEGER NOT NULL,
  pre_skip         INTEGER NOT NULL,
  byte_count       INTEGER NOT NULL,
  stored_at        INTEGER NOT NULL,
  normalisation    TEXT NOT NULL,
  normalised_at    INTEGER,
  cleaned          INTEGER NOT NULL DEFAULT 0,
  text_phase       INTEGER NOT NULL,
  attempt          INTEGER NOT NULL DEFAULT 0,
  unit             TEXT,
  lease_until      INTEGER,
  retry_at         INTEGER,
  error            TEXT,
  UNIQUE (track_no, seq)
) STRICT;
CREATE INDEX chunks_waiting ON chunks (meeting_no, stored_at) WHERE text_phase IN (0, 1, 2);
CREATE INDEX chunks_claimed ON chunks (unit) WHERE text_phase = 1;
CREATE INDEX chunks_to_normalise ON chunks (meeting_no, normalisation) WHERE normalisation <> 'DONE';
CREATE INDEX chunks_to_clean ON chunks (normalised_at) WHERE codec <> 0 AND cleaned = 0;
CREATE INDEX chunks_dead ON chunks (meeting_no) WHERE text_phase = 5;

-- The bytes, alone: written once, deleted once, never dragged along when a receipt changes. What was received lies under the receipt's own
-- number; the Opus made of a WAV or FLAC chunk under its negative.
CREATE TABLE chunk_bytes (
  chunk_id INTEGER PRIMARY KEY,
  tenant   TEXT NOT NULL,
  bytes    BLOB NOT NULL
) STRICT;

CREATE TABLE lost_ranges (
  track_no    INTEGER NOT NULL,
  from_seq    INTEGER NOT NULL,
  to_seq      INTEGER NOT NULL,
  tenant      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  declared_at INTEGER NOT NULL,
  PRIMARY KEY (track_no, from_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE gaps (
  track_no         INTEGER NOT NULL,
  start_samples    INTEGER NOT NULL,
  tenant           TEXT NOT NULL,
  duration_samples INTEGER NOT NULL,
  reason           TEXT NOT NULL,
  PRIMARY KEY (track_no, start_samples)
) STRICT, WITHOUT ROWID;

CREATE TABLE grants (
  engine     TEXT NOT NULL,
  unit       TEXT NOT NULL,
  tenant     TEXT NOT NULL,
  granted_at INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  released   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (engine, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
  segment_no INTEGER PRIMARY KEY,
  tenant     TEXT NOT NULL,
  meeting_no INTEGER NOT NULL,
  track_no   INTEGER NOT NULL,
  track      TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  start_ms   INTEGER NOT NULL,
  end_ms     INTEGER NOT NULL,
  text       TEXT NOT NULL,
  speaker    TEXT,
  is_final   INTEGER NOT NULL,
  engine     TEXT NOT NULL,
  model      TEXT,
  quality    TEXT,
  language   TEXT,
  suppressed TEXT,
  revision   INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX segments_in_order ON segments (meeting_no, start_ms, track, seq);
CREATE INDEX segments_by_seq ON segments (track_no, seq);

CREATE TABLE events (
  meeting_no INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  tenant     TEXT NOT NULL,
  at         INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  payload    TEXT NOT NULL,
  PRIMARY KEY (meeting_no, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE grain_records (
  kind   TEXT NOT NULL,
  key    TEXT NOT NULL,
  tenant TEXT NOT NULL,
  etag   INTEGER NOT NULL,
  state  BLOB NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE due (
  kind   TEXT NOT NULL,
  key    TEXT NOT NULL,
  what   TEXT NOT NULL,
  tenant TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (kind, key, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_in_order ON due (due_at);

CREATE TABLE windows (
  meeting_no           INTEGER NOT NULL,
  window               INTEGER NOT NULL,
  tenant               TEXT NOT NULL,
  revision             INTEGER NOT NULL,
  chunk_count          INTEGER NOT NULL,
  summary              TEXT,
  summary_text_version INTEGER NOT NULL DEFAULT -1,
  PRIMARY KEY (meeting_no, window)
) STRICT, WITHOUT ROWID;

CREATE TABLE artefacts (
  meeting_no       INTEGER NOT NULL,
  window           INTEGER NOT NULL,
  track            TEXT NOT NULL,
  tenant           TEXT NOT NULL,
  revision         INTEGER NOT NULL,
  object           TEXT NOT NULL,
  byte_count       INTEGER NOT NULL,
  digest           BLOB NOT NULL,
  duration_samples INTEGER NOT NULL,
  PRIMARY KEY (meeting_no, window, track)
) STRICT, WITHOUT ROWID;

CREATE TABLE recordings (
  id             TEXT PRIMARY KEY,
  tenant         TEXT NOT NULL,
  meeting_no     INTEGER NOT NULL,
  track          TEXT,
  created_at     INTEGER NOT NULL,
  duration_in_ms INTEGER NOT NULL,
  sha256         TEXT NOT NULL,
  filename       TEXT NOT NULL,
  object         TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recordings_by_meeting ON recordings (meeting_no);

CREATE TABLE notes (
  meeting_no INTEGER NOT NULL,
  revision   INTEGER NOT NULL,
  tenant     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  document   TEXT NOT NULL,
  PRIMARY KEY (meeting_no, revision)
) STRICT, WITHOUT ROWID;

-- An object's name is committed here before its bytes are written: the sweep goes by these rows.
CREATE TABLE intents (
  object     TEXT PRIMARY KEY,
  tenant     TEXT NOT NULL,
  meeting_no INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the embedded host keeps for its grains: plain states and reminders.
CREATE TABLE host_states (
  name   TEXT NOT NULL,
  grain  TEXT NOT NULL,
  tenant TEXT NOT NULL DEFAULT '',
  etag   TEXT NOT NULL,
  state  BLOB NOT NULL,
  PRIMARY KEY (name, grain)
) STRICT, WITHOUT ROWID;

CREATE TABLE reminders (
  grain     TEXT NOT NULL,
  name      TEXT NOT NULL,
  tenant    TEXT NOT NULL DEFAULT '',
  due_at    INTEGER NOT NULL,
  period_ms INTEGER NOT NULL,
  first_at  INTEGER NOT NULL,
  PRIMARY KEY (grain, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminders_in_order ON reminders (due_at);

-- The row of the older name: one per chunk, its life from QUEUED to cleaned.
CREATE VIEW temp_recordings AS
SELECT printf('%016d', c.chunk_id) AS id, t.meeting AS meeting_id, t.track AS user_id, c.tenant AS guild_id, c.stored_at AS created_at,
       c.normalised_at AS completed_at, CASE WHEN c.codec <> 0 THEN 'chunk_bytes/' || c.chunk_id END AS pcm_path,
       CASE WHEN c.normalisation = 'DONE' THEN 'chunk_bytes/' || CASE WHEN c.codec = 0 THEN c.chunk_id ELSE -c.chunk_id END END AS mp3_path, c.normalisation AS transcode_status,
       lower(hex(c.packets_digest)) AS sha256, c.duration_samples / 48 AS duration_ms, c.cleaned AS cleaned
FROM chunks c JOIN tracks t ON t.track_no = c.track_no;
