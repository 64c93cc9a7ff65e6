-- Roles. They own nothing and cannot bypass row-level security. Their passwords are no business of
-- a migration: deployment sets them, in development the host does.
DO $$
DECLARE r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['cesuur_app', 'cesuur_worker', 'cesuur_writer'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', r);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this server is being migrated at the same moment
            END;
        END IF;
    END LOOP;
END $$;

-- The tenant of the running transaction. The setting reverts to '' and not to null, hence nullif.
CREATE FUNCTION current_tenant() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('cesuur.tenant', true), '')::uuid;

-- The second wall of tenancy, for one table.
CREATE FUNCTION protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY tenant ON %s TO cesuur_app
        USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()))', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO cesuur_app', target);
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Licensing ---------------------------------------------------------------------------------------

CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    is_operator boolean NOT NULL DEFAULT false,
    sandbox boolean NOT NULL DEFAULT false,
    clock_offset interval NOT NULL DEFAULT '0',
    front_end_url text,
    credit_mode text NOT NULL DEFAULT 'shared' CHECK (credit_mode IN ('shared', 'allocated')),
    low_credits_threshold bigint CHECK (low_credits_threshold > 0),
    refund_expired boolean NOT NULL DEFAULT false,
    refund_absent boolean NOT NULL DEFAULT false,
    suspended_at timestamptz,
    suspension_reason text,
    created_at timestamptz NOT NULL,
    CHECK ((suspended_at IS NULL) = (suspension_reason IS NULL))
);
CREATE INDEX organisations_by_name ON organisations (search_key, id);
CREATE INDEX organisations_ahead ON organisations (id) WHERE clock_offset > '0';
ALTER TABLE organisations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON organisations TO cesuur_app
    USING (id = (SELECT current_tenant())) WITH CHECK (id = (SELECT current_tenant()));
CREATE POLICY worker ON organisations FOR SELECT TO cesuur_worker USING (true);
CREATE UNIQUE INDEX one_operator ON organisations (is_operator) WHERE is_operator;
GRANT SELECT, INSERT, UPDATE ON organisations TO cesuur_app;
GRANT SELECT ON organisations TO cesuur_worker;

CREATE TABLE licences (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('teacher', 'organisation', 'departments')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    notice_due_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT protect('licences');
CREATE INDEX licences_by_end ON licences (tenant_id, ends_at DESC);
CREATE INDEX licences_by_start ON licences (tenant_id, starts_at, id);
CREATE INDEX licences_by_notice ON licences (notice_due_at) WHERE notice_due_at IS NOT NULL;
CREATE POLICY worker ON licences FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT ON licences TO cesuur_worker;

-- What was told of a licence, or passed over for something more urgent: each once, whoever does it at the same time.
CREATE TABLE licence_notices (
    tenant_id uuid NOT NULL,
    licence_id uuid NOT NULL,
    notice text NOT NULL CHECK (notice IN ('activated', 'sixty_days', 'thirty_days', 'seven_days', 'expired')),
    at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, licence_id, notice),
    FOREIGN KEY (tenant_id, licence_id) REFERENCES licences
);
SELECT protect('licence_notices');
REVOKE UPDATE, DELETE ON licence_notices FROM cesuur_app;

CREATE TABLE entitlements (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    publisher_id uuid NOT NULL REFERENCES organisations,
    test_id uuid,
    field text COLLATE "C",
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE NULLS NOT DISTINCT (tenant_id, publisher_id, test_id, field),
    CHECK (test_id IS NULL OR field IS NULL)
);
COMMENT ON TABLE entitlements IS 'to one test, to those of a field of study, or, with neither, to every test of the publisher';
COMMENT ON COLUMN entitlements.revoked_at IS 'content that was used stays readable; nobody is invited any more';
SELECT protect('entitlements');

-- Organisations -----------------------------------------------------------------------------------

CREATE TABLE departments (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    low_credits_threshold bigint CHECK (low_credits_threshold > 0),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, search_key)
);
SELECT protect('departments');
CREATE INDEX departments_by_creation ON departments (tenant_id, created_at, id);

CREATE TABLE api_keys (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    hint text NOT NULL,
    scopes text[] NOT NULL,
    department_id uuid,
    fields text[],
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments
);
SELECT protect('api_keys');

CREATE TABLE users (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    email_key text COLLATE "C" NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    roles text[] NOT NULL,
    department_id uuid,
    fields text[],
    status text NOT NULL CHECK (status IN ('invited', 'active', 'deactivated')),
    password_hash text,
    language text NOT NULL DEFAULT 'nl' CHECK (language IN ('nl', 'en')),
    session_epoch integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email_key),
    UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments,
    CHECK (status <> 'active' OR password_hash IS NOT NULL)
);
SELECT protect('users');
CREATE INDEX users_by_name ON users (tenant_id, search_key, id);
CREATE INDEX users_by_department ON users (tenant_id, department_id, search_key, id);

CREATE TABLE activations (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL,
    user_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
SELECT protect('activations');
CREATE INDEX activations_by_user ON activations (tenant_id, user_id);
CREATE POLICY worker ON activations TO cesuur_worker USING (true);
GRANT SELECT, DELETE ON activations TO cesuur_worker;

CREATE TABLE password_resets (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
SELECT protect('password_resets');
CREATE INDEX password_resets_by_user ON password_resets (tenant_id, user_id);
CREATE POLICY worker ON password_resets TO cesuur_worker USING (true);
GRANT SELECT, DELETE ON password_resets TO cesuur_worker;

CREATE TABLE user_sessions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    epoch integer NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    address text,
    user_agent text,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
COMMENT ON COLUMN user_sessions.epoch IS 'the user''s session_epoch when it began; it counts only while the two are equal';
SELECT protect('user_sessions');
CREATE INDEX user_sessions_by_user ON user_sessions (tenant_id, user_id, created_at, id);
CREATE INDEX user_sessions_by_end ON user_sessions (expires_at);
CREATE POLICY worker ON user_sessions TO cesuur_worker USING (true);
GRANT SELECT, DELETE ON user_sessions TO cesuur_worker;

CREATE TABLE access_tokens (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL,
    session_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, hash),
    FOREIGN KEY (tenant_id, session_id) REFERENCES user_sessions ON DELETE CASCADE
);
SELECT protect('access_tokens');
CREATE INDEX access_tokens_by_session ON access_tokens (tenant_id, session_id);

CREATE TABLE refresh_tokens (
    tenant_id uuid NOT NULL,
    hash bytea NOT NULL,
    session_id uuid NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (tenant_id, hash),
    FOREIGN KEY (tenant_id, session_id) REFERENCES user_sessions ON DELETE CASCADE
);
SELECT protect('refresh_tokens');
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (tenant_id, session_id);

CREATE TABLE two_factors (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    protected_secret text NOT NULL,
    confirmed_at timestamptz,
    last_step bigint,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
SELECT protect('two_factors');

CREATE TABLE recovery_codes (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (tenant_id, user_id, hash),
    FOREIGN KEY (tenant_id, user_id) REFERENCES two_factors ON DELETE CASCADE
);
SELECT protect('recovery_codes');

CREATE TABLE sign_in_attempts (
    tenant_id uuid NOT NULL REFERENCES organisations,
    subject text COLLATE "C" NOT NULL,
    failures integer NOT NULL,
    locked_until timestamptz,
    PRIMARY KEY (tenant_id, subject)
);
COMMENT ON COLUMN sign_in_attempts.subject IS 'a user''s id, or one of a few that addresses of nobody share: those must cost the same and fill no table';
SELECT protect('sign_in_attempts');

CREATE TABLE audit_entries (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_type text NOT NULL CHECK (actor_type IN ('user', 'key', 'operator', 'partner', 'candidate', 'system', 'anonymous')),
    actor_id text COLLATE "C",
    via text COLLATE "C",
    area text COLLATE "C" NOT NULL,
    action text COLLATE "C" NOT NULL,
    resource_type text,
    resource text COLLATE "C" NOT NULL,
    changes jsonb,
    address text,
    user_agent text,
    request_id text,
    PRIMARY KEY (tenant_id, id),
    CHECK ((actor_type IN ('system', 'anonymous')) = (actor_id IS NULL))
);
COMMENT ON COLUMN audit_entries.area IS 'the action up to its dot';
SELECT protect('audit_entries');
CREATE INDEX audit_entries_by_time ON audit_entries (tenant_id, at, id);
CREATE INDEX audit_entries_by_actor ON audit_entries (tenant_id, actor_id, at, id);
CREATE INDEX audit_entries_by_action ON audit_entries (tenant_id, action, at, id);
CREATE INDEX audit_entries_by_area ON audit_entries (tenant_id, area, at, id);
CREATE INDEX audit_entries_by_resource ON audit_entries (tenant_id, resource, at, id);
REVOKE UPDATE, DELETE ON audit_entries FROM cesuur_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Partners belong to the operator; what an organisation grants one of them belongs to the organisation.
CREATE TABLE partners (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT protect('partners');
CREATE INDEX partners_by_name ON partners (tenant_id, search_key, id);

CREATE TABLE partner_keys (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    hash bytea NOT NULL,
    hint text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners
);
SELECT protect('partner_keys');
CREATE INDEX partner_keys_by_partner ON partner_keys (tenant_id, partner_id, created_at, id);

CREATE TABLE partner_grants (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    partner_name text NOT NULL,
    scopes text[] NOT NULL,
    department_id uuid,
    fields text[],
    created_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments
);
COMMENT ON COLUMN partner_grants.partner_id IS 'the operator''s row; partners are never removed';
SELECT protect('partner_grants');
CREATE UNIQUE INDEX one_grant_per_partner ON partner_grants (tenant_id, partner_id) WHERE withdrawn_at IS NULL;
CREATE INDEX partner_grants_by_creation ON partner_grants (tenant_id, created_at, id);
CREATE INDEX partner_grants_by_partner ON partner_grants (partner_id, id) WHERE withdrawn_at IS NULL;
CREATE POLICY worker ON partner_grants FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT ON partner_grants TO cesuur_worker;

-- What schools ask the operator for, before they are organisations.
CREATE TABLE account_requests (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    organisation_name text NOT NULL,
    contact_name text NOT NULL,
    contact_email text NOT NULL,
    language text NOT NULL CHECK (language IN ('nl', 'en')),
    licence text NOT NULL CHECK (licence IN ('teacher', 'organisation', 'departments')),
    fields text[] NOT NULL,
    state text NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected')),
    organisation_id uuid REFERENCES organisations,
    rejection_reason text,
    submitted_at timestamptz NOT NULL,
    decided_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'submitted') = (decided_at IS NULL)),
    CHECK ((state = 'approved') = (organisation_id IS NOT NULL)),
    CHECK ((state = 'rejected') = (rejection_reason IS NOT NULL))
);
SELECT protect('account_requests');
CREATE INDEX account_requests_by_submission ON account_requests (tenant_id, submitted_at, id);
CREATE INDEX account_requests_by_state ON account_requests (tenant_id, state, submitted_at, id);

CREATE TABLE account_request_users (
    tenant_id uuid NOT NULL,
    request_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 0),
    name text NOT NULL,
    email text NOT NULL,
    roles text[] NOT NULL,
    fields text[],
    PRIMARY KEY (tenant_id, request_id, number),
    FOREIGN KEY (tenant_id, request_id) REFERENCES account_requests
);
SELECT protect('account_request_users');

CREATE TABLE account_request_files (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    request_id uuid NOT NULL,
    user_number integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('form', 'non_disclosure_agreement')),
    content_type text NOT NULL CHECK (content_type IN ('application/pdf', 'image/png', 'image/jpeg')),
    size bigint NOT NULL CHECK (size > 0),
    checksum text NOT NULL,
    file_key text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, request_id, user_number, kind),
    FOREIGN KEY (tenant_id, request_id, user_number) REFERENCES account_request_users
);
SELECT protect('account_request_files');

-- People ------------------------------------------------------------------------------------------

-- What a list is sorted by where a value can be absent: without case and accents, and absent ones last.
-- Stored, since row-level security keeps conditions on functions out of indexes.
CREATE FUNCTION sort_key(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036F]', '', 'g') COLLATE pg_c_utf8), E'\uFFFF');

CREATE TABLE candidates (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    number text,
    email text,
    date_of_birth date,
    native_language text,
    nationality text,
    education text,
    remarks text,
    department_id uuid,
    erased_at timestamptz,
    created_at timestamptz NOT NULL,
    number_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (sort_key(number)) STORED,
    email_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (sort_key(email)) STORED,
    date_of_birth_key date NOT NULL GENERATED ALWAYS AS (coalesce(date_of_birth, 'infinity')) STORED,
    native_language_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (sort_key(native_language)) STORED,
    nationality_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (sort_key(nationality)) STORED,
    education_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (sort_key(education)) STORED,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments
);
SELECT protect('candidates');
CREATE INDEX candidates_by_name ON candidates (tenant_id, search_key, id);
CREATE INDEX candidates_by_creation ON candidates (tenant_id, created_at, id);
CREATE INDEX candidates_by_number ON candidates (tenant_id, number_key, id);
CREATE INDEX candidates_by_email ON candidates (tenant_id, email_key, id);
CREATE INDEX candidates_by_date_of_birth ON candidates (tenant_id, date_of_birth_key, id);
CREATE INDEX candidates_by_native_language ON candidates (tenant_id, native_language_key, id);
CREATE INDEX candidates_by_nationality ON candidates (tenant_id, nationality_key, id);
CREATE INDEX candidates_by_education ON candidates (tenant_id, education_key, id);
CREATE INDEX candidates_by_department ON candidates (tenant_id, department_id, search_key, id) WHERE department_id IS NOT NULL;

CREATE TABLE candidate_teachers (
    tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, user_id, candidate_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, candidate_id) REFERENCES candidates ON DELETE CASCADE
);
COMMENT ON TABLE candidate_teachers IS 'who entered a candidate, and sees them in no group too';
SELECT protect('candidate_teachers');
CREATE INDEX candidate_teachers_by_candidate ON candidate_teachers (tenant_id, candidate_id);

-- With what a candidate's own values in the audit log are encrypted. Without the key they are gone, in the log
-- that is never changed and in every copy of it.
CREATE TABLE personal_keys (
    tenant_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    key bytea,
    PRIMARY KEY (tenant_id, candidate_id),
    FOREIGN KEY (tenant_id, candidate_id) REFERENCES candidates ON DELETE CASCADE
);
COMMENT ON COLUMN personal_keys.key IS 'null: erased, and never to be made again';
SELECT protect('personal_keys');

CREATE TABLE groups (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    external_id text COLLATE "C",
    department_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, external_id),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments
);
SELECT protect('groups');
CREATE INDEX groups_by_name ON groups (tenant_id, search_key, id);
CREATE INDEX groups_by_creation ON groups (tenant_id, created_at, id);
CREATE INDEX groups_by_department ON groups (tenant_id, department_id, search_key, id) WHERE department_id IS NOT NULL;

CREATE TABLE group_candidates (
    tenant_id uuid NOT NULL,
    group_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, group_id, candidate_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, candidate_id) REFERENCES candidates ON DELETE CASCADE
);
SELECT protect('group_candidates');
CREATE INDEX group_candidates_by_candidate ON group_candidates (tenant_id, candidate_id);

CREATE TABLE group_teachers (
    tenant_id uuid NOT NULL,
    group_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, group_id, user_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES groups ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
SELECT protect('group_teachers');
CREATE INDEX group_teachers_by_user ON group_teachers (tenant_id, user_id);

-- Credits: a double-entry, append-only ledger -----------------------------------------------------

CREATE TABLE accounts (
    tenant_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('available', 'received', 'spent')),
    department_id uuid,
    holder_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(department_id, tenant_id)) STORED,
    balance bigint NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (tenant_id, holder_id, kind),
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments ON DELETE CASCADE,
    CHECK (kind <> 'received' OR department_id IS NULL),
    CONSTRAINT balance_within_bounds CHECK (CASE kind WHEN 'received' THEN balance <= 0 ELSE balance >= 0 END)
);
COMMENT ON TABLE accounts IS 'available: what can be spent; spent: what administrations took; received: where credits come from, the counterweight, never above zero';
COMMENT ON COLUMN accounts.department_id IS 'null: the organisation''s own';
COMMENT ON COLUMN accounts.holder_id IS 'the department or else the organisation: a key has no nulls';
COMMENT ON COLUMN accounts.changed_at IS 'of the last entry; the next one is later, so that time orders the entries of an account';
SELECT protect('accounts');
REVOKE INSERT, DELETE ON accounts FROM cesuur_app;
CREATE POLICY worker ON accounts FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT ON accounts TO cesuur_worker;

CREATE FUNCTION open_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF TG_TABLE_NAME = 'organisations' THEN
        INSERT INTO accounts (tenant_id, kind) SELECT id, unnest(ARRAY['available', 'received', 'spent']) FROM opened;
    ELSE
        INSERT INTO accounts (tenant_id, department_id, kind) SELECT tenant_id, id, unnest(ARRAY['available', 'spent']) FROM opened;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER open_accounts AFTER INSERT ON organisations
    REFERENCING NEW TABLE AS opened FOR EACH STATEMENT EXECUTE FUNCTION open_accounts();
CREATE TRIGGER open_accounts AFTER INSERT ON departments
    REFERENCING NEW TABLE AS opened FOR EACH STATEMENT EXECUTE FUNCTION open_accounts();

CREATE TABLE ledger_entries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('redemption', 'spending', 'refund', 'grant', 'allocation', 'withdrawal')),
    account text NOT NULL,
    department_id uuid,
    holder_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(department_id, tenant_id)) STORED,
    amount bigint NOT NULL CHECK (amount <> 0),
    balance_after bigint NOT NULL,
    actor text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    source text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, transaction_id, holder_id, account),
    UNIQUE (tenant_id, holder_id, account, created_at),
    FOREIGN KEY (tenant_id, holder_id, account) REFERENCES accounts
);
SELECT protect('ledger_entries');
CREATE POLICY worker ON ledger_entries FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT ON ledger_entries TO cesuur_worker;
REVOKE UPDATE, DELETE ON ledger_entries FROM cesuur_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The history shows what happened to credits that can be spent, and to no other account.
CREATE INDEX ledger_entries_by_time ON ledger_entries (tenant_id, created_at, id) WHERE account = 'available';
CREATE INDEX ledger_entries_by_department ON ledger_entries (tenant_id, department_id, created_at, id) WHERE account = 'available';
CREATE INDEX ledger_entries_by_kind ON ledger_entries (tenant_id, kind, created_at, id) WHERE account = 'available';
CREATE INDEX ledger_entries_by_actor ON ledger_entries (tenant_id, actor, created_at, id) WHERE account = 'available';
CREATE INDEX ledger_entries_by_source ON ledger_entries (tenant_id, source, created_at, id) WHERE account = 'available';

-- At commit every transaction's entries must sum to zero.
CREATE FUNCTION check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount) FROM ledger_entries
        WHERE tenant_id = NEW.tenant_id AND transaction_id = NEW.transaction_id) <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_balanced();

-- What is sold, for how much, and to whom: the operator's books. The buyer sees their own orders.
CREATE TABLE price_lists (
    tenant_id uuid NOT NULL REFERENCES organisations,
    valid_from timestamptz NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    vat_rate integer NOT NULL CHECK (vat_rate BETWEEN 0 AND 10000),
    credits jsonb NOT NULL,
    licences jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, valid_from)
);
SELECT protect('price_lists');

CREATE TABLE orders (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    organisation_id uuid REFERENCES organisations,
    product text NOT NULL CHECK (product IN ('credits', 'licence', 'renewal')),
    method text NOT NULL CHECK (method IN ('online', 'invoice')),
    state text NOT NULL CHECK (state IN ('open', 'processing', 'paid', 'failed', 'expired', 'cancelled')),
    quantity integer NOT NULL CHECK (quantity > 0),
    licence_kind text CHECK (licence_kind IN ('teacher', 'organisation', 'departments')),
    currency text NOT NULL,
    unit_amount bigint NOT NULL CHECK (unit_amount >= 0),
    vat_rate integer NOT NULL,
    net_amount bigint NOT NULL,
    vat_amount bigint NOT NULL,
    total_amount bigint NOT NULL,
    email text NOT NULL,
    language text NOT NULL CHECK (language IN ('nl', 'en')),
    organisation_name text,
    contact_name text,
    billing jsonb,
    provider text CHECK (provider IN ('stripe', 'simulated')),
    checkout_id text COLLATE "C",
    checkout_url text,
    payment_id text COLLATE "C",
    note text,
    placed_at timestamptz NOT NULL,
    expires_at timestamptz,
    paid_at timestamptz,
    paid_amount bigint,
    fulfilled_at timestamptz,
    refunded_amount bigint NOT NULL DEFAULT 0 CHECK (refunded_amount >= 0),
    dispute text CHECK (dispute IN ('open', 'won', 'lost')),
    credits_taken_back integer NOT NULL DEFAULT 0 CHECK (credits_taken_back >= 0),
    credits_waived integer NOT NULL DEFAULT 0,
    attention text CHECK (attention IN ('amount_mismatch', 'not_fulfilled', 'take_back', 'give_back', 'refunded_licence')),
    attention_detail text,
    dismissed_at timestamptz,
    dismissal_note text,
    last_look bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, checkout_id),
    CHECK (net_amount = unit_amount * quantity AND total_amount = net_amount + vat_amount),
    CHECK ((state = 'paid') = (paid_at IS NOT NULL) AND (paid_at IS NULL) = (paid_amount IS NULL)),
    CHECK (fulfilled_at IS NULL OR state = 'paid'),
    CHECK (refunded_amount = 0 OR paid_amount IS NULL OR refunded_amount <= paid_amount),
    CHECK (product = 'licence' OR organisation_id IS NOT NULL),
    CHECK ((product = 'credits') = (licence_kind IS NULL)),
    CHECK ((method = 'online') = (provider IS NOT NULL) AND (provider IS NULL) = (checkout_id IS NULL))
);
SELECT protect('orders');
CREATE POLICY buyer ON orders FOR SELECT TO cesuur_app USING (organisation_id = (SELECT current_tenant()));
CREATE POLICY worker ON orders FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT ON orders TO cesuur_worker;
CREATE INDEX orders_by_placing ON orders (tenant_id, placed_at, id);
CREATE INDEX orders_by_total ON orders (tenant_id, total_amount, id);
CREATE INDEX orders_by_buyer ON orders (organisation_id, placed_at, id);
CREATE INDEX orders_to_attend_to ON orders (tenant_id, placed_at, id) WHERE attention IS NOT NULL;
CREATE INDEX orders_at_providers ON orders (placed_at) WHERE provider = 'stripe';

-- Numbers the looks at payment providers, in the order in which they begin.
CREATE SEQUENCE order_looks;
GRANT USAGE ON SEQUENCE order_looks TO cesuur_app;

-- Stripe sends events twice and out of order: each is looked at once.
CREATE TABLE stripe_events (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id text COLLATE "C" NOT NULL,
    type text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT protect('stripe_events');
REVOKE UPDATE, DELETE ON stripe_events FROM cesuur_app;
CREATE POLICY worker ON stripe_events TO cesuur_worker USING (true);
GRANT SELECT, DELETE ON stripe_events TO cesuur_worker;
CREATE INDEX stripe_events_by_age ON stripe_events (received_at);

-- Tokens belong to the operator that minted them; whoever holds one redeems it through the function.
CREATE TABLE credit_tokens (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    hash bytea NOT NULL,
    hint text NOT NULL,
    credits integer NOT NULL CHECK (credits > 0),
    note text,
    batch_id uuid,
    order_id uuid,
    bound_to uuid REFERENCES organisations,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    revocation_reason text,
    redeemed_by uuid REFERENCES organisations,
    redeemed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, hash),
    UNIQUE (tenant_id, order_id),
    FOREIGN KEY (tenant_id, order_id) REFERENCES orders,
    CHECK ((redeemed_by IS NULL) = (redeemed_at IS NULL)),
    CHECK (redeemed_at IS NULL OR revoked_at IS NULL),
    CHECK (revoked_at IS NOT NULL OR revocation_reason IS NULL)
);
COMMENT ON COLUMN credit_tokens.bound_to IS 'a sandbox, which did not really pay';
SELECT protect('credit_tokens');
CREATE INDEX credit_tokens_by_hash ON credit_tokens (hash);
CREATE INDEX credit_tokens_by_creation ON credit_tokens (tenant_id, created_at, id);
CREATE INDEX credit_tokens_by_credits ON credit_tokens (tenant_id, credits, id);
CREATE INDEX credit_tokens_by_batch ON credit_tokens (tenant_id, batch_id, created_at, id) WHERE batch_id IS NOT NULL;
CREATE POLICY worker ON credit_tokens FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT (redeemed_by, credits) ON credit_tokens TO cesuur_worker;

-- One row at most is ever claimed: the UPDATE's condition is evaluated again after a lock wait.
CREATE FUNCTION redeem_credit_token(token_hash bytea, at timestamptz)
    RETURNS TABLE (id uuid, credits integer, outcome text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    RETURN QUERY UPDATE credit_tokens t SET redeemed_by = current_tenant(), redeemed_at = at
        WHERE t.hash = token_hash AND t.redeemed_at IS NULL AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > at)
          AND (t.bound_to IS NULL OR t.bound_to = current_tenant())
        RETURNING t.id, t.credits, 'redeemed'::text;
    IF NOT FOUND THEN
        RETURN QUERY SELECT t.id, t.credits,
            CASE WHEN t.redeemed_at IS NOT NULL THEN 'used' WHEN t.revoked_at IS NOT NULL THEN 'revoked' ELSE 'expired' END
            FROM credit_tokens t WHERE t.hash = token_hash AND (t.bound_to IS NULL OR t.bound_to = current_tenant());
    END IF;
END $$;
REVOKE ALL ON FUNCTION redeem_credit_token FROM public;
GRANT EXECUTE ON FUNCTION redeem_credit_token TO cesuur_app;

-- Catalogue: content belongs to its publisher and is seen through entitlements --------------------

CREATE TABLE tests (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    title text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    skill text NOT NULL CHECK (skill IN ('reading', 'listening', 'writing', 'speaking', 'theory')),
    level text CHECK (level IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2')),
    field text COLLATE "C",
    programme text CHECK (programme IN ('I', 'II')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT protect('tests');
CREATE INDEX tests_by_title ON tests (tenant_id, search_key, id);

-- Whether the running tenant may use a test of another one. Owned by the migrating role, so that the
-- policies below need not be evaluated within one another.
CREATE FUNCTION is_entitled(publisher uuid, test uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    RETURN EXISTS (SELECT FROM entitlements e WHERE e.tenant_id = current_tenant()
        AND e.publisher_id = publisher AND ((e.test_id IS NULL AND e.field IS NULL) OR e.test_id = test
            OR e.field = (SELECT t.field FROM tests t WHERE t.tenant_id = publisher AND t.id = test)));

CREATE POLICY entitled ON tests FOR SELECT TO cesuur_app USING (is_entitled(tenant_id, id));

CREATE TABLE test_versions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    test_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    state text NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    content jsonb NOT NULL,
    duration_seconds integer CHECK (duration_seconds > 0),
    can_finish_early boolean NOT NULL,
    cut_score integer CHECK (cut_score > 0),
    conversion_table jsonb,
    max_points numeric NOT NULL CHECK (max_points >= 0),
    result_policy text NOT NULL CHECK (result_policy IN ('pass_fail', 'mark', 'cefr_level')),
    policies jsonb NOT NULL,
    content_hash bytea,
    created_at timestamptz NOT NULL,
    published_at timestamptz,
    retired_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, test_id, number),
    FOREIGN KEY (tenant_id, test_id) REFERENCES tests,
    CHECK (state = 'draft' OR (published_at IS NOT NULL AND content_hash IS NOT NULL AND duration_seconds IS NOT NULL AND cut_score <= max_points)),
    CHECK ((state = 'draft') = (published_at IS NULL)),
    CHECK ((state = 'retired') = (retired_at IS NOT NULL))
);
SELECT protect('test_versions');

-- Of a published version nothing changes any more but that it is retired, whoever writes.
CREATE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'retired'
        AND (to_jsonb(OLD) - 'state' - 'retired_at') = (to_jsonb(NEW) - 'state' - 'retired_at') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A published version never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER published BEFORE UPDATE OR DELETE ON test_versions FOR EACH ROW EXECUTE FUNCTION keep_published();
CREATE POLICY entitled ON test_versions FOR SELECT TO cesuur_app
    USING (state <> 'draft' AND is_entitled(tenant_id, test_id));

-- What corrects a published version, which itself never changes.
CREATE TABLE corrections (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    test_id uuid NOT NULL,
    version_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'applied', 'rejected')),
    number integer CHECK (number > 0),
    changes jsonb NOT NULL,
    undoes uuid,
    reason text NOT NULL,
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    effect jsonb,
    effect_foreseen_at timestamptz,
    effect_job_id uuid NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    decision_note text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, version_id, number),
    FOREIGN KEY (tenant_id, version_id) REFERENCES test_versions,
    FOREIGN KEY (tenant_id, undoes) REFERENCES corrections,
    CHECK ((state = 'applied') = (number IS NOT NULL)),
    CHECK ((state = 'proposed') = (decided_by IS NULL)),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((effect IS NULL) = (effect_foreseen_at IS NULL)),
    CHECK (state <> 'applied' OR (decided_by <> proposed_by AND effect IS NOT NULL))
);
SELECT protect('corrections');
CREATE INDEX corrections_by_proposal ON corrections (tenant_id, version_id, proposed_at, id);
CREATE FUNCTION keep_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'proposed' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A correction that was decided on never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decided BEFORE UPDATE OR DELETE ON corrections FOR EACH ROW EXECUTE FUNCTION keep_decided();
CREATE POLICY entitled ON corrections FOR SELECT TO cesuur_app
    USING (state = 'applied' AND is_entitled(tenant_id, test_id));

CREATE TABLE media (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    title text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    file_name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('image', 'audio', 'video')),
    content_type text NOT NULL,
    duration_milliseconds bigint CHECK (duration_milliseconds >= 0),
    width integer CHECK (width > 0),
    height integer CHECK (height > 0),
    codecs text,
    size bigint NOT NULL CHECK (size > 0),
    checksum text NOT NULL,
    file_key text NOT NULL,
    uploaded_by text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT protect('media');
CREATE INDEX media_by_title ON media (tenant_id, search_key, id);
CREATE INDEX media_by_creation ON media (tenant_id, created_at, id);
CREATE INDEX media_by_size ON media (tenant_id, size, id);

-- Which media a version's content shows.
CREATE TABLE version_media (
    tenant_id uuid NOT NULL,
    version_id uuid NOT NULL,
    media_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, version_id, media_id),
    FOREIGN KEY (tenant_id, version_id) REFERENCES test_versions,
    FOREIGN KEY (tenant_id, media_id) REFERENCES media
);
SELECT protect('version_media');
CREATE FUNCTION keep_published_media() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM test_versions v WHERE v.tenant_id = OLD.tenant_id AND v.id = OLD.version_id AND v.state <> 'draft') THEN
        RAISE EXCEPTION 'A published version never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published BEFORE UPDATE OR DELETE ON version_media FOR EACH ROW EXECUTE FUNCTION keep_published_media();
CREATE INDEX version_media_by_media ON version_media (tenant_id, media_id);

-- Whoever may read a version may read its media. Within a policy the policies of other tables hold, so these two
-- say no more than what follows from that of test_versions.
CREATE POLICY entitled ON version_media FOR SELECT TO cesuur_app USING (
    EXISTS (SELECT FROM test_versions v WHERE v.tenant_id = version_media.tenant_id AND v.id = version_media.version_id));
CREATE POLICY entitled ON media FOR SELECT TO cesuur_app USING (
    EXISTS (SELECT FROM version_media u WHERE u.tenant_id = media.tenant_id AND u.media_id = media.id));

-- Files that come in pieces.
CREATE TABLE media_uploads (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('media', 'package')),
    state text NOT NULL CHECK (state IN ('receiving', 'complete', 'refused', 'taken')),
    file_name text NOT NULL,
    declared_type text,
    title text,
    length bigint NOT NULL CHECK (length > 0),
    received bigint NOT NULL CHECK (received BETWEEN 0 AND length),
    part_count integer NOT NULL CHECK (part_count >= 0),
    media_id uuid,
    file_key text,
    refusal text,
    refusal_detail text,
    uploaded_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    metadata text,
    completing_until timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'refused') = (refusal IS NOT NULL))
);
SELECT protect('media_uploads');
CREATE INDEX media_uploads_by_end ON media_uploads (expires_at);
CREATE POLICY worker ON media_uploads TO cesuur_worker USING (true);
GRANT SELECT, DELETE ON media_uploads TO cesuur_worker;

CREATE TABLE media_upload_parts (
    tenant_id uuid NOT NULL,
    upload_id uuid NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    size bigint NOT NULL CHECK (size > 0),
    file_key text NOT NULL,
    PRIMARY KEY (tenant_id, upload_id, position),
    FOREIGN KEY (tenant_id, upload_id) REFERENCES media_uploads
);
SELECT protect('media_upload_parts');
CREATE POLICY worker ON media_upload_parts TO cesuur_worker USING (true);
GRANT SELECT, DELETE ON media_upload_parts TO cesuur_worker;

-- Files that no row names yet. They are noted outside the transaction of that row, which may also be the one that
-- creates the organisation; hence no reference.
CREATE TABLE pending_files (
    tenant_id uuid NOT NULL,
    file_key text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, file_key)
);
SELECT protect('pending_files');
CREATE INDEX pending_files_by_creation ON pending_files (created_at);
CREATE POLICY worker ON pending_files TO cesuur_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON pending_files TO cesuur_worker;

CREATE TABLE manuals (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    test_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('manual', 'rating_model')),
    title text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    language text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    checksum text NOT NULL,
    file_key text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, test_id) REFERENCES tests
);
SELECT protect('manuals');
CREATE INDEX manuals_by_test ON manuals (tenant_id, test_id, search_key, id);
CREATE POLICY entitled ON manuals FOR SELECT TO cesuur_app USING (is_entitled(tenant_id, test_id));

-- Central prices: what an organisation charges its departments -------------------------------------

CREATE TABLE department_price_lists (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    valid_from date NOT NULL,
    currency text NOT NULL CHECK (currency IN ('EUR', 'USD', 'GBP', 'CHF')),
    default_amount bigint NOT NULL CHECK (default_amount >= 0),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number)
);
COMMENT ON COLUMN department_price_lists.number IS 'of two lists from the same day the later one counts';
SELECT protect('department_price_lists');
CREATE INDEX department_price_lists_by_day ON department_price_lists (tenant_id, valid_from, number);
REVOKE UPDATE, DELETE ON department_price_lists FROM cesuur_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON department_price_lists
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE department_test_prices (
    tenant_id uuid NOT NULL,
    price_list_id uuid NOT NULL,
    publisher_id uuid NOT NULL,
    test_id uuid NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (tenant_id, price_list_id, test_id),
    FOREIGN KEY (tenant_id, price_list_id) REFERENCES department_price_lists,
    FOREIGN KEY (publisher_id, test_id) REFERENCES tests
);
SELECT protect('department_test_prices');
REVOKE UPDATE, DELETE ON department_test_prices FROM cesuur_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON department_test_prices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Sessions: when and where candidates take a test together ------------------------------------------

CREATE TABLE exam_moments (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
SELECT protect('exam_moments');
CREATE INDEX exam_moments_by_name ON exam_moments (tenant_id, search_key, id);
CREATE INDEX exam_moments_by_start ON exam_moments (tenant_id, starts_on, id);

CREATE TABLE exam_sessions (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    title text NOT NULL,
    search_key text COLLATE "C" NOT NULL,
    exam_moment_id uuid,
    department_id uuid,
    room text,
    room_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (sort_key(room)) STORED,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    late_until timestamptz CHECK (late_until > starts_at AND late_until <= ends_at),
    capacity integer NOT NULL CHECK (capacity > 0),
    registration_ends_at timestamptz CHECK (registration_ends_at <= starts_at),
    payment_due_at timestamptz CHECK (payment_due_at <= starts_at),
    notes text,
    planned_by uuid,
    settled_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, exam_moment_id) REFERENCES exam_moments,
    FOREIGN KEY (tenant_id, department_id) REFERENCES departments,
    FOREIGN KEY (tenant_id, planned_by) REFERENCES users
);
SELECT protect('exam_sessions');
CREATE INDEX exam_sessions_by_start ON exam_sessions (tenant_id, starts_at, id);
CREATE INDEX exam_sessions_by_title ON exam_sessions (tenant_id, search_key, id);
CREATE INDEX exam_sessions_by_room ON exam_sessions (tenant_id, room_key, id);
CREATE INDEX exam_sessions_by_moment ON exam_sessions (tenant_id, exam_moment_id, starts_at, id) WHERE exam_moment_id IS NOT NULL;
CREATE INDEX exam_sessions_by_department ON exam_sessions (tenant_id, department_id, starts_at, id) WHERE department_id IS NOT NULL;
CREATE INDEX exam_sessions_by_planner ON exam_sessions (tenant_id, planned_by) WHERE planned_by IS NOT NULL;
CREATE INDEX exam_sessions_to_settle ON exam_sessions (ends_at) WHERE settled_at IS NULL;
CREATE POLICY worker ON exam_sessions FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT (tenant_id, id, ends_at, settled_at) ON exam_sessions TO cesuur_worker;

CREATE TABLE exam_session_tests (
    tenant_id uuid NOT NULL,
    exam_session_id uuid NOT NULL,
    publisher_id uuid NOT NULL,
    test_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, exam_session_id, test_id),
    FOREIGN KEY (tenant_id, exam_session_id) REFERENCES exam_sessions ON DELETE CASCADE,
    FOREIGN KEY (publisher_id, test_id) REFERENCES tests
);
SELECT protect('exam_session_tests');

CREATE TABLE exam_session_invigilators (
    tenant_id uuid NOT NULL,
    exam_session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, exam_session_id, user_id),
    FOREIGN KEY (tenant_id, exam_session_id) REFERENCES exam_sessions ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
);
SELECT protect('exam_session_invigilators');
CREATE INDEX exam_session_invigilators_by_user ON exam_session_invigilators (tenant_id, user_id);

-- Invitations -------------------------------------------------------------------------------------

CREATE TABLE invitations (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    department_id uuid,
    publisher_id uuid NOT NULL,
    test_id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    state text NOT NULL CHECK (state IN ('invited', 'used', 'deactivated', 'expired', 'absent')),
    accommodations jsonb,
    confirmation_id uuid NOT NULL,
    deactivation_id uuid,
    opens_at timestamptz,
    closes_at timestamptz,
    exam_session_id uuid,
    seat text,
    seat_key text COLLATE "C",
    fee_due_at timestamptz,
    fee_paid boolean NOT NULL DEFAULT false,
    presence text CHECK (presence IN ('present', 'late', 'absent')),
    identity_checked_at timestamptz,
    identity_checked_by text,
    attendance_note text,
    invited_by uuid,
    charged_department_id uuid,
    from_allocation boolean NOT NULL,
    price_amount bigint CHECK (price_amount >= 0),
    price_currency text,
    retake_of uuid,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    candidate_key text COLLATE "C" NOT NULL,
    opens_key timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(opens_at, '-infinity')) STORED,
    closes_key timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(closes_at, 'infinity')) STORED,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, candidate_id) REFERENCES candidates,
    FOREIGN KEY (publisher_id, test_id) REFERENCES tests,
    FOREIGN KEY (tenant_id, exam_session_id) REFERENCES exam_sessions,
    FOREIGN KEY (tenant_id, invited_by) REFERENCES users,
    FOREIGN KEY (tenant_id, charged_department_id) REFERENCES departments,
    CHECK (closes_at > opens_at),
    CHECK ((exam_session_id IS NULL) = (seat IS NULL) AND (seat IS NULL) = (seat_key IS NULL)),
    CHECK (exam_session_id IS NOT NULL OR (presence IS NULL AND fee_due_at IS NULL)),
    CHECK ((identity_checked_at IS NULL) = (identity_checked_by IS NULL)),
    CHECK (charged_department_id IS NOT NULL OR (NOT from_allocation AND price_amount IS NULL)),
    CHECK ((price_amount IS NULL) = (price_currency IS NULL)),
    CHECK ((state IN ('deactivated', 'expired', 'absent')) = (ended_at IS NOT NULL)),
    CHECK (CASE state WHEN 'invited' THEN deactivation_id IS NULL WHEN 'used' THEN deactivation_id IS NULL WHEN 'deactivated' THEN deactivation_id IS NOT NULL OR retake_of IS NOT NULL END),
    CHECK (retake_of IS NULL OR (charged_department_id IS NULL AND deactivation_id IS NULL))
);
COMMENT ON COLUMN invitations.candidate_key IS 'the candidate''s search key, so that a list in the order of names has an index; it follows the candidate';
COMMENT ON COLUMN invitations.deactivation_id IS 'with which others its credit came back';
COMMENT ON COLUMN invitations.retake_of IS 'the sitting that is taken again for free: the invitation cost nobody anything, and nothing of it comes back';
COMMENT ON COLUMN invitations.charged_department_id IS 'the candidate''s department when they were invited; department_id follows the candidate';
SELECT protect('invitations');
CREATE POLICY worker ON invitations FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT (tenant_id, charged_department_id, from_allocation, deactivation_id, retake_of, exam_session_id, state, closes_at) ON invitations TO cesuur_worker;
CREATE TRIGGER charged_for_good BEFORE UPDATE OF confirmation_id, charged_department_id, from_allocation, price_amount, price_currency, retake_of ON invitations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX invitations_charged ON invitations (tenant_id, charged_department_id, created_at) WHERE charged_department_id IS NOT NULL;
CREATE INDEX invitations_credited ON invitations (tenant_id, charged_department_id, ended_at)
    WHERE charged_department_id IS NOT NULL AND deactivation_id IS NOT NULL;
CREATE INDEX invitations_by_confirmation ON invitations (tenant_id, confirmation_id, created_at, id);
CREATE INDEX invitations_by_deactivation ON invitations (tenant_id, deactivation_id, created_at, id) WHERE deactivation_id IS NOT NULL;
CREATE INDEX invitations_by_candidate ON invitations (tenant_id, candidate_id);
CREATE UNIQUE INDEX one_live_invitation_per_retake ON invitations (tenant_id, retake_of) WHERE state IN ('invited', 'used');
CREATE INDEX invitations_by_creation ON invitations (tenant_id, created_at, id);
CREATE INDEX invitations_by_department ON invitations (tenant_id, department_id, created_at, id) WHERE department_id IS NOT NULL;
-- At the end of the transaction, so that seats can be exchanged.
ALTER TABLE invitations ADD CONSTRAINT one_candidate_per_seat UNIQUE (tenant_id, exam_session_id, seat_key) DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX one_seat_per_candidate ON invitations (tenant_id, exam_session_id, candidate_id) WHERE exam_session_id IS NOT NULL;
CREATE INDEX invitations_by_candidate_name ON invitations (tenant_id, candidate_key, id);
CREATE INDEX invitations_by_opening ON invitations (tenant_id, opens_key, id);
CREATE INDEX invitations_by_closing ON invitations (tenant_id, closes_key, id);
CREATE INDEX invitations_by_state ON invitations (tenant_id, state, id);
CREATE INDEX invitations_of_state ON invitations (tenant_id, state, created_at, id);
CREATE INDEX invitations_by_test ON invitations (tenant_id, test_id, created_at, id);
CREATE INDEX invitations_due ON invitations (closes_at) WHERE state = 'invited' AND exam_session_id IS NULL AND closes_at IS NOT NULL;

-- A candidate's work belongs to the candidate's department. It is written with every row, so that a
-- department's lists have an index, and the lock keeps a move from passing a new row by.
CREATE FUNCTION stamp_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT department_id, search_key INTO NEW.department_id, NEW.candidate_key FROM candidates
        WHERE tenant_id = NEW.tenant_id AND id = NEW.candidate_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER candidate BEFORE INSERT OR UPDATE OF candidate_id ON invitations FOR EACH ROW EXECUTE FUNCTION stamp_candidate();

CREATE FUNCTION rename_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE invitations SET candidate_key = NEW.search_key WHERE tenant_id = NEW.tenant_id AND candidate_id = NEW.id;
    RETURN NULL;
END $$;
-- At commit, since whoever erases a candidate changes the invitations in the same transaction, by their version.
CREATE CONSTRAINT TRIGGER rename_invitations AFTER UPDATE OF search_key ON candidates DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.search_key IS DISTINCT FROM NEW.search_key) EXECUTE FUNCTION rename_invitations();

-- Codes are unique over all organisations, since a candidate types nothing else. Written with the
-- invitation, read by the functions only.
CREATE TABLE access_codes (
    code text COLLATE "C" PRIMARY KEY,
    tenant_id uuid NOT NULL,
    invitation_id uuid NOT NULL,
    FOREIGN KEY (tenant_id, invitation_id) REFERENCES invitations DEFERRABLE INITIALLY DEFERRED
);
ALTER TABLE access_codes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON access_codes FOR INSERT TO cesuur_app WITH CHECK (tenant_id = (SELECT current_tenant()));
GRANT INSERT ON access_codes TO cesuur_app;

CREATE FUNCTION find_access_code(wanted text) RETURNS TABLE (tenant_id uuid, invitation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    AS $$ SELECT c.tenant_id, c.invitation_id FROM access_codes c WHERE c.code = wanted COLLATE "C" $$;
REVOKE ALL ON FUNCTION find_access_code FROM public;
GRANT EXECUTE ON FUNCTION find_access_code TO cesuur_app;

-- Delivery ----------------------------------------------------------------------------------------

CREATE TABLE sittings (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    invitation_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    department_id uuid,
    publisher_id uuid NOT NULL,
    test_id uuid NOT NULL,
    version_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('checked_in', 'started', 'paused', 'submitted', 'terminated', 'to_rate', 'rated')),
    device_epoch integer NOT NULL,
    current_step integer NOT NULL DEFAULT 0,
    shuffle_seed bigint NOT NULL,
    accommodations jsonb,
    time_factor numeric NOT NULL CHECK (time_factor > 0),
    extra_seconds integer NOT NULL,
    breaks_taken integer NOT NULL,
    on_paper boolean NOT NULL,
    replays jsonb,
    checked_in_at timestamptz NOT NULL,
    started_at timestamptz,
    deadline timestamptz,
    section_deadline timestamptz,
    step_deadline timestamptz,
    paused_at timestamptz,
    resumes_at timestamptz,
    submitted_at timestamptz,
    submitted_by text CHECK (submitted_by IN ('candidate', 'deadline', 'invigilator')),
    due_at timestamptz GENERATED ALWAYS AS (CASE state WHEN 'started' THEN least(deadline, step_deadline) WHEN 'paused' THEN resumes_at END) STORED,
    guard_lock smallint,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, invitation_id),
    FOREIGN KEY (tenant_id, invitation_id) REFERENCES invitations,
    FOREIGN KEY (tenant_id, candidate_id) REFERENCES candidates,
    FOREIGN KEY (publisher_id, version_id) REFERENCES test_versions,
    CHECK ((state = 'checked_in') = (started_at IS NULL)),
    CHECK ((started_at IS NULL) = (deadline IS NULL)),
    CHECK ((state IN ('checked_in', 'started', 'paused')) = (submitted_at IS NULL)),
    CHECK ((state = 'paused') = (paused_at IS NOT NULL)),
    CHECK (NOT (on_paper AND state IN ('started', 'paused'))),
    CHECK (resumes_at IS NULL OR paused_at IS NOT NULL),
    CHECK (step_deadline IS NULL OR deadline IS NOT NULL),
    CHECK (section_deadline IS NULL OR step_deadline <= section_deadline),
    CHECK ((submitted_at IS NULL) = (submitted_by IS NULL))
);
COMMENT ON COLUMN sittings.guard_lock IS 'never written: the right to update it is what FOR SHARE needs';
SELECT protect('sittings');
CREATE INDEX sittings_by_creation ON sittings (tenant_id, checked_in_at, id);
CREATE INDEX sittings_by_candidate ON sittings (tenant_id, candidate_id);
CREATE INDEX sittings_to_rate ON sittings (publisher_id, version_id, tenant_id) WHERE state = 'to_rate';
CREATE INDEX sittings_by_department ON sittings (tenant_id, department_id, checked_in_at, id) WHERE department_id IS NOT NULL;

-- Of the invitation, which whoever checks in holds: to lock the candidate after it would be the wrong way round.
CREATE FUNCTION stamp_sitting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT department_id INTO NEW.department_id FROM invitations WHERE tenant_id = NEW.tenant_id AND id = NEW.invitation_id;
    RETURN NEW;
END $$;
CREATE TRIGGER department BEFORE INSERT ON sittings FOR EACH ROW EXECUTE FUNCTION stamp_sitting();
ALTER TABLE invitations ADD FOREIGN KEY (tenant_id, retake_of) REFERENCES sittings;
COMMENT ON COLUMN sittings.due_at IS 'when time alone changes the sitting: until then answers are taken while it is started';
CREATE INDEX sittings_due ON sittings (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE responses (
    tenant_id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    revision bigint NOT NULL CHECK (revision > 0),
    answer jsonb NOT NULL,
    checksum text NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, sitting_id, item_id)
);
COMMENT ON TABLE responses IS 'no foreign key to sittings: the guard of the one statement that writes here is the integrity';
SELECT protect('responses');
REVOKE INSERT, UPDATE, DELETE ON responses FROM cesuur_app;

-- What was answered on paper, all of it: what is left out was left open. Only of sittings on paper, which no device
-- writes answers of; their row is held by whoever calls.
CREATE FUNCTION key_in_responses(sitting uuid, items uuid[], answers text[], checksums text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS $$
        DELETE FROM responses r USING sittings s
        WHERE s.tenant_id = current_tenant() AND s.id = sitting AND s.on_paper
          AND r.tenant_id = s.tenant_id AND r.sitting_id = s.id AND r.item_id <> ALL (items);
        INSERT INTO responses AS r (tenant_id, sitting_id, item_id, revision, answer, checksum, saved_at)
        SELECT s.tenant_id, s.id, k.item_id, 1, k.answer::jsonb, k.checksum, clock_timestamp()
        FROM sittings s CROSS JOIN unnest(items, answers, checksums) AS k (item_id, answer, checksum)
        WHERE s.tenant_id = current_tenant() AND s.id = sitting AND s.on_paper
        ON CONFLICT (tenant_id, sitting_id, item_id) DO UPDATE
            SET revision = r.revision + 1, answer = excluded.answer, checksum = excluded.checksum, saved_at = excluded.saved_at
            WHERE r.checksum <> excluded.checksum
    $$;
REVOKE ALL ON FUNCTION key_in_responses FROM public;
GRANT EXECUTE ON FUNCTION key_in_responses TO cesuur_app;

-- The writer of responses spans organisations and may do nothing else.
CREATE POLICY writer ON sittings TO cesuur_writer USING (true);
CREATE POLICY writer ON responses TO cesuur_writer USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (guard_lock) ON sittings TO cesuur_writer;
GRANT SELECT, INSERT, UPDATE ON responses TO cesuur_writer;

CREATE TABLE sitting_events (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    type text NOT NULL,
    actor text NOT NULL,
    at timestamptz NOT NULL,
    data jsonb,
    logged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings
);
COMMENT ON COLUMN sitting_events.logged_at IS 'when the line was written; what it tells of may have been due long before';
SELECT protect('sitting_events');
REVOKE UPDATE, DELETE ON sitting_events FROM cesuur_app;
CREATE INDEX sitting_events_by_sitting ON sitting_events (tenant_id, sitting_id, id);

-- What candidates who listen are told of, as it comes in; the query repeats the condition.
CREATE INDEX sitting_events_for_candidates ON sitting_events (logged_at) INCLUDE (id, sitting_id)
    WHERE type NOT IN ('play_granted', 'play_fetched', 'play_completed', 'recording_begun', 'recording_received', 'rating_finalised', 'rating_reopened');
CREATE INDEX sitting_events_shown ON sitting_events (tenant_id, sitting_id, type, at) WHERE type IN ('message_sent', 'recording_measured');
CREATE POLICY worker ON sitting_events FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT ON sitting_events TO cesuur_worker;

-- When the device of a sitting was last heard of: written for many at once, and dispensable.
CREATE UNLOGGED TABLE device_presences (
    tenant_id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    seen_at timestamptz NOT NULL,
    streamed_at timestamptz,
    PRIMARY KEY (tenant_id, sitting_id),
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings ON DELETE CASCADE
) WITH (fillfactor = 50);
SELECT protect('device_presences');
REVOKE INSERT, UPDATE, DELETE ON device_presences FROM cesuur_app;
CREATE POLICY worker ON device_presences TO cesuur_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON device_presences TO cesuur_worker;

-- Answers can be erased with the person who gave them, and by no other way: what was written or said goes, the
-- choices stay, which tell nothing of anybody. Of the log goes what invigilators wrote, to them or about them.
CREATE FUNCTION erase_responses(candidate uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS $$
        DELETE FROM responses r USING sittings s
        WHERE s.tenant_id = current_tenant() AND s.candidate_id = candidate
          AND r.tenant_id = s.tenant_id AND r.sitting_id = s.id AND r.answer ->> 'choice' IS NULL;
        UPDATE sitting_events e SET data = e.data - 'message' - 'reason' - 'recordingId' FROM sittings s
        WHERE s.tenant_id = current_tenant() AND s.candidate_id = candidate
          AND e.tenant_id = s.tenant_id AND e.sitting_id = s.id AND e.data IS NOT NULL
    $$;
REVOKE ALL ON FUNCTION erase_responses FROM public;
GRANT EXECUTE ON FUNCTION erase_responses TO cesuur_app;

CREATE TABLE plays (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    publisher_id uuid NOT NULL,
    media_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    limited boolean NOT NULL,
    given bigint NOT NULL CHECK (given >= 0),
    transfers integer NOT NULL,
    transferring boolean NOT NULL,
    granted_at timestamptz NOT NULL,
    fetched_at timestamptz,
    completed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, sitting_id, media_id, number),
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings,
    FOREIGN KEY (publisher_id, media_id) REFERENCES media
);
SELECT protect('plays');

CREATE TABLE recordings (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    step integer NOT NULL,
    device_epoch integer NOT NULL,
    content_type text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0),
    length bigint CHECK (length >= size AND length > 0),
    part_count integer NOT NULL,
    checksum text,
    file_key text,
    begun_at timestamptz NOT NULL,
    received_at timestamptz,
    broken_off boolean NOT NULL,
    measurement jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings,
    CHECK ((file_key IS NULL) = (checksum IS NULL)),
    CHECK ((file_key IS NOT NULL) = (received_at IS NOT NULL AND size > 0))
);
SELECT protect('recordings');
CREATE POLICY worker ON recordings FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT (tenant_id, id, sitting_id, step, device_epoch, size, length, begun_at, received_at) ON recordings TO cesuur_worker;
CREATE INDEX recordings_receiving ON recordings (begun_at) WHERE received_at IS NULL;
CREATE INDEX recordings_by_sitting ON recordings (tenant_id, sitting_id);

CREATE TABLE recording_parts (
    tenant_id uuid NOT NULL,
    recording_id uuid NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    size bigint NOT NULL CHECK (size > 0),
    file_key text NOT NULL,
    PRIMARY KEY (tenant_id, recording_id, position),
    FOREIGN KEY (tenant_id, recording_id) REFERENCES recordings
);
SELECT protect('recording_parts');

-- Rating and results ------------------------------------------------------------------------------

CREATE TABLE ratings (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    state text NOT NULL CHECK (state IN ('open', 'finalised', 'withdrawn')),
    created_at timestamptz NOT NULL,
    submitted_at timestamptz NOT NULL,
    last_rated_by text,
    last_rated_at timestamptz,
    finalised_at timestamptz,
    finalised_by text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, sitting_id, number),
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings,
    CHECK ((state = 'finalised') = (finalised_at IS NOT NULL))
);
SELECT protect('ratings');
CREATE UNIQUE INDEX one_open_rating ON ratings (tenant_id, sitting_id) WHERE state = 'open';
CREATE INDEX ratings_by_submission ON ratings (tenant_id, state, submitted_at, id);

CREATE TABLE task_ratings (
    tenant_id uuid NOT NULL,
    rating_id uuid NOT NULL,
    item_id uuid NOT NULL,
    input jsonb NOT NULL,
    score jsonb NOT NULL,
    scoring_number integer NOT NULL CHECK (scoring_number >= 0),
    rated_by text NOT NULL,
    rated_at timestamptz NOT NULL,
    awarded numeric CHECK (awarded >= 0),
    awarded_by uuid,
    PRIMARY KEY (tenant_id, rating_id, item_id),
    FOREIGN KEY (tenant_id, rating_id) REFERENCES ratings,
    CHECK ((awarded IS NULL) = (awarded_by IS NULL))
);
SELECT protect('task_ratings');

-- Every rating that a task was given in a rating, the present one included.
CREATE TABLE task_rating_entries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    rating_id uuid NOT NULL,
    item_id uuid NOT NULL,
    input jsonb NOT NULL,
    score jsonb NOT NULL,
    rated_by text NOT NULL,
    rated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, rating_id) REFERENCES ratings
);
SELECT protect('task_rating_entries');
REVOKE UPDATE, DELETE ON task_rating_entries FROM cesuur_app;
CREATE INDEX task_rating_entries_by_rating ON task_rating_entries (tenant_id, rating_id);

CREATE TABLE overwritten_points (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    rating_id uuid NOT NULL,
    item_id uuid NOT NULL,
    points numeric NOT NULL CHECK (points >= 0),
    reason text NOT NULL,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, rating_id) REFERENCES ratings
);
SELECT protect('overwritten_points');
REVOKE UPDATE, DELETE ON overwritten_points FROM cesuur_app;
CREATE INDEX overwritten_points_by_rating ON overwritten_points (tenant_id, rating_id);

CREATE TABLE second_looks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    rating_id uuid NOT NULL,
    asked_by text NOT NULL,
    asked_of uuid,
    note text,
    asked_at timestamptz NOT NULL,
    completed_by text,
    completed_at timestamptz,
    completion_note text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, rating_id) REFERENCES ratings,
    FOREIGN KEY (tenant_id, asked_of) REFERENCES users ON DELETE SET NULL (asked_of),
    CHECK ((completed_by IS NULL) = (completed_at IS NULL))
);
SELECT protect('second_looks');
CREATE INDEX second_looks_by_rating ON second_looks (tenant_id, rating_id);
CREATE INDEX second_looks_asked ON second_looks (tenant_id, asked_of, rating_id) WHERE completed_at IS NULL;

-- What colleagues wrote of a candidate's work goes when the candidate is erased; points stay.
CREATE TABLE results (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    candidate_id uuid NOT NULL,
    department_id uuid,
    publisher_id uuid NOT NULL,
    test_id uuid NOT NULL,
    version_id uuid NOT NULL,
    current_number integer NOT NULL CHECK (current_number > 0),
    graded_at timestamptz NOT NULL,
    archived_at timestamptz,
    scoring_number integer NOT NULL CHECK (scoring_number >= 0),
    established_at timestamptz,
    established_by text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, sitting_id),
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings,
    FOREIGN KEY (tenant_id, candidate_id) REFERENCES candidates
);
SELECT protect('results');
CREATE INDEX results_by_grading ON results (tenant_id, graded_at, id);
CREATE INDEX results_by_candidate ON results (tenant_id, candidate_id);
CREATE INDEX results_by_scoring ON results (tenant_id, version_id, id, scoring_number);
CREATE INDEX results_by_department ON results (tenant_id, department_id, graded_at, id) WHERE department_id IS NOT NULL;

-- Of all organisations: a publisher sets the cut score for everybody. Which they are the worker tells, and no more.
CREATE INDEX results_by_version ON results (publisher_id, version_id, tenant_id, graded_at);
CREATE POLICY worker ON results FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT (tenant_id, publisher_id, version_id) ON results TO cesuur_worker;

CREATE FUNCTION stamp_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT department_id INTO NEW.department_id FROM sittings WHERE tenant_id = NEW.tenant_id AND id = NEW.sitting_id;
    RETURN NEW;
END $$;
CREATE TRIGGER department BEFORE INSERT ON results FOR EACH ROW EXECUTE FUNCTION stamp_result();

-- Whoever moves to another department takes their work along, and leaves groups and teachers of the old one.
CREATE FUNCTION move_work() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE invitations SET department_id = NEW.department_id WHERE tenant_id = NEW.tenant_id AND candidate_id = NEW.id;
    UPDATE sittings SET department_id = NEW.department_id WHERE tenant_id = NEW.tenant_id AND candidate_id = NEW.id;
    UPDATE results SET department_id = NEW.department_id WHERE tenant_id = NEW.tenant_id AND candidate_id = NEW.id;
    DELETE FROM group_candidates m USING groups g
        WHERE m.tenant_id = NEW.tenant_id AND m.candidate_id = NEW.id AND g.tenant_id = m.tenant_id AND g.id = m.group_id
          AND g.department_id IS DISTINCT FROM NEW.department_id AND g.department_id IS NOT NULL;
    DELETE FROM candidate_teachers WHERE tenant_id = NEW.tenant_id AND candidate_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER move_work AFTER UPDATE OF department_id ON candidates
    FOR EACH ROW WHEN (OLD.department_id IS DISTINCT FROM NEW.department_id) EXECUTE FUNCTION move_work();

CREATE TABLE result_versions (
    tenant_id uuid NOT NULL,
    result_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    rating_id uuid,
    points numeric NOT NULL CHECK (points >= 0),
    max_points numeric NOT NULL CHECK (max_points >= points),
    cut_score integer NOT NULL,
    scoring_number integer NOT NULL CHECK (scoring_number >= 0),
    scale_score integer,
    outcome text NOT NULL CHECK (outcome IN ('pass', 'fail')),
    mark numeric(3, 1),
    level text,
    items jsonb NOT NULL,
    graded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, result_id, number),
    FOREIGN KEY (tenant_id, result_id) REFERENCES results,
    FOREIGN KEY (tenant_id, rating_id) REFERENCES ratings
);
SELECT protect('result_versions');
REVOKE UPDATE, DELETE ON result_versions FROM cesuur_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON result_versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Rating rounds: independent raters, each blind to the others.
CREATE TABLE rater_authorisations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    skill text NOT NULL CHECK (skill IN ('reading', 'listening', 'writing', 'speaking', 'theory')),
    programme text CHECK (programme IN ('I', 'II')),
    test_id uuid,
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    reference text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text,
    withdrawal_reason text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_by IS NULL) = (withdrawal_reason IS NULL))
);
SELECT protect('rater_authorisations');
CREATE INDEX rater_authorisations_by_creation ON rater_authorisations (tenant_id, created_at, id);
CREATE INDEX rater_authorisations_by_user ON rater_authorisations (tenant_id, user_id);

CREATE TABLE rating_rounds (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    publisher_id uuid NOT NULL,
    test_id uuid NOT NULL,
    version_id uuid NOT NULL,
    exam_moment_id uuid,
    ratings_per_task integer NOT NULL CHECK (ratings_per_task > 1),
    claim_minutes integer NOT NULL CHECK (claim_minutes > 0),
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    closed_at timestamptz,
    closed_by text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (publisher_id, version_id) REFERENCES test_versions,
    FOREIGN KEY (tenant_id, exam_moment_id) REFERENCES exam_moments,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (closed_at IS NULL) = (closed_by IS NULL))
);
SELECT protect('rating_rounds');
CREATE INDEX rating_rounds_by_creation ON rating_rounds (tenant_id, created_at, id);
CREATE INDEX rating_rounds_by_version ON rating_rounds (publisher_id, version_id, tenant_id);
CREATE POLICY worker ON rating_rounds FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT (tenant_id, publisher_id, version_id) ON rating_rounds TO cesuur_worker;

CREATE TABLE round_raters (
    tenant_id uuid NOT NULL,
    round_id uuid NOT NULL,
    user_id uuid NOT NULL,
    joined_at timestamptz NOT NULL,
    left_at timestamptz,
    PRIMARY KEY (tenant_id, round_id, user_id),
    FOREIGN KEY (tenant_id, round_id) REFERENCES rating_rounds,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users
);
SELECT protect('round_raters');
CREATE INDEX round_raters_by_user ON round_raters (tenant_id, user_id);

CREATE TABLE board_cases (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    round_id uuid,
    rating_id uuid,
    sitting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('technical_problem', 'disagreement')),
    opened_at timestamptz NOT NULL,
    decision text CHECK (decision IN ('void', 'award', 'retake', 'rate')),
    points numeric CHECK (points >= 0),
    reason text,
    decided_by text,
    decided_at timestamptz,
    withdrawn_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, round_id) REFERENCES rating_rounds,
    FOREIGN KEY (tenant_id, rating_id) REFERENCES ratings,
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings,
    CHECK ((round_id IS NULL) <> (rating_id IS NULL)),
    CHECK (decision IS NULL OR withdrawn_at IS NULL),
    CHECK ((decision IS NOT DISTINCT FROM 'award') = (points IS NOT NULL)),
    CHECK (num_nulls(decision, reason, decided_by, decided_at) IN (0, 4))
);
SELECT protect('board_cases');
CREATE INDEX board_cases_by_opening ON board_cases (tenant_id, opened_at, id);
CREATE INDEX board_cases_by_round ON board_cases (tenant_id, round_id);
CREATE INDEX board_cases_by_sitting ON board_cases (tenant_id, sitting_id);
CREATE UNIQUE INDEX one_open_case_per_task ON board_cases (tenant_id, sitting_id, item_id) WHERE decision IS NULL AND withdrawn_at IS NULL;
ALTER TABLE task_ratings ADD FOREIGN KEY (tenant_id, awarded_by) REFERENCES board_cases;

CREATE TABLE round_sittings (
    tenant_id uuid NOT NULL,
    round_id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    added_at timestamptz NOT NULL,
    voided_by uuid,
    erased_at timestamptz,
    PRIMARY KEY (tenant_id, sitting_id),
    FOREIGN KEY (tenant_id, round_id) REFERENCES rating_rounds,
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings,
    FOREIGN KEY (tenant_id, voided_by) REFERENCES board_cases
);
SELECT protect('round_sittings');
CREATE INDEX round_sittings_by_round ON round_sittings (tenant_id, round_id);

CREATE TABLE benchmarks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    input jsonb NOT NULL,
    score jsonb NOT NULL,
    scoring_number integer NOT NULL CHECK (scoring_number >= 0),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, round_id) REFERENCES rating_rounds,
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings
);
SELECT protect('benchmarks');
CREATE UNIQUE INDEX one_benchmark_per_response ON benchmarks (tenant_id, round_id, sitting_id, item_id);

CREATE TABLE rating_tasks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    round_id uuid NOT NULL,
    sitting_id uuid NOT NULL,
    item_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 0),
    rater_id uuid NOT NULL,
    position double precision NOT NULL CHECK (position BETWEEN 0 AND 1),
    state text NOT NULL CHECK (state IN ('open', 'rated', 'handed_over', 'set_aside')),
    benchmark_id uuid,
    claimed_until timestamptz,
    input jsonb,
    score jsonb,
    scoring_number integer CHECK (scoring_number >= 0),
    rated_at timestamptz,
    earlier jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, sitting_id, item_id, rater_id),
    FOREIGN KEY (tenant_id, round_id, rater_id) REFERENCES round_raters,
    FOREIGN KEY (tenant_id, sitting_id) REFERENCES sittings,
    FOREIGN KEY (tenant_id, benchmark_id) REFERENCES benchmarks,
    CHECK ((number = 0) = (benchmark_id IS NOT NULL)),
    CHECK (num_nulls(input, score, scoring_number, rated_at) IN (0, 4)),
    CHECK (CASE state WHEN 'open' THEN rated_at IS NULL WHEN 'rated' THEN rated_at IS NOT NULL AND claimed_until IS NULL END)
);
COMMENT ON CONSTRAINT rating_tasks_tenant_id_sitting_id_item_id_rater_id_key ON rating_tasks IS 'nobody rates a response twice, a benchmark included';
SELECT protect('rating_tasks');
CREATE UNIQUE INDEX one_rating_per_number ON rating_tasks (tenant_id, sitting_id, item_id, number) WHERE number > 0 AND state IN ('open', 'rated');
CREATE INDEX rating_tasks_to_rate ON rating_tasks (tenant_id, round_id, rater_id, position) WHERE state = 'open';
CREATE INDEX rating_tasks_by_round ON rating_tasks (tenant_id, round_id);
CREATE INDEX rating_tasks_by_rater ON rating_tasks (tenant_id, rater_id, state);

CREATE FUNCTION erase_rating_notes(candidate uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public
    AS $$
        UPDATE overwritten_points p SET reason = '' FROM ratings r JOIN sittings s ON s.tenant_id = r.tenant_id AND s.id = r.sitting_id
        WHERE s.tenant_id = current_tenant() AND s.candidate_id = candidate AND p.tenant_id = r.tenant_id AND p.rating_id = r.id;
        UPDATE second_looks l SET note = NULL, completion_note = NULL FROM ratings r JOIN sittings s ON s.tenant_id = r.tenant_id AND s.id = r.sitting_id
        WHERE s.tenant_id = current_tenant() AND s.candidate_id = candidate AND l.tenant_id = r.tenant_id AND l.rating_id = r.id;
        UPDATE board_cases b SET reason = '' FROM sittings s
        WHERE s.tenant_id = current_tenant() AND s.candidate_id = candidate AND b.tenant_id = s.tenant_id AND b.sitting_id = s.id AND b.reason IS NOT NULL
    $$;
REVOKE ALL ON FUNCTION erase_rating_notes FROM public;
GRANT EXECUTE ON FUNCTION erase_rating_notes TO cesuur_app;

CREATE TABLE reports (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('candidate', 'group')),
    language text NOT NULL CHECK (language IN ('nl', 'en')),
    result_ids uuid[] NOT NULL,
    state text NOT NULL CHECK (state IN ('requested', 'ready', 'failed')),
    file_key text,
    department_id uuid,
    requested_by uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (state <> 'ready' OR file_key IS NOT NULL)
);
SELECT protect('reports');

-- Payments ----------------------------------------------------------------------------------------

CREATE TABLE simulated_payments (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    order_id text NOT NULL,
    page_secret text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'processing', 'paid', 'failed', 'expired')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    lines jsonb NOT NULL,
    vat_rate integer NOT NULL CHECK (vat_rate >= 0),
    vat bigint NOT NULL CHECK (vat >= 0),
    total bigint NOT NULL CHECK (total >= vat),
    refunded bigint NOT NULL CHECK (refunded BETWEEN 0 AND total),
    dispute text CHECK (dispute IN ('open', 'won', 'lost')),
    language text NOT NULL CHECK (language IN ('nl', 'en')),
    success_url text NOT NULL,
    cancel_url text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, order_id),
    UNIQUE (tenant_id, page_secret),
    CHECK (status = 'paid' OR (refunded = 0 AND dispute IS NULL))
);
SELECT protect('simulated_payments');
REVOKE DELETE ON simulated_payments FROM cesuur_app;

-- Work in the background --------------------------------------------------------------------------

CREATE TABLE jobs (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    kind text NOT NULL,
    arguments jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed')),
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    result jsonb,
    error text,
    errors jsonb,
    error_count integer,
    department_id uuid,
    requested_by uuid,
    attempts integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
SELECT protect('jobs');
CREATE POLICY worker ON jobs TO cesuur_worker USING (true);
GRANT SELECT, UPDATE ON jobs TO cesuur_worker;
CREATE INDEX jobs_due ON jobs (due_at) WHERE status IN ('queued', 'running');

CREATE POLICY worker ON sittings TO cesuur_worker USING (true);
GRANT SELECT ON sittings TO cesuur_worker;

-- Webhooks: a transactional outbox ----------------------------------------------------------------

CREATE TABLE events (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    type text NOT NULL,
    data json NOT NULL,
    created_at timestamptz NOT NULL,
    dispatched boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, id)
);
COMMENT ON COLUMN events.data IS 'json and not jsonb: receivers get the members in the order of the GET';
SELECT protect('events');
CREATE POLICY worker ON events TO cesuur_worker USING (true);
GRANT SELECT, UPDATE ON events TO cesuur_worker;
CREATE INDEX events_waiting ON events (id) WHERE NOT dispatched;
CREATE INDEX events_by_creation ON events (tenant_id, created_at, id);
CREATE INDEX events_by_type ON events (tenant_id, type, created_at, id);

CREATE TABLE webhook_endpoints (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    url text NOT NULL,
    description text,
    event_types text[] NOT NULL,
    protected_secret text NOT NULL,
    enabled boolean NOT NULL,
    disabled_reason text CHECK (disabled_reason IN ('gone', 'failing')),
    failing_since timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (NOT enabled OR disabled_reason IS NULL)
);
COMMENT ON COLUMN webhook_endpoints.event_types IS 'empty: every event';
SELECT protect('webhook_endpoints');
CREATE POLICY worker ON webhook_endpoints TO cesuur_worker USING (true);
GRANT SELECT, UPDATE ON webhook_endpoints TO cesuur_worker;

CREATE TABLE webhook_deliveries (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    last_attempt_at timestamptz,
    last_status integer,
    last_error text,
    last_response text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, event_id, endpoint_id),
    FOREIGN KEY (tenant_id, event_id) REFERENCES events,
    FOREIGN KEY (tenant_id, endpoint_id) REFERENCES webhook_endpoints ON DELETE CASCADE
);
SELECT protect('webhook_deliveries');
CREATE POLICY worker ON webhook_deliveries TO cesuur_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON webhook_deliveries TO cesuur_worker;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant_id, endpoint_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_creation ON webhook_deliveries (tenant_id, created_at, id);
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (tenant_id, endpoint_id, created_at, id);

-- The channel is database-wide, the payload empty: a wake-up, not a message.
CREATE FUNCTION wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify(TG_ARGV[0], '');
    RETURN NULL;
END $$;
CREATE TRIGGER wake AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION wake('cesuur_events');
CREATE TRIGGER wake AFTER INSERT ON jobs FOR EACH STATEMENT EXECUTE FUNCTION wake('cesuur_jobs');

-- Mail: an outbox, or what is kept instead of being sent ------------------------------------------

CREATE TABLE mails (
    tenant_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('kept', 'queued', 'sent', 'failed')),
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CHECK (state IN ('kept', 'queued') OR body = '')
);
COMMENT ON COLUMN mails.body IS 'blank once it is not needed any more: it carries codes';
SELECT protect('mails');
CREATE POLICY worker ON mails FOR SELECT TO cesuur_worker USING (true);
GRANT SELECT ON mails TO cesuur_worker;

-- Requests and keys -------------------------------------------------------------------------------

CREATE TABLE idempotency_keys (
    tenant_id uuid NOT NULL REFERENCES organisations,
    credential text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    protected_response bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, credential, key)
);
SELECT protect('idempotency_keys');
CREATE POLICY worker ON idempotency_keys TO cesuur_worker USING (true);
GRANT SELECT, DELETE ON idempotency_keys TO cesuur_worker;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Shared by all nodes, no tenant's: what signs sitting tickets, and ASP.NET Core's data protection keys.
CREATE TABLE signing_keys (
    id uuid PRIMARY KEY,
    key bytea NOT NULL,
    created_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON signing_keys TO cesuur_app;

CREATE TABLE data_protection_keys (
    name text PRIMARY KEY,
    xml text NOT NULL
);
GRANT SELECT, INSERT ON data_protection_keys TO cesuur_app;
