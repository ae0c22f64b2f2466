-- Times are milliseconds since 1970 in UTC; places and lengths of audio are 48 kHz samples. Every row has its tenant. The tables are SQLite's, so
-- that most statements serve both. Names sort by their bytes (COLLATE "C"), whatever the database's language: lists and locks depend on the order.

CREATE TABLE tenants (
  tenant     TEXT PRIMARY KEY,
  created_at BIGINT NOT NULL
);

-- Only the SHA-256 of a key is kept.
CREATE TABLE api_keys (
  key_hash   BYTEA PRIMARY KEY,
  tenant     TEXT NOT NULL,
  name       TEXT NOT NULL,
  scopes     TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE meetings (
  meeting_no         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  meeting            TEXT COLLATE "C" NOT NULL UNIQUE,
  tenant             TEXT NOT NULL,
  phase              TEXT NOT NULL,
  name               TEXT,
  meeting_url        TEXT,
  metadata           TEXT,
  language           TEXT,
  created_by         TEXT NOT NULL,
  created_at         BIGINT NOT NULL,
  updated_at         BIGINT NOT NULL,
  stopped_at         BIGINT,
  deadline_at        BIGINT,
  completed_at       BIGINT,
  late_until         BIGINT,
  notes_revision     INTEGER NOT NULL DEFAULT 0,
  text_version       BIGINT NOT NULL DEFAULT 0,
  notes_text_version BIGINT NOT NULL DEFAULT 0,
  event_number       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX meetings_by_tenant ON meetings (tenant, meeting DESC);
CREATE INDEX meetings_by_phase ON meetings (phase, created_at);
CREATE INDEX meetings_by_creator ON meetings (created_by, created_at DESC);

CREATE TABLE idempotency_keys (
  tenant      TEXT NOT NULL,
  key         TEXT COLLATE "C" NOT NULL,
  meeting     TEXT COLLATE "C" NOT NULL,
  body_digest BYTEA NOT NULL,
  PRIMARY KEY (tenant, key)
);

-- The only truth about who may write (docs/ARCHITECTURE.md, "The tracks row"). Updated with every chunk: half-empty pages let a row's new version
-- stay beside the old one, so that no index is touched.
CREATE TABLE tracks (
  track_no       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant         TEXT NOT NULL,
  meeting_no     BIGINT NOT NULL,
  meeting        TEXT COLLATE "C" NOT NULL,
  track          TEXT COLLATE "C" NOT NULL,
  name           TEXT,
  phase          SMALLINT NOT NULL,
  epoch          BIGINT,
  opened_by_name SMALLINT NOT NULL,
  writer         TEXT,
  first_seq      BIGINT NOT NULL,
  next_seq       BIGINT NOT NULL,
  stored_max     BIGINT NOT NULL,
  credit_seq     BIGINT NOT NULL,
  last_seq       BIGINT,
  late_until     BIGINT,
  end_samples    BIGINT NOT NULL,
  chunk_count    BIGINT NOT NULL,
  heard_at       BIGINT,
  UNIQUE (meeting, track)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);
CREATE INDEX tracks_by_meeting ON tracks (meeting_no);

CREATE TABLE epochs (
  track_no         BIGINT NOT NULL,
  epoch            BIGINT NOT NULL,
  tenant           TEXT NOT NULL,
  first_seq        BIGINT NOT NULL,
  writer           TEXT NOT NULL,
  opened_at        BIGINT NOT NULL,
  timeline_samples BIGINT NOT NULL,
  source_samples   BIGINT NOT NULL,
  estimated        SMALLINT NOT NULL,
  PRIMARY KEY (track_no, epoch)
);

-- One thin row per chunk: the receipt. It lives as long as its meeting.
CREATE TABLE chunks (
  chunk_id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant           TEXT NOT NULL,
  meeting_no       BIGINT NOT NULL,
  track_no         BIGINT NOT NULL,
  seq              BIGINT NOT NULL,
  epoch            BIGINT NOT NULL,
  digest           BYTEA NOT NULL,
  packets_digest   BYTEA,
  packets          INTEGER NOT NULL,
  codec            SMALLINT NOT NULL,
  start_samples    BIGINT NOT NULL,
  duration_samples BIGINT NOT NULL,
  pre_skip         INTEGER NOT NULL,
  byte_count       INTEGER NOT NULL,
  stored_at        BIGINT NOT NULL,
  normalisation    TEXT NOT NULL,
  normalised_at    BIGINT,
  cleaned          SMALLINT NOT NULL DEFAULT 0,
  text_phase       SMALLINT NOT NULL,
  attempt          INTEGER NOT NULL DEFAULT 0,
  unit             TEXT,
  lease_until      BIGINT,
  retry_at         BIGINT,
  error            TEXT,
  UNIQUE (track_no, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX chunks_waiting ON chunks (meeting_no, stored_at) WHERE text_phase IN (0, 1, 2);
CREATE INDEX chunks_claimed ON chunks (unit) WHERE text_phase = 1;
CREATE INDEX chunks_to_normalise ON chunks (meeting_no, normalisation) WHERE normalisation <> 'DONE';
CREATE INDEX chunks_to_clean ON chunks (normalised_at) WHERE codec <> 0 AND cleaned = 0;
CREATE INDEX chunks_dead ON chunks (meeting_no) WHERE text_phase = 5;

-- The bytes, alone: written once, deleted once, never dragged along when a receipt changes. What was received lies under the receipt's own
-- number; the Opus made of a WAV or FLAC chunk under its negative.
-- Vacuumed after a fixed number of deleted chunks (about 40 MB), not after a share of the table: a share would let the dead grow with the living.
-- Room is used again, not given back to the disk: giving it back takes a lock that acknowledgements would wait for.
CREATE TABLE chunk_bytes (
  chunk_id BIGINT PRIMARY KEY,
  tenant   TEXT NOT NULL,
  bytes    BYTEA NOT NULL
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = false,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 20000, toast.vacuum_truncate = false
);
-- Audio is compressed already. Kept out of the row: a receipt beside it stays thin, and what is read is read whole.
ALTER TABLE chunk_bytes ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE lost_ranges (
  track_no    BIGINT NOT NULL,
  from_seq    BIGINT NOT NULL,
  to_seq      BIGINT NOT NULL,
  tenant      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  declared_at BIGINT NOT NULL,
  PRIMARY KEY (track_no, from_seq)
);

CREATE TABLE gaps (
  track_no         BIGINT NOT NULL,
  start_samples    BIGINT NOT NULL,
  tenant           TEXT NOT NULL,
  duration_samples BIGINT NOT NULL,
  reason           TEXT NOT NULL,
  PRIMARY KEY (track_no, start_samples)
);

CREATE TABLE grants (
  engine     TEXT NOT NULL,
  unit       TEXT COLLATE "C" NOT NULL,
  tenant     TEXT NOT NULL,
  granted_at BIGINT NOT NULL,
  until      BIGINT NOT NULL,
  released   SMALLINT NOT NULL DEFAULT 0,
  PRIMARY KEY (engine, unit)
);

CREATE TABLE segments (
  segment_no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     TEXT NOT NULL,
  meeting_no BIGINT NOT NULL,
  track_no   BIGINT NOT NULL,
  track      TEXT COLLATE "C" NOT NULL,
  seq        BIGINT NOT NULL,
  start_ms   BIGINT NOT NULL,
  end_ms     BIGINT NOT NULL,
  text       TEXT NOT NULL,
  speaker    TEXT,
  is_final   SMALLINT NOT NULL,
  engine     TEXT NOT NULL,
  model      TEXT,
  quality    TEXT,
  language   TEXT,
  suppressed TEXT,
  revision   BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX segments_in_order ON segments (meeting_no, start_ms, track, seq);
CREATE INDEX segments_by_seq ON segments (track_no, seq);

CREATE TABLE events (
  meeting_no BIGINT NOT NULL,
  number     BIGINT NOT NULL,
  tenant     TEXT NOT NULL,
  at         BIGINT NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  payload    TEXT NOT NULL,
  PRIMARY KEY (meeting_no, number)
);

CREATE TABLE grain_records (
  kind   TEXT COLLATE "C" NOT NULL,
  key    TEXT COLLATE "C" NOT NULL,
  tenant TEXT NOT NULL,
  etag   BIGINT NOT NULL,
  state  BYTEA NOT NULL,
  PRIMARY KEY (kind, key)
);

CREATE TABLE due (
  kind   TEXT COLLATE "C" NOT NULL,
  key    TEXT COLLATE "C" NOT NULL,
  what   TEXT COLLATE "C" NOT NULL,
  tenant TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (kind, key, what)
);
CREATE INDEX due_in_order ON due (due_at);

CREATE TABLE windows (
  meeting_no           BIGINT NOT NULL,
  "window"               INTEGER NOT NULL,
  tenant               TEXT NOT NULL,
  revision             BIGINT NOT NULL,
  chunk_count          BIGINT NOT NULL,
  summary              TEXT,
  summary_text_version BIGINT NOT NULL DEFAULT -1,
  PRIMARY KEY (meeting_no, "window")
);

CREATE TABLE artefacts (
  meeting_no       BIGINT NOT NULL,
  "window"           INTEGER NOT NULL,
  track            TEXT COLLATE "C" NOT NULL,
  tenant           TEXT NOT NULL,
  revision         BIGINT NOT NULL,
  object           TEXT COLLATE "C" NOT NULL,
  byte_count       BIGINT NOT NULL,
  digest           BYTEA NOT NULL,
  duration_samples BIGINT NOT NULL,
  PRIMARY KEY (meeting_no, "window", track)
);

CREATE TABLE recordings (
  id             TEXT PRIMARY KEY,
  tenant         TEXT NOT NULL,
  meeting_no     BIGINT NOT NULL,
  track          TEXT COLLATE "C",
  created_at     BIGINT NOT NULL,
  duration_in_ms BIGINT NOT NULL,
  sha256         TEXT NOT NULL,
  filename       TEXT NOT NULL,
  object         TEXT COLLATE "C" NOT NULL
);
CREATE INDEX recordings_by_meeting ON recordings (meeting_no);

CREATE TABLE notes (
  meeting_no BIGINT NOT NULL,
  revision   BIGINT NOT NULL,
  tenant     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  document   TEXT NOT NULL,
  PRIMARY KEY (meeting_no, revision)
);

-- An object's name is committed here before its bytes are written: the sweep goes by these rows.
CREATE TABLE intents (
  object     TEXT COLLATE "C" PRIMARY KEY,
  tenant     TEXT NOT NULL,
  meeting_no BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- What the embedded host keeps for its grains: plain states and reminders.
CREATE TABLE host_states (
  name   TEXT COLLATE "C" NOT NULL,
  grain  TEXT COLLATE "C" NOT NULL,
  tenant TEXT NOT NULL DEFAULT '',
  etag   TEXT NOT NULL,
  state  BYTEA NOT NULL,
  PRIMARY KEY (name, grain)
);

CREATE TABLE reminders (
  grain     TEXT COLLATE "C" NOT NULL,
  name      TEXT COLLATE "C" NOT NULL,
  tenant    TEXT NOT NULL DEFAULT '',
  due_at    BIGINT NOT NULL,
  period_ms BIGINT NOT NULL,
  first_at  BIGINT NOT NULL,
  PRIMARY KEY (grain, name)
);
CREATE INDEX reminders_in_order ON reminders (due_at);

-- One row per transaction that is under way or was just answered: by it a commit whose answer got lost is found again. Whoever finds none leaves one
-- that says so (absent = 1): then the transaction can't commit any more, and who asks again hears the same.
CREATE TABLE commits (
  token  UUID PRIMARY KEY,
  tenant TEXT NOT NULL DEFAULT '',
  at     BIGINT NOT NULL,
  absent SMALLINT NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- The row of the older name: one per chunk, its life from QUEUED to cleaned.
CREATE VIEW temp_recordings AS
SELECT lpad(c.chunk_id::text, 16, '0') AS id, t.meeting AS meeting_id, t.track AS user_id, c.tenant AS guild_id, c.stored_at AS created_at,
       c.normalised_at AS completed_at, CASE WHEN c.codec <> 0 THEN 'chunk_bytes/' || c.chunk_id END AS pcm_path,
       CASE WHEN c.normalisation = 'DONE' THEN 'chunk_bytes/' || CASE WHEN c.codec = 0 THEN c.chunk_id ELSE -c.chunk_id END END AS mp3_path, c.normalisation AS transcode_status,
       encode(c.packets_digest, 'hex') AS sha256, c.duration_samples / 48 AS duration_ms, c.cleaned AS cleaned
FROM chunks c JOIN tracks t ON t.track_no = c.track_no;
