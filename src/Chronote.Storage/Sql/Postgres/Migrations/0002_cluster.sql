-- What Microsoft Orleans keeps about a cluster when Chronote runs on it: who belongs to it, reminders, and plain states of grains. Its providers bring no
-- tables. They ask the relation `orleansquery` for the statements to use, by name, with parameters and result columns whose names and types are given;
-- tables and statements behind them are ours. Without Orleans all of it stays empty. Instants are TIMESTAMPTZ here, because the providers speak in them.

-- The number of changes to a cluster's members. Whoever changes one names the number it has seen: compare-and-set over the whole table of members.
CREATE TABLE cluster_versions (
  cluster TEXT COLLATE "C" PRIMARY KEY,
  tenant  TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE cluster_silos (
  cluster    TEXT COLLATE "C" NOT NULL,
  address    TEXT COLLATE "C" NOT NULL,
  port       INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  tenant     TEXT NOT NULL DEFAULT '',
  silo_name  TEXT NOT NULL,
  host_name  TEXT NOT NULL,
  status     INTEGER NOT NULL,
  proxy_port INTEGER NOT NULL,
  suspected  TEXT,
  started_at TIMESTAMPTZ NOT NULL,
  alive_at   TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (cluster, address, port, generation)
);

CREATE TABLE cluster_reminders (
  service    TEXT COLLATE "C" NOT NULL,
  grain      TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  tenant     TEXT NOT NULL DEFAULT '',
  grain_hash INTEGER NOT NULL,
  start_at   TIMESTAMPTZ NOT NULL,
  period_ms  BIGINT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (service, grain, name)
);
CREATE INDEX cluster_reminders_by_hash ON cluster_reminders (service, grain_hash);

-- A grain's key comes as two numbers and a text; ours have texts alone.
CREATE TABLE cluster_states (
  service    TEXT COLLATE "C" NOT NULL,
  grain_type TEXT COLLATE "C" NOT NULL,
  key_high   BIGINT NOT NULL,
  key_low    BIGINT NOT NULL,
  key_text   TEXT COLLATE "C" NOT NULL,
  tenant     TEXT NOT NULL DEFAULT '',
  version    INTEGER NOT NULL,
  state      BYTEA,
  PRIMARY KEY (service, grain_type, key_high, key_low, key_text)
);

-- A view, not rows: the statements belong to the schema and can't be lost or changed apart from it.
CREATE VIEW orleansquery (querykey, querytext) AS VALUES

-- Members. A reader always gets a row, with the version alone where no member matches.

('InsertMembershipVersionKey', $$
WITH made AS (INSERT INTO cluster_versions (cluster) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
SELECT EXISTS (SELECT FROM made)
$$),

('MembershipReadAllKey', $$
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status,
  s.proxy_port AS ProxyPort, s.suspected AS SuspectTimes, s.started_at AS StartTime, s.alive_at AS IAmAliveTime, v.version AS Version
FROM cluster_versions v LEFT JOIN cluster_silos s USING (cluster) WHERE v.cluster = @DeploymentId
$$),

('MembershipReadRowKey', $$
SELECT s.address AS Address, s.port AS Port, s.generation AS Generation, s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status,
  s.proxy_port AS ProxyPort, s.suspected AS SuspectTimes, s.started_at AS StartTime, s.alive_at AS IAmAliveTime, v.version AS Version
FROM cluster_versions v LEFT JOIN cluster_silos s ON (s.cluster, s.address, s.port, s.generation) = (v.cluster, @Address, @Port, @Generation)
WHERE v.cluster = @DeploymentId
$$),

-- The version's row is taken first: two that saw the same version take turns, and the second one finds it changed.
('InsertMembershipKey', $$
WITH turn AS (
  UPDATE cluster_versions v SET version = v.version + 1 WHERE v.cluster = @DeploymentId AND v.version = @Version
  AND NOT EXISTS (SELECT FROM cluster_silos s WHERE (s.cluster, s.address, s.port, s.generation) = (v.cluster, @Address, @Port, @Generation))
  RETURNING v.cluster
), made AS (
  INSERT INTO cluster_silos (cluster, address, port, generation, silo_name, host_name, status, proxy_port, started_at, alive_at)
  SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM turn RETURNING 1
)
SELECT EXISTS (SELECT FROM made)
$$),

('UpdateMembershipKey', $$
WITH turn AS (
  UPDATE cluster_versions v SET version = v.version + 1 WHERE v.cluster = @DeploymentId AND v.version = @Version
  AND EXISTS (SELECT FROM cluster_silos s WHERE (s.cluster, s.address, s.port, s.generation) = (v.cluster, @Address, @Port, @Generation))
  RETURNING v.cluster
), made AS (
  UPDATE cluster_silos s SET status = @Status, suspected = @SuspectTimes, alive_at = @IAmAliveTime FROM turn
  WHERE (s.cluster, s.address, s.port, s.generation) = (turn.cluster, @Address, @Port, @Generation) RETURNING 1
)
SELECT EXISTS (SELECT FROM made)
$$),

('UpdateIAmAlivetimeKey', $$
UPDATE cluster_silos SET alive_at = @IAmAliveTime WHERE (cluster, address, port, generation) = (@DeploymentId, @Address, @Port, @Generation)
$$),

('GatewaysQueryKey', $$
SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM cluster_silos WHERE cluster = @DeploymentId AND status = @Status AND proxy_port <> 0
$$),

('CleanupDefunctSiloEntriesKey', $$
DELETE FROM cluster_silos WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status <> 3
$$),

('DeleteMembershipTableEntriesKey', $$
WITH members AS (DELETE FROM cluster_silos WHERE cluster = @DeploymentId) DELETE FROM cluster_versions WHERE cluster = @DeploymentId
$$),

-- Reminders, by the hash of their grain: each silo looks after a range of the ring, which may lie over its seam.

('ReadReminderRowKey', $$
SELECT grain AS GrainId, name AS ReminderName, start_at AS StartTime, period_ms AS Period, version AS Version
FROM cluster_reminders WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName
$$),

('ReadReminderRowsKey', $$
SELECT grain AS GrainId, name AS ReminderName, start_at AS StartTime, period_ms AS Period, version AS Version
FROM cluster_reminders WHERE service = @ServiceId AND grain = @GrainId
$$),

('ReadRangeRows1Key', $$
SELECT grain AS GrainId, name AS ReminderName, start_at AS StartTime, period_ms AS Period, version AS Version
FROM cluster_reminders WHERE service = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$$),

('ReadRangeRows2Key', $$
SELECT grain AS GrainId, name AS ReminderName, start_at AS StartTime, period_ms AS Period, version AS Version
FROM cluster_reminders WHERE service = @ServiceId AND NOT (grain_hash > @EndHash AND grain_hash <= @BeginHash)
$$),

('UpsertReminderRowKey', $$
INSERT INTO cluster_reminders AS r (service, grain, name, grain_hash, start_at, period_ms)
VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period)
ON CONFLICT (service, grain, name) DO UPDATE SET (grain_hash, start_at, period_ms, version) = (@GrainHash, @StartTime, @Period, r.version + 1)
RETURNING version AS Version
$$),

('DeleteReminderRowKey', $$
WITH gone AS (DELETE FROM cluster_reminders WHERE (service, grain, name, version) = (@ServiceId, @GrainId, @ReminderName, @Version) RETURNING 1)
SELECT EXISTS (SELECT FROM gone)
$$),

('DeleteReminderRowsKey', $$
DELETE FROM cluster_reminders WHERE service = @ServiceId
$$),

-- States. Whoever writes names the version it has read, null for none; no row in the answer says that somebody else was there first.

('ReadFromStorageKey', $$
SELECT state AS PayloadBinary, version AS Version FROM cluster_states
WHERE (service, grain_type, key_high, key_low, key_text) = (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
$$),

('WriteToStorageKey', $$
WITH first AS (
  INSERT INTO cluster_states (service, grain_type, key_high, key_low, key_text, version, state)
  SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary WHERE @GrainStateVersion::INTEGER IS NULL
  ON CONFLICT DO NOTHING RETURNING version
), again AS (
  UPDATE cluster_states SET version = version + 1, state = @PayloadBinary
  WHERE (service, grain_type, key_high, key_low, key_text) = (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
  AND version = @GrainStateVersion::INTEGER RETURNING version
)
SELECT version AS NewGrainStateVersion FROM first UNION ALL SELECT version FROM again
$$),

('ClearStorageKey', $$
UPDATE cluster_states SET version = version + 1, state = NULL
WHERE (service, grain_type, key_high, key_low, key_text) = (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
AND version = @GrainStateVersion::INTEGER RETURNING version AS NewGrainStateVersion
$$),

('DeleteStorageKey', $$
DELETE FROM cluster_states
WHERE (service, grain_type, key_high, key_low, key_text) = (@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''))
AND version = @GrainStateVersion::INTEGER RETURNING version + 1 AS NewGrainStateVersion
$$);
