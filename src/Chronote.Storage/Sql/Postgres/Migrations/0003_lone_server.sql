-- The embedded server that works on this database alone. It renews its row; whoever finds the row stale may take it.
CREATE TABLE lone_server (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  tenant   TEXT NOT NULL DEFAULT '',
  owner    TEXT NOT NULL,
  alive_at TIMESTAMPTZ NOT NULL
);
