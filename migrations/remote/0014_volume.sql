-- What is many: rows that are added all at once, and what is kept of intents only for as long as somebody may ask for it.

-- Made from the schema by `app.renew`: the statement that adds many rows. Nothing for a table whose rows decide what else may be, or
-- have to be told apart from others one by one.
ALTER TABLE app.tables ADD COLUMN put_all text;

-- With which version an intent was decided.
ALTER TABLE app.intents ADD COLUMN version bigint;
UPDATE app.intents i SET version = n.version FROM app.counters n WHERE n.company_id = i.company_id;
ALTER TABLE app.intents ALTER COLUMN version SET NOT NULL;
-- They are written in the order of their versions, so this costs next to nothing to keep.
CREATE INDEX intents_by_version ON app.intents USING brin (version);
-- Whoever writes one is a device, which refers to its company.
ALTER TABLE app.intents DROP CONSTRAINT intents_company_id_fkey;
