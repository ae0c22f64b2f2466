-- Voice sessions of Discord guilds, and what is promised to the people in them. Ids of Discord are decimal text: they may need all of 64 bits.

-- What every server sees of a guild's session; the guild's grain holds the rest.
CREATE TABLE voice_sessions (
  meeting         TEXT COLLATE "C" PRIMARY KEY,
  tenant          TEXT NOT NULL,
  guild           TEXT NOT NULL,
  phase           SMALLINT NOT NULL,
  epoch           BIGINT NOT NULL,
  silo            TEXT,
  lease_until     BIGINT,
  opt_out_version BIGINT NOT NULL
);

-- Which meetings were recorded in which guild, and in what words that was announced.
CREATE TABLE guild_meetings (
  meeting      TEXT COLLATE "C" PRIMARY KEY,
  tenant       TEXT NOT NULL,
  guild        TEXT NOT NULL,
  channel      TEXT NOT NULL,
  started_by   TEXT NOT NULL,
  started_at   BIGINT NOT NULL,
  message      TEXT NOT NULL,
  announcement TEXT NOT NULL
);
CREATE INDEX guild_meetings_by_guild ON guild_meetings (guild, meeting);

-- The ledger of who was told of a recording, when and how.
CREATE TABLE consents (
  meeting TEXT COLLATE "C" NOT NULL,
  user_id TEXT NOT NULL,
  tenant  TEXT NOT NULL,
  guild   TEXT NOT NULL,
  at      BIGINT NOT NULL,
  how     TEXT NOT NULL,
  PRIMARY KEY (meeting, user_id)
);

CREATE TABLE opt_outs (
  guild   TEXT NOT NULL,
  user_id TEXT NOT NULL,
  tenant  TEXT NOT NULL,
  since   BIGINT NOT NULL,
  PRIMARY KEY (guild, user_id)
);

-- An erased track takes nothing more, whatever becomes of its meeting.
ALTER TABLE tracks ADD COLUMN erased SMALLINT NOT NULL DEFAULT 0;

-- Summaries and notes of an older text hold what was erased since, and are not stored any more.
ALTER TABLE meetings ADD COLUMN text_version_min BIGINT NOT NULL DEFAULT 0;

-- Words that the engine is told to expect, one a line.
ALTER TABLE meetings ADD COLUMN vocabulary TEXT;
