-- What a calendar draws, in the order in which it is read. A week of twenty agendas has two thousand appointments: to put each
-- together from five tables takes longer than all the rest. It follows from the shared tables and is kept in step by triggers
-- and not by code: rows also arrive by synchronization.

-- A card as a JSON list, ready to be sent on: appointment, agenda, client, client's name, start, end, status, arrival, revision,
-- whether it has notes, whether it was booked against a rule, professionals, services in their order. Identifiers are
-- hexadecimal, several of them between commas, instants milliseconds.
CREATE VIEW index_cards_source AS
SELECT a.agenda_id, a.starts_at, a.id AS appointment_id, a.company_id, a.ends_at,
    a.status IN ('cancelled', 'no_show') AS void,
    json_array(
        hex(a.id), hex(a.agenda_id), nullif(hex(c.id), ''), c.name, a.starts_at, a.ends_at, a.status, a.arrived_at, a.revision,
        a.notes <> '', a.broken_rules <> '[]',
        ifnull((SELECT group_concat(id)
                FROM (SELECT hex(m.member_id) AS id FROM appointment_members m WHERE m.appointment_id = a.id ORDER BY m.member_id)), ''),
        ifnull((SELECT group_concat(id)
                FROM (SELECT hex(s.service_id) AS id FROM appointment_services s WHERE s.appointment_id = a.id ORDER BY s.position)), '')
    ) AS card
FROM appointments a LEFT JOIN clients c ON c.id = a.client_id AND c.deleted_at IS NULL;

CREATE TABLE index_cards (
    agenda_id BLOB NOT NULL,
    starts_at INTEGER NOT NULL,
    appointment_id BLOB NOT NULL,
    company_id BLOB NOT NULL,
    ends_at INTEGER NOT NULL,
    -- Whether it was called off or missed.
    void INTEGER NOT NULL,
    card TEXT NOT NULL,
    PRIMARY KEY (agenda_id, starts_at, appointment_id)
) STRICT, WITHOUT ROWID;

INSERT INTO index_cards SELECT * FROM index_cards_source;

CREATE TRIGGER index_cards_insert AFTER INSERT ON appointments BEGIN
    INSERT INTO index_cards SELECT * FROM index_cards_source WHERE appointment_id = NEW.id;
END;

CREATE TRIGGER index_cards_update AFTER UPDATE ON appointments BEGIN
    DELETE FROM index_cards WHERE agenda_id = OLD.agenda_id AND starts_at = OLD.starts_at AND appointment_id = OLD.id;
    INSERT INTO index_cards SELECT * FROM index_cards_source WHERE appointment_id = NEW.id;
END;

CREATE TRIGGER index_cards_delete AFTER DELETE ON appointments BEGIN
    DELETE FROM index_cards WHERE agenda_id = OLD.agenda_id AND starts_at = OLD.starts_at AND appointment_id = OLD.id;
END;

-- What hangs on an appointment draws its card again. A view with a trigger, so that it is said once how.
CREATE VIEW index_cards_stale AS SELECT id AS appointment_id FROM appointments;

CREATE TRIGGER index_cards_redraw INSTEAD OF INSERT ON index_cards_stale BEGIN
    UPDATE index_cards SET card = (SELECT card FROM index_cards_source WHERE appointment_id = NEW.appointment_id)
    WHERE (agenda_id, starts_at, appointment_id) = (SELECT agenda_id, starts_at, id FROM appointments WHERE id = NEW.appointment_id);
END;

CREATE TRIGGER index_cards_member_insert AFTER INSERT ON appointment_members BEGIN
    INSERT INTO index_cards_stale VALUES (NEW.appointment_id);
END;

CREATE TRIGGER index_cards_member_update AFTER UPDATE OF appointment_id, member_id ON appointment_members BEGIN
    INSERT INTO index_cards_stale VALUES (OLD.appointment_id), (NEW.appointment_id);
END;

CREATE TRIGGER index_cards_member_delete AFTER DELETE ON appointment_members BEGIN
    INSERT INTO index_cards_stale VALUES (OLD.appointment_id);
END;

CREATE TRIGGER index_cards_service_insert AFTER INSERT ON appointment_services BEGIN
    INSERT INTO index_cards_stale VALUES (NEW.appointment_id);
END;

CREATE TRIGGER index_cards_service_update AFTER UPDATE OF appointment_id, position, service_id ON appointment_services BEGIN
    INSERT INTO index_cards_stale VALUES (OLD.appointment_id), (NEW.appointment_id);
END;

CREATE TRIGGER index_cards_service_delete AFTER DELETE ON appointment_services BEGIN
    INSERT INTO index_cards_stale VALUES (OLD.appointment_id);
END;

-- A client whose row was lost and came back has appointments already.
CREATE TRIGGER index_cards_client_insert AFTER INSERT ON clients BEGIN
    INSERT INTO index_cards_stale SELECT id FROM appointments WHERE client_id = NEW.id;
END;

CREATE TRIGGER index_cards_client_update AFTER UPDATE OF name, deleted_at ON clients
WHEN OLD.name IS NOT NEW.name OR OLD.deleted_at IS NOT NEW.deleted_at
BEGIN
    INSERT INTO index_cards_stale SELECT id FROM appointments WHERE client_id = NEW.id;
END;
