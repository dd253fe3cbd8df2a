"""Tables of the mailbox file. Times are seconds since 1970: `hold` and `due` on the handed-in clock, `next_try` on the real."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS letters (
    id INTEGER PRIMARY KEY, call_id TEXT NOT NULL, call_index INTEGER NOT NULL, at REAL NOT NULL,
    to_email TEXT NOT NULL COLLATE NOCASE, to_name TEXT NOT NULL, from_email TEXT NOT NULL, from_name TEXT NOT NULL,
    subject TEXT NOT NULL, html TEXT NOT NULL, text TEXT NOT NULL, reply_to TEXT NOT NULL, reply_to_name TEXT NOT NULL,
    headers BLOB NOT NULL, custom_args BLOB NOT NULL, categories BLOB NOT NULL, attachments BLOB NOT NULL,
    track_opens INTEGER NOT NULL, track_clicks INTEGER NOT NULL, send_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS letters_to ON letters (to_email);
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL,
    hold REAL NOT NULL, copies INTEGER NOT NULL, alone INTEGER NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, next_try REAL NOT NULL DEFAULT 0, first_try REAL NOT NULL DEFAULT 0,
    posted_at REAL, answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS outbox_pending ON outbox (kind, id) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS outbox_dropped ON outbox (id) WHERE state = 'dropped';
CREATE INDEX IF NOT EXISTS outbox_letter ON outbox (letter_id);
CREATE TABLE IF NOT EXISTS reactions (
    id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL, act TEXT NOT NULL, args BLOB NOT NULL, due REAL NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, next_try REAL NOT NULL DEFAULT 0,
    ran_at REAL, note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS reactions_pending ON reactions (due, id) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS reactions_failed ON reactions (id) WHERE state = 'failed';
CREATE INDEX IF NOT EXISTS reactions_letter ON reactions (letter_id);
CREATE TABLE IF NOT EXISTS people (pattern TEXT PRIMARY KEY, persona TEXT NOT NULL);
"""
