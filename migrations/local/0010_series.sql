-- Appointments that repeat. Each stays a row like any other, so that rules, history and synchronization know nothing of series; what
-- is kept here is which belong together and how they were repeated when they were booked.
CREATE TABLE appointment_series (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    company_id BLOB NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    every INTEGER NOT NULL,
    unit TEXT NOT NULL,
    -- It ends after so many dates, or with a date.
    count INTEGER,
    until TEXT,
    created_by BLOB REFERENCES members (id),
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    CHECK ((count IS NULL) <> (until IS NULL))
) STRICT;

ALTER TABLE appointments ADD COLUMN series_id BLOB REFERENCES appointment_series (id);

CREATE INDEX appointments_of_series ON appointments (series_id, starts_at) WHERE series_id IS NOT NULL;

-- A card also tells its series, and whether it was squeezed in: booked on top of what had taken the time. The triggers of 0008 read
-- the view by its name, so they stay.
DROP VIEW index_cards_source;

CREATE VIEW index_cards_source AS
SELECT a.agenda_id, a.starts_at, a.id AS appointment_id, a.company_id, a.ends_at,
    a.status IN ('cancelled', 'no_show') AS void,
    json_array(
        hex(a.id), hex(a.agenda_id), nullif(hex(c.id), ''), c.name, a.starts_at, a.ends_at, a.status, a.arrived_at, a.revision,
        a.notes <> '', a.broken_rules <> '[]',
        ifnull((SELECT group_concat(id)
                FROM (SELECT hex(m.member_id) AS id FROM appointment_members m WHERE m.appointment_id = a.id ORDER BY m.member_id)), ''),
        ifnull((SELECT group_concat(id)
                FROM (SELECT hex(s.service_id) AS id FROM appointment_services s WHERE s.appointment_id = a.id ORDER BY s.position)), ''),
        EXISTS (SELECT 1 FROM json_each(a.broken_rules) b WHERE b.value ->> 'rule' IN ('taken', 'full', 'busy')),
        nullif(hex(a.series_id), '')
    ) AS card
FROM appointments a LEFT JOIN clients c ON c.id = a.client_id AND c.deleted_at IS NULL;

UPDATE index_cards SET card = (SELECT card FROM index_cards_source s WHERE s.appointment_id = index_cards.appointment_id);
