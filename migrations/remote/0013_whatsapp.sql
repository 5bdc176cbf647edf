CREATE TABLE app.instances (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    name text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    per_minute bigint NOT NULL DEFAULT 20,
    new_chats_per_day bigint NOT NULL DEFAULT 50,
    number text,
    hidden text,
    profile_name text,
    linked_at bigint,
    created_at bigint NOT NULL,
    revision bigint NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id)
);
CALL app.share('app.instances', 23, 'instances.manage', fixed => '{created_at}', counters => '{revision}',
    as_one => '{"number": "link", "hidden": "link", "profile_name": "link", "linked_at": "link"}');

CREATE TABLE app.instance_leases (
    company_id uuid NOT NULL REFERENCES app.counters,
    instance_id uuid NOT NULL,
    device_id uuid NOT NULL,
    member_id uuid,
    until bigint NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, instance_id),
    FOREIGN KEY (company_id, instance_id) REFERENCES app.instances ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CALL app.share('app.instance_leases', 24, 'threads.manage',
    as_one => '{"device_id": "lease", "member_id": "lease", "until": "lease"}');

CREATE TABLE app.threads (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    instance_id uuid NOT NULL,
    client_id uuid,
    number text,
    number_key text,
    verified boolean NOT NULL DEFAULT false,
    hidden text,
    profile_name text,
    search_name text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'open',
    assignee_id uuid,
    created_at bigint NOT NULL,
    deleted_at bigint,
    revision bigint NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, instance_id) REFERENCES app.instances ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, client_id) REFERENCES app.clients DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, assignee_id) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX threads_of_instance ON app.threads (company_id, instance_id);
CREATE INDEX threads_of_client ON app.threads (company_id, client_id);
CREATE INDEX threads_of_assignee ON app.threads (company_id, assignee_id);
CALL app.share('app.threads', 25, 'threads.manage', fixed => '{instance_id,created_at}', counters => '{revision}',
    as_one => '{"number": "number", "number_key": "number", "verified": "number", "profile_name": "name", "search_name": "name"}');

CREATE TABLE app.messages (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    wire_id text NOT NULL,
    from_me boolean NOT NULL,
    member_id uuid,
    at bigint NOT NULL,
    kind text NOT NULL,
    body text NOT NULL DEFAULT '',
    detail json,
    quote json,
    state text NOT NULL,
    failure json,
    unread boolean NOT NULL DEFAULT false,
    waited boolean NOT NULL DEFAULT false,
    send_at bigint,
    edited_at bigint,
    reaction_mine text,
    reaction_theirs text,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, thread_id) REFERENCES app.threads ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, member_id) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX messages_of_thread ON app.messages (company_id, thread_id);
CREATE INDEX messages_of_member ON app.messages (company_id, member_id);
CALL app.share('app.messages', 26, 'threads.manage', fixed => '{wire_id,from_me,member_id,quote,waited}',
    as_one => '{"kind": "content", "body": "content", "detail": "content", "state": "state", "failure": "state"}');

CREATE TABLE app.message_media (
    company_id uuid NOT NULL REFERENCES app.counters,
    message_id uuid NOT NULL,
    kind text NOT NULL,
    mime text NOT NULL,
    file_name text,
    size bigint NOT NULL,
    seconds bigint,
    width bigint,
    height bigint,
    thumbnail bytea,
    digest bytea NOT NULL,
    reference_sealed bytea,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, message_id),
    FOREIGN KEY (company_id, message_id) REFERENCES app.messages ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CALL app.share('app.message_media', 27, 'threads.manage', root => 'message_id', fixed => '{kind,mime,file_name,seconds,width,height,thumbnail}');

CREATE TABLE app.message_revisions (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    message_id uuid NOT NULL,
    at bigint NOT NULL,
    body text NOT NULL,
    deleted boolean NOT NULL,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, message_id) REFERENCES app.messages ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX message_revisions_of_message ON app.message_revisions (company_id, message_id);
CALL app.share('app.message_revisions', 28, 'threads.manage', root => 'message_id', only_added => true,
    fixed => '{message_id,at,body,deleted}');

CREATE TABLE app.thread_notes (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    member_id uuid,
    at bigint NOT NULL,
    text text NOT NULL,
    deleted_at bigint,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, thread_id) REFERENCES app.threads ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company_id, member_id) REFERENCES app.members DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX thread_notes_of_thread ON app.thread_notes (company_id, thread_id);
CREATE INDEX thread_notes_of_member ON app.thread_notes (company_id, member_id);
CALL app.share('app.thread_notes', 29, 'threads.manage', fixed => '{member_id,at,text}');

CREATE TABLE app.quick_replies (
    company_id uuid NOT NULL REFERENCES app.counters,
    id uuid NOT NULL,
    shortcut text NOT NULL,
    text text NOT NULL,
    created_at bigint NOT NULL,
    revision bigint NOT NULL DEFAULT 1,
    version bigint NOT NULL,
    column_versions jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (company_id, id)
);
CALL app.share('app.quick_replies', 30, 'threads.manage', fixed => '{created_at}', counters => '{revision}', only_one => 'shortcut', clash => 'number');

UPDATE app.meta SET min_schema = 13, max_schema = 13;
