-- Messages by their times: a desktop that joins reads the last ones first, and the older ones in stretches. Without these indexes it reads
-- the same, only slower.

CREATE INDEX messages_by_time ON app.messages (company_id, at, id);

-- In place of the one that had no times: it serves references as well.
CREATE INDEX messages_of_thread_by_time ON app.messages (company_id, thread_id, at, id);
DROP INDEX app.messages_of_thread;

-- Those that a desktop needs from the beginning however old they are: `UNSETTLED` of the port, and what nobody has read.
CREATE INDEX messages_unsettled ON app.messages (company_id, at) WHERE unread OR state IN ('scheduled', 'queued', 'sending', 'failed');
