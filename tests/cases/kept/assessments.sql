CREATE TABLE agreements (
    workshop_id text NOT NULL,
    recommendation_id text NOT NULL,
    number integer NOT NULL,
    agreed text NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone NOT NULL,
    author text NOT NULL
);

CREATE TABLE alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE answers (
    assessment_id text NOT NULL,
    recommendation_id text NOT NULL,
    revision integer NOT NULL,
    rating text,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ck_answers_rating CHECK ((rating = ANY (ARRAY['implemented'::text, 'partial'::text, 'absent'::text, 'not_applicable'::text, 'dont_know'::text])))
);

CREATE TABLE assessments (
    id text NOT NULL,
    catalogue_hash text NOT NULL,
    country text NOT NULL,
    voice text NOT NULL,
    organisation text NOT NULL,
    round_label text NOT NULL,
    round_date date,
    anonymous boolean NOT NULL,
    language text NOT NULL,
    sample boolean NOT NULL,
    status text NOT NULL,
    created timestamp with time zone NOT NULL,
    changed timestamp with time zone NOT NULL,
    deleted timestamp with time zone,
    owner text DEFAULT '""'::text NOT NULL,
    CONSTRAINT ck_assessments_status CHECK ((status = ANY (ARRAY['draft'::text, 'submitted'::text]))),
    CONSTRAINT ck_assessments_voice CHECK ((voice = ANY (ARRAY['state'::text, 'civil_society'::text, 'national_human_rights_institution'::text, 'international_organisation'::text, 'other'::text])))
);

CREATE TABLE ballots (
    workshop_id text NOT NULL,
    recommendation_id text NOT NULL,
    vote integer NOT NULL,
    participant_id text NOT NULL,
    revision integer NOT NULL,
    rating text,
    remark text NOT NULL,
    form_id text,
    on_paper boolean NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE catalogues (
    hash text NOT NULL,
    id text NOT NULL,
    version text NOT NULL,
    title text NOT NULL,
    size integer NOT NULL,
    content text NOT NULL
);

CREATE TABLE changes (
    number integer NOT NULL,
    assessment_id text NOT NULL,
    recommendation_id text NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone NOT NULL,
    author text NOT NULL,
    answer text NOT NULL
);

CREATE SEQUENCE changes_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE changes_number_seq OWNED BY changes.number;

CREATE TABLE events (
    number integer NOT NULL,
    assessment_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    author text NOT NULL,
    kind text NOT NULL,
    note text NOT NULL
);

CREATE SEQUENCE events_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE events_number_seq OWNED BY events.number;

CREATE TABLE follow_ups (
    assessment_id text NOT NULL,
    recommendation_id text NOT NULL,
    revision integer NOT NULL,
    at timestamp with time zone NOT NULL,
    author text NOT NULL,
    file text NOT NULL,
    import_id text NOT NULL,
    follow_up text NOT NULL
);

CREATE TABLE forks (
    assessment_id text NOT NULL,
    recommendation_id text NOT NULL,
    after integer NOT NULL,
    until integer NOT NULL
);

CREATE TABLE imported (
    import_id text NOT NULL,
    assessment_id text NOT NULL,
    created boolean NOT NULL
);

CREATE TABLE imported_answers (
    assessment_id text NOT NULL,
    recommendation_id text NOT NULL,
    revision integer NOT NULL,
    import_id text NOT NULL,
    said text NOT NULL
);

CREATE TABLE imports (
    id text NOT NULL,
    at timestamp with time zone NOT NULL,
    author text NOT NULL,
    files text NOT NULL,
    undone timestamp with time zone
);

CREATE TABLE late_ballots (
    workshop_id text NOT NULL,
    recommendation_id text NOT NULL,
    vote integer NOT NULL,
    participant_id text NOT NULL
);

CREATE TABLE links (
    id text NOT NULL,
    key_hash text NOT NULL,
    role text NOT NULL,
    organisation text,
    assessment_id text,
    workshop_id text,
    name text NOT NULL,
    created timestamp with time zone NOT NULL,
    author text NOT NULL,
    ends timestamp with time zone NOT NULL,
    revoked timestamp with time zone,
    last_used timestamp with time zone,
    CONSTRAINT ck_links_ck_links_role CHECK ((role = ANY (ARRAY['administrator'::text, 'facilitator'::text, 'co-editor'::text, 'reader'::text, 'projector'::text, 'participant'::text])))
);

CREATE TABLE participants (
    id text NOT NULL,
    workshop_id text NOT NULL,
    number integer NOT NULL,
    voice text,
    seat text,
    name text,
    token_hash text,
    return_hash text,
    form_hash text,
    on_paper boolean NOT NULL,
    joined timestamp with time zone,
    "left" timestamp with time zone,
    merged_into text
);

CREATE TABLE revealed_ballots (
    workshop_id text NOT NULL,
    recommendation_id text NOT NULL,
    number integer NOT NULL,
    participant_id text NOT NULL,
    vote integer NOT NULL,
    revision integer NOT NULL,
    part text NOT NULL
);

CREATE TABLE reveals (
    workshop_id text NOT NULL,
    recommendation_id text NOT NULL,
    number integer NOT NULL,
    vote integer NOT NULL,
    at timestamp with time zone NOT NULL,
    shown text NOT NULL
);

CREATE TABLE stages (
    workshop_id text NOT NULL,
    recommendation_id text NOT NULL,
    stage text NOT NULL,
    revision integer NOT NULL,
    changed timestamp with time zone NOT NULL
);

CREATE TABLE submissions (
    key text NOT NULL,
    assessment_id text NOT NULL,
    import_id text NOT NULL,
    revision integer NOT NULL,
    state text
);

CREATE TABLE visits (
    token_hash text NOT NULL,
    link_id text NOT NULL,
    person text NOT NULL,
    began timestamp with time zone NOT NULL,
    ended timestamp with time zone
);

CREATE TABLE workshop_events (
    number integer NOT NULL,
    workshop_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    author text NOT NULL,
    kind text NOT NULL,
    recommendation_id text,
    note text NOT NULL
);

CREATE SEQUENCE workshop_events_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE workshop_events_number_seq OWNED BY workshop_events.number;

CREATE TABLE workshops (
    id text NOT NULL,
    assessment_id text,
    catalogue_hash text NOT NULL,
    owner text NOT NULL,
    plan text NOT NULL,
    code text,
    door_open boolean NOT NULL,
    heads integer,
    other_room text,
    current text,
    clock_ends timestamp with time zone,
    version integer NOT NULL,
    roster integer NOT NULL,
    created timestamp with time zone NOT NULL,
    author text NOT NULL,
    finished timestamp with time zone,
    forgotten timestamp with time zone
);

ALTER TABLE ONLY changes ALTER COLUMN number SET DEFAULT nextval('changes_number_seq'::regclass);

ALTER TABLE ONLY events ALTER COLUMN number SET DEFAULT nextval('events_number_seq'::regclass);

ALTER TABLE ONLY workshop_events ALTER COLUMN number SET DEFAULT nextval('workshop_events_number_seq'::regclass);

INSERT INTO agreements VALUES
	('w9991c270579a4255b24d64fee38639d5', 'INV-01', 1, '{"rating": "absent", "reason": "\u6e2f", "dissent": "", "evidence": "", "next_step": ""}', 1, '2026-11-27 23:06:08.161635+00', '"Asha \ud800 \u202e \ud83d\ude00"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, '{"rating": "partial", "reason": "Two of five shelters", "dissent": "Dina: there are none in the north", "evidence": "Shelter register 2026", "next_step": "Open one in the north by June"}', 1, '2026-11-27 23:06:06.996956+00', '"Asha \ud800 \u202e \ud83d\ude00"');

INSERT INTO alembic_version VALUES
	('0008');

INSERT INTO answers VALUES
	('a227642b9a3a64355bfd776fa1093e42e', 'INV-01', 1, 'absent', '2026-11-27 23:06:06.045208+00'),
	('a2d03b65ddda342bba55b085d00bcf386', 'INV-01', 1, 'partial', '2026-11-27 23:06:00.85241+00'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-01', 3, 'implemented', '2026-11-27 23:06:02.770886+00'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-02', 2, 'partial', '2026-11-27 23:06:01.748691+00'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-03', 2, 'absent', '2026-11-27 23:06:01.762655+00'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-04', 2, 'absent', '2026-11-27 23:06:01.776174+00'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-05', 2, 'not_applicable', '2026-11-27 23:06:01.783445+00'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-06', 4, 'partial', '2026-11-27 23:06:02.770886+00'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-07', 4, NULL, '2026-11-27 23:06:04.093721+00'),
	('a6c6989936fe648b9b6cc1bced1aa584f', 'INV-01', 1, 'absent', '2026-11-27 23:06:08.179139+00'),
	('a74d3c935f7a54a02b62d4794a501ce5e', 'INV-01', 2, 'absent', '2026-11-27 23:06:07.549355+00'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-01', 1, 'partial', '2026-11-27 23:06:01.943084+00'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-02', 1, 'not_applicable', '2026-11-27 23:06:01.943084+00'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-03', 2, 'absent', '2026-11-27 23:06:02.045838+00'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-04', 1, 'absent', '2026-11-27 23:06:01.943084+00'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-06', 1, 'implemented', '2026-11-27 23:06:01.943084+00');

INSERT INTO assessments VALUES
	('a227642b9a3a64355bfd776fa1093e42e', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'CHE', 'international_organisation', '""', '""', NULL, false, 'en', false, 'draft', '2026-11-27 23:06:06.045208+00', '2026-11-27 23:06:06.061476+00', '2126-11-27 00:00:00+00', '""'),
	('a2d03b65ddda342bba55b085d00bcf386', '0afd8cb88c7f4a4cbc48def3071cef289a593d97be61e28f8089298821fdc7ca', 'XAA', 'other', '"a\u202eb"', '""', NULL, false, 'en', true, 'draft', '2026-11-27 23:06:00.85241+00', '2026-11-27 23:06:00.85241+00', NULL, '""'),
	('a580fa776fcfe476798316e9bb56c8e50', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'NPL', 'state', '"Ministry of Ports \u6e2f \u202eb\u202c"', '"2026 baseline"', '2026-11-02', false, 'en', false, 'draft', '2026-11-27 23:06:00.884187+00', '2026-11-27 23:06:00.884187+00', NULL, '""'),
	('a5b434ef9692b47a9852ef6110d2ce0be', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'NPL', 'other', '"Rehearsal (invented)"', '"2026 baseline"', NULL, false, 'en', false, 'draft', '2026-11-27 23:06:08.579208+00', '2026-11-27 23:06:08.579208+00', NULL, '""'),
	('a6c6989936fe648b9b6cc1bced1aa584f', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'NPL', 'other', '""', '""', NULL, false, 'en', false, 'draft', '2026-11-27 23:06:07.563056+00', '2026-11-27 23:06:07.563056+00', NULL, '""'),
	('a74d3c935f7a54a02b62d4794a501ce5e', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'NPL', 'other', '""', '"2026 baseline"', NULL, false, 'en', false, 'draft', '2026-11-27 23:06:06.101046+00', '2026-11-27 23:06:06.101046+00', NULL, '""'),
	('a90437405bc8d44ca94c011f99058543f', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'CHE', 'other', '""', '"2"', NULL, false, 'en', false, 'draft', '2026-11-27 23:06:08.376933+00', '2026-11-27 23:06:08.376933+00', NULL, '""'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'NPL', 'civil_society', '"Ports \u201cfor all\u201d"', '"2026 baseline"', '2026-11-24', true, 'en', false, 'submitted', '2026-11-27 23:06:01.943084+00', '2026-11-27 23:06:06.077139+00', NULL, '"Network \u201cNorth\u201d \u6e2f"'),
	('ada9bc8ffc06446c7b66b195f17004cc7', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'CHE', 'other', '""', '""', NULL, false, 'en', false, 'draft', '2026-11-27 23:06:08.260414+00', '2026-11-27 23:06:08.260414+00', NULL, '""');

INSERT INTO ballots VALUES
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-01', 1, 'p8eed83f4eddb433caf70a5044ebac009', 1, 'absent', '"secret"', 'VTztfjF3zkGGeMoWT8fFcEQ2SPEIa0qwfSPyuajyroI', false, '2026-11-27 23:06:08.537052+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p0ea59b60be8640f69fb9dc52f8791bb6', 1, 'dont_know', '"typed in"', NULL, true, '2026-11-27 23:06:06.655194+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p134dca4c491f453281ef84780b28025a', 1, 'partial', '""', 'aLzU6GmAzHqsMTE-FPXaPODTUSJFSzPqiahxC-K-N6o', false, '2026-11-27 23:06:06.479133+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 1, 'absent', '""', 'MS0sGpuAAHk_pAZGJUVln-BDASx7TqKPZtjQ3121ROM', false, '2026-11-27 23:06:06.518095+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 2, 'partial', '"=1+1 <b>none</b> in the north\nof it \u6e2f"', 'xmCz06tqdn5xVPJsO-tbWBnf6mlBbPrWGcKwwUyuyaY', false, '2026-11-27 23:06:06.545755+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p60b5cf9028244a8483074658b2c8fe67', 1, 'implemented', '""', 'pXo4VugmWbKmReJljMkhi79t7bf8EeGrOC6_05N2U1c', false, '2026-11-27 23:06:06.447899+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'pd51d40ad3ae04745b393c04f6fd053da', 1, 'absent', '""', 'UXZEEuBiYIYuBhcDGFj-Z2kf4SD0sCnG8CEaP2PkDng', false, '2026-11-27 23:06:06.577983+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'pd51d40ad3ae04745b393c04f6fd053da', 2, NULL, '""', '5w3L-XnJDAYc4530nbWvLtBl6Ntd5DRkSSkXNnmpl5Y', false, '2026-11-27 23:06:06.611322+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p134dca4c491f453281ef84780b28025a', 1, 'partial', '""', 'gEGxn3h_a2Z2d0jOjVtla6uC2jAQ7W_YZW7EZGSjdJ0', false, '2026-11-27 23:06:06.836945+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p21586809110c47c09cef4992fb5aceb8', 1, 'partial', '""', 'HNSfCQKO17wQGrkHwmspmaEFmAsetg42cy8FqxvqBxc', false, '2026-11-27 23:06:06.91089+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 1, 'partial', '""', '8ZgVqmPQG1hvL2CcsVIXsqvuJ6vrACs0mzpt6gCzNSY', false, '2026-11-27 23:06:06.868215+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p60b5cf9028244a8483074658b2c8fe67', 1, 'partial', '""', 'VtkDWk-1-Vy5buGR__bGwrpbZ8RXcwaI3bTCl3S40sg', false, '2026-11-27 23:06:06.813222+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'pd51d40ad3ae04745b393c04f6fd053da', 1, 'partial', '""', 'TwFC9TcDvXYCKo0lbbOeE_2cA6FMTZrbjEF88sxTyhM', false, '2026-11-27 23:06:06.894604+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p134dca4c491f453281ef84780b28025a', 1, 'dont_know', '""', '1AJPxqH1QNZA51tCxzkUaLu6Gul3FTrPBQHz904v2Lk', false, '2026-11-27 23:06:07.087397+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p21586809110c47c09cef4992fb5aceb8', 1, 'dont_know', '""', '49F5nLe6RjkRe3Be8UrtvWeP6KBZYx4SC23Ar-cNb3U', false, '2026-11-27 23:06:07.146989+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 1, 'dont_know', '""', 'WWP9mxMoV4k17wy2JHWLfh3uoculKyrBgQRuMbmkmcA', false, '2026-11-27 23:06:07.110665+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p60b5cf9028244a8483074658b2c8fe67', 1, 'dont_know', '""', 'D3V1LzOJtPaOvyRyiBKzsHQ4AjEEZUyN5xg3Kh_wfLw', false, '2026-11-27 23:06:07.074963+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'pd51d40ad3ae04745b393c04f6fd053da', 1, 'dont_know', '""', 'gNRVOrBHyNbwDSPu2Aqwe1lw0B05Bj4W0bjjeZgJ9gM', false, '2026-11-27 23:06:07.135131+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-03', 1, 'p134dca4c491f453281ef84780b28025a', 1, 'absent', '""', '9n2pM9imHDrh1M8FyaJ5lpr1BKPFw-WDbJN6iZCKUKU', false, '2026-11-27 23:06:07.337632+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-03', 1, 'p21586809110c47c09cef4992fb5aceb8', 1, 'absent', '""', 'WOl72GoiDLDStataSRCfcv2wh-d_pVrQBDqmt7azT-8', false, '2026-11-27 23:06:07.40417+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-03', 1, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 1, 'absent', '""', '5Cph76XRFRq9b85fp_UHIkfrgY6Ll3b6xcbW_KMXxZI', false, '2026-11-27 23:06:07.35423+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-03', 1, 'p60b5cf9028244a8483074658b2c8fe67', 1, 'absent', '""', 'z7-GB7pUrhACRJrWx_dV95RbpJMD0PKo_IEPG1EIUEo', false, '2026-11-27 23:06:07.324143+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-03', 1, 'pd51d40ad3ae04745b393c04f6fd053da', 1, 'absent', '""', 'GQLfAe4ZDfOfA4pfWkBtAAzxIMZzk3w5_D456OG3NY8', false, '2026-11-27 23:06:07.382437+00');

INSERT INTO catalogues VALUES
	('0afd8cb88c7f4a4cbc48def3071cef289a593d97be61e28f8089298821fdc7ca', 'invented', '1.0', 'An invented catalogue', 5, '{"actions":[{"id":"a","text":"Action a"},{"id":"b","text":"Action b"}],"addressees":[{"id":"state","name":"State"}],"asks":[{"id":"ask-1","name":"Ask-1"},{"id":"ask-2","name":"Ask-2"},{"id":"ask-3","name":"Ask-3"},{"id":"ask-4","name":"Ask-4"},{"id":"ask-5","name":"Ask-5"}],"document_url":"https://example.org/{symbol}","format":"gap-assessment-catalogue/1","framework":"An invented framework","id":"invented","language":"en","mandates":[{"id":"rapporteur","mechanism":"special-procedure","name":"A Special Rapporteur"},{"id":"committee","mechanism":"treaty-body","name":"A Committee"}],"populations":[{"id":"children","name":"Children"},{"id":"women","name":"Women"}],"recommendations":[{"addressee":"state","also_themes":[],"asks":["ask-1"],"gcm_actions":[],"id":"INV-01","indicator":["process"],"mandate":"rapporteur","measures":[{"id":"INV-01.1","text":"Measure 1"},{"id":"INV-01.2","text":"Measure 2"}],"paragraph":"1","pillar":"prevention","populations":[],"question":"Is number 1 done?","red_line":false,"symbol":"A/HRC/1/1","text":"Do number 1.","theme":"harbour","title":"Title 1","year":2001},{"addressee":"state","also_themes":[],"asks":["ask-2"],"gcm_actions":[],"id":"INV-02","indicator":["process"],"mandate":"committee","measures":[{"id":"INV-02.1","text":"Measure 1"},{"id":"INV-02.2","text":"Measure 2"}],"paragraph":"2","pillar":"prevention","populations":[],"question":"Is number 2 done?","red_line":false,"symbol":"A/HRC/2/1","text":"Do number 2.","theme":"harbour","title":"Title 2","year":2002},{"addressee":"state","also_themes":[],"asks":["ask-3"],"gcm_actions":[],"id":"INV-03","indicator":["process"],"mandate":"rapporteur","measures":[{"id":"INV-03.1","text":"Measure 1"},{"id":"INV-03.2","text":"Measure 2"}],"paragraph":"3","pillar":"prevention","populations":[],"question":"Is number 3 done?","red_line":false,"symbol":"A/HRC/3/1","text":"Do number 3.","theme":"harbour","title":"Title 3","year":2003},{"addressee":"state","also_themes":[],"asks":["ask-4"],"gcm_actions":[],"id":"INV-04","indicator":["process"],"mandate":"committee","measures":[{"id":"INV-04.1","text":"Measure 1"},{"id":"INV-04.2","text":"Measure 2"}],"paragraph":"4","pillar":"prevention","populations":[],"question":"Is number 4 done?","red_line":false,"symbol":"A/HRC/4/1","text":"Do number 4.","theme":"market","title":"Title 4","year":2004},{"addressee":"state","also_themes":[],"asks":["ask-5"],"gcm_actions":[],"id":"INV-05","indicator":["process"],"mandate":"rapporteur","measures":[{"id":"INV-05.1","text":"Measure 1"},{"id":"INV-05.2","text":"Measure 2"}],"paragraph":"5","pillar":"prevention","populations":[],"question":"Is number 5 done?","red_line":false,"symbol":"A/HRC/5/1","text":"Do number 5.","theme":"market","title":"Title 5","year":2005}],"source":{"date":"2018-12","note":"Invented.","publisher":"Nobody","title":"An invented publication","url":"https://example.org/publication"},"themes":[{"id":"harbour","name":"Harbour","sentence":"About the harbour."},{"id":"market","name":"Market","sentence":"About the market."}],"title":"An invented catalogue","version":"1.0"}'),
	('c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', 'kept', '1.0', 'An invented catalogue', 7, '{"actions":[{"id":"a","text":"Action a"},{"id":"b","text":"Action b"}],"addressees":[{"id":"state","name":"State"}],"asks":[{"id":"ask-1","name":"Ask-1"},{"id":"ask-2","name":"Ask-2"},{"id":"ask-3","name":"Ask-3"},{"id":"ask-4","name":"Ask-4"},{"id":"ask-5","name":"Ask-5"},{"id":"ask-6","name":"Ask-6"},{"id":"ask-7","name":"Ask-7"}],"document_url":"https://example.org/{symbol}","format":"gap-assessment-catalogue/1","framework":"An invented framework","id":"kept","language":"en","mandates":[{"id":"rapporteur","mechanism":"special-procedure","name":"A Special Rapporteur"},{"id":"committee","mechanism":"treaty-body","name":"A Committee"}],"populations":[{"id":"children","name":"Children"},{"id":"women","name":"Women"}],"recommendations":[{"addressee":"state","also_themes":[],"asks":["ask-1"],"gcm_actions":[],"id":"INV-01","indicator":["process"],"mandate":"rapporteur","measures":[{"id":"INV-01.1","text":"Measure 1"},{"id":"INV-01.2","text":"Measure 2"}],"paragraph":"1","pillar":"prevention","populations":[],"question":"Is number 1 done?","red_line":false,"symbol":"A/HRC/1/1","text":"Do number 1.","theme":"harbour","title":"Title 1","year":2001},{"addressee":"state","also_themes":[],"asks":["ask-2"],"gcm_actions":[],"id":"INV-02","indicator":["process"],"mandate":"committee","measures":[{"id":"INV-02.1","text":"Measure 1"},{"id":"INV-02.2","text":"Measure 2"}],"paragraph":"2","pillar":"prevention","populations":[],"question":"Is number 2 done?","red_line":true,"symbol":"A/HRC/2/1","text":"Do number 2.","theme":"harbour","title":"Title 2","year":2002},{"addressee":"state","also_themes":[],"asks":["ask-3"],"gcm_actions":[],"id":"INV-03","indicator":["process"],"mandate":"rapporteur","measures":[{"id":"INV-03.1","text":"Measure 1"},{"id":"INV-03.2","text":"Measure 2"}],"paragraph":"3","pillar":"prevention","populations":[],"question":"Is number 3 done?","red_line":false,"symbol":"A/HRC/3/1","text":"Do number 3.","theme":"harbour","title":"Title 3","year":2003},{"addressee":"state","also_themes":[],"asks":["ask-4"],"gcm_actions":[],"id":"INV-04","indicator":["process"],"mandate":"committee","measures":[{"id":"INV-04.1","text":"Measure 1"},{"id":"INV-04.2","text":"Measure 2"}],"paragraph":"4","pillar":"prevention","populations":["children"],"question":"Is number 4 done?","red_line":true,"symbol":"A/HRC/4/1","text":"Do number 4.","theme":"harbour","title":"Title 4","year":2004},{"addressee":"state","also_themes":[],"asks":["ask-5"],"gcm_actions":[],"id":"INV-05","indicator":["process"],"mandate":"rapporteur","measures":[{"id":"INV-05.1","text":"Measure 1"},{"id":"INV-05.2","text":"Measure 2"}],"paragraph":"5","pillar":"prevention","populations":[],"question":"Is number 5 done?","red_line":false,"symbol":"A/HRC/5/1","text":"Do number 5.","theme":"market","title":"Title 5","year":2005},{"addressee":"state","also_themes":[],"asks":["ask-6"],"gcm_actions":[],"id":"INV-06","indicator":["process"],"mandate":"committee","measures":[{"id":"INV-06.1","text":"Measure 1"},{"id":"INV-06.2","text":"Measure 2"}],"paragraph":"6","pillar":"prevention","populations":[],"question":"Is number 6 done?","red_line":false,"symbol":"A/HRC/6/1","text":"Do number 6.","theme":"market","title":"Title 6","year":2006},{"addressee":"state","also_themes":[],"asks":["ask-7"],"gcm_actions":[],"id":"INV-07","indicator":["process"],"mandate":"rapporteur","measures":[{"id":"INV-07.1","text":"Measure 1"},{"id":"INV-07.2","text":"Measure 2"}],"paragraph":"7","pillar":"prevention","populations":[],"question":"Is number 7 done?","red_line":false,"symbol":"A/HRC/7/1","text":"Do number 7.","theme":"market","title":"Title 7","year":2007}],"source":{"date":"2018-12","note":"Invented.","publisher":"Nobody","title":"An invented publication","url":"https://example.org/publication"},"themes":[{"id":"harbour","name":"Harbour","sentence":"About the harbour."},{"id":"market","name":"Market","sentence":"About the market."}],"title":"An invented catalogue","version":"1.0"}');

INSERT INTO changes VALUES
	(1, 'a2d03b65ddda342bba55b085d00bcf386', 'INV-01', 1, '2026-11-27 23:06:00.85241+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "partial", "evidence": "\u0000 \ud800 \u202e \ud83d\ude00 \\"}'),
	(2, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-01', 1, '2026-11-27 23:06:00.907273+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(3, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-02', 1, '2026-11-27 23:06:00.924273+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(4, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-03', 1, '2026-11-27 23:06:00.93632+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(5, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-04', 1, '2026-11-27 23:06:00.948252+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(6, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-05', 1, '2026-11-27 23:06:00.960328+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(7, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-06', 1, '2026-11-27 23:06:00.962839+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(8, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-07', 1, '2026-11-27 23:06:00.976376+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(9, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-01', 2, '2026-11-27 23:06:01.740816+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "implemented", "measures": ["INV-01.1", "INV-01.2"], "evidence": "Harbour Act;\n\u201csection 4\u201d, with an = sign", "evidence_url": "https://example.org/\u00e4?b=1&c=2", "law_reference": "=Act 7", "comment": " spaces "}'),
	(10, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-02', 2, '2026-11-27 23:06:01.748691+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "partial", "measures": ["INV-02.2"], "evidence": "\u062e\u0645\u0633\u0648\u0646 \u0645\u0635\u0628\u0627\u062d\u0627\n\u4e94\u5341\u76cf\u706f \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 <b>&amp; **bold** _x0041_", "responsible": "''t Hooft \u202eb\u202c", "action": "-Light it\nby June", "target_date": "2027-06-30", "comment": "+1 @SUM(A1)"}'),
	(11, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-03', 2, '2026-11-27 23:06:01.762655+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent", "measures": [], "responsible": "\u0645\u0646\u0638\u0645\u0629 \u0627\u0644\u0645\u064a\u0646\u0627\u0621 \u6e2f\u53e3\u5c40", "action": "Build one", "target_date": "2028-02-29", "cause": "judgement_changed"}'),
	(12, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-04', 2, '2026-11-27 23:06:01.776174+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent", "comment": "A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. A sentence of words. "}'),
	(13, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-05', 2, '2026-11-27 23:06:01.783445+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "not_applicable", "reason": "There is no \u2018market\u2019; e\u0301 \"quoted\" \ufb01"}'),
	(14, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-06', 2, '2026-11-27 23:06:01.792115+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know", "evidence": "#REF! 007 1e5 TRUE n/a"}'),
	(15, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-07', 2, '2026-11-27 23:06:01.801379+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"comment": "Not rated yet \\ | / ; , \t end"}'),
	(16, 'ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-01', 1, '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "partial", "measures": ["INV-01.1"], "evidence": "Harbour Act;\n\u201csection 4\u201d, with an = sign", "evidence_url": "https://example.org/act", "law_reference": "=Act 7", "responsible": "''t Hooft", "action": "Light it", "target_date": "2027-06-30", "comment": "spaces \ud83d\udedf"}'),
	(17, 'ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-02', 1, '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "not_applicable", "reason": "There is none."}'),
	(18, 'ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-03', 1, '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "dont_know"}'),
	(19, 'ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-04', 1, '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent", "measures": []}'),
	(20, 'ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-06', 1, '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "implemented"}'),
	(21, 'ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-03', 2, '2026-11-27 23:06:02.045838+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent", "comment": "now known"}'),
	(22, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-06', 3, '2026-11-27 23:06:02.677435+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent", "evidence": "meanwhile"}'),
	(23, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-01', 3, '2026-11-27 23:06:02.770886+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "implemented", "measures": ["INV-01.1", "INV-01.2"], "evidence": "Harbour Act;\n\u201csection 4\u201d, with an = sign", "evidence_url": "https://example.org/\u00e4?b=1&c=2", "law_reference": "=Act 7", "comment": "from the workbook"}'),
	(24, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-06', 4, '2026-11-27 23:06:02.770886+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "partial", "evidence": "meanwhile"}'),
	(25, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-07', 3, '2026-11-27 23:06:04.058146+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"comment": "undone"}'),
	(26, 'a580fa776fcfe476798316e9bb56c8e50', 'INV-07', 4, '2026-11-27 23:06:04.093721+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"comment": "Not rated yet \\ | / ; , \t end"}'),
	(27, 'a227642b9a3a64355bfd776fa1093e42e', 'INV-01', 1, '2026-11-27 23:06:06.045208+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent"}'),
	(28, 'a74d3c935f7a54a02b62d4794a501ce5e', 'INV-01', 1, '2026-11-27 23:06:07.011013+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "partial", "evidence": "Shelter register 2026", "action": "Open one in the north by June", "comment": "Dina: there are none in the north", "reason": "Two of five shelters"}'),
	(29, 'a74d3c935f7a54a02b62d4794a501ce5e', 'INV-01', 2, '2026-11-27 23:06:07.549355+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent", "evidence": "Shelter register 2026", "action": "Open one in the north by June", "comment": "Dina: there are none in the north", "reason": "Two of five shelters"}'),
	(30, 'a6c6989936fe648b9b6cc1bced1aa584f', 'INV-01', 1, '2026-11-27 23:06:08.179139+00', '"Asha \ud800 \u202e \ud83d\ude00"', '{"rating": "absent", "reason": "\u6e2f"}');

INSERT INTO events VALUES
	(1, 'a2d03b65ddda342bba55b085d00bcf386', '2026-11-27 23:06:00.85241+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(2, 'a580fa776fcfe476798316e9bb56c8e50', '2026-11-27 23:06:00.884187+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(3, 'ad51d0f7167534d18a2f8f3847de6e1b6', '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(4, 'ad51d0f7167534d18a2f8f3847de6e1b6', '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'imported', '"submissions.csv"'),
	(5, 'ad51d0f7167534d18a2f8f3847de6e1b6', '2026-11-27 23:06:02.045838+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'imported', '"edited submissions.csv"'),
	(6, 'a580fa776fcfe476798316e9bb56c8e50', '2026-11-27 23:06:02.770886+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'imported', '"workbook \u00ab1\u00bb.xlsx"'),
	(7, 'a580fa776fcfe476798316e9bb56c8e50', '2026-11-27 23:06:04.058146+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'imported', '"undone.xlsx"'),
	(8, 'a580fa776fcfe476798316e9bb56c8e50', '2026-11-27 23:06:04.093721+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'import_undone', '""'),
	(9, 'a580fa776fcfe476798316e9bb56c8e50', '2026-11-27 23:06:05.945042+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'imported', '"gap-report.xlsx"'),
	(10, 'ad51d0f7167534d18a2f8f3847de6e1b6', '2026-11-27 23:06:05.987893+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'submitted', '""'),
	(11, 'ad51d0f7167534d18a2f8f3847de6e1b6', '2026-11-27 23:06:06.008982+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'reopened', '"A figure was wrong \u6e2f"'),
	(12, 'ad51d0f7167534d18a2f8f3847de6e1b6', '2026-11-27 23:06:06.03293+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'submitted', '""'),
	(13, 'a227642b9a3a64355bfd776fa1093e42e', '2026-11-27 23:06:06.045208+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(14, 'a227642b9a3a64355bfd776fa1093e42e', '2026-11-27 23:06:06.061476+00', '"Asha"', 'deleted', '""'),
	(15, 'ad51d0f7167534d18a2f8f3847de6e1b6', '2026-11-27 23:06:06.077139+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'handed_over', '"Network \u201cNorth\u201d \u6e2f"'),
	(16, 'a74d3c935f7a54a02b62d4794a501ce5e', '2026-11-27 23:06:06.101046+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(17, 'a6c6989936fe648b9b6cc1bced1aa584f', '2026-11-27 23:06:07.563056+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(18, 'ada9bc8ffc06446c7b66b195f17004cc7', '2026-11-27 23:06:08.260414+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(19, 'a90437405bc8d44ca94c011f99058543f', '2026-11-27 23:06:08.376933+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""'),
	(20, 'a5b434ef9692b47a9852ef6110d2ce0be', '2026-11-27 23:06:08.579208+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'created', '""');

INSERT INTO follow_ups VALUES
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-03', 1, '2026-11-27 23:06:04.146577+00', '"Asha \ud800 \u202e \ud83d\ude00"', '""', '', '{"status": "started", "status_date": "2026-11-20", "note": "Half of it \u6e2f", "responsible": "\u0645\u0646\u0638\u0645\u0629", "action": "Build two", "target_date": "2028-02-29"}'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-03', 2, '2026-11-27 23:06:05.945042+00', '"Asha \ud800 \u202e \ud83d\ude00"', '"gap-report.xlsx"', 'i9da7ea3fe5d9478c89988002ed4efb8f', '{"status": "started", "status_date": "2026-11-20", "note": "Half of it \u6e2f", "responsible": "\u0645\u0646\u0638\u0645\u0629", "action": "Build three", "target_date": "2028-02-29"}'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-04', 1, '2026-11-27 23:06:04.146577+00', '"Asha \ud800 \u202e \ud83d\ude00"', '""', '', '{"status": "planned", "responsible": "Ministry", "action": "=Train", "target_date": "2027-01-31"}'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-04', 2, '2026-11-27 23:06:04.188665+00', '"Asha \ud800 \u202e \ud83d\ude00"', '""', '', '{"status": "done", "status_date": "2026-11-27", "note": "Done \ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67", "responsible": "Ministry", "action": "=Train", "target_date": "2027-01-31"}');

INSERT INTO forks VALUES
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-01', 1, 2);

INSERT INTO imported VALUES
	('i05aae4db473841fb91cd6ea8494bd7f9', 'a580fa776fcfe476798316e9bb56c8e50', false),
	('i5af32cf172d24fe9ac5ad52209c8027a', 'ad51d0f7167534d18a2f8f3847de6e1b6', false),
	('i76407ace71aa4dbfbe2917831459f9a4', 'a580fa776fcfe476798316e9bb56c8e50', false),
	('i9cab9d0089464bb39aa379ad12add889', 'ad51d0f7167534d18a2f8f3847de6e1b6', true),
	('i9da7ea3fe5d9478c89988002ed4efb8f', 'a580fa776fcfe476798316e9bb56c8e50', false);

INSERT INTO imported_answers VALUES
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-01', 3, 'i76407ace71aa4dbfbe2917831459f9a4', '["workbook \u00ab1\u00bb.xlsx"]'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-06', 4, 'i76407ace71aa4dbfbe2917831459f9a4', '["workbook \u00ab1\u00bb.xlsx"]'),
	('a580fa776fcfe476798316e9bb56c8e50', 'INV-07', 3, 'i05aae4db473841fb91cd6ea8494bd7f9', '["undone.xlsx"]'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-01', 1, 'i9cab9d0089464bb39aa379ad12add889', '["submissions.csv"]'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-02', 1, 'i9cab9d0089464bb39aa379ad12add889', '["submissions.csv"]'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-03', 1, 'i9cab9d0089464bb39aa379ad12add889', '["submissions.csv"]'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-03', 2, 'i5af32cf172d24fe9ac5ad52209c8027a', '["edited submissions.csv"]'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-04', 1, 'i9cab9d0089464bb39aa379ad12add889', '["submissions.csv"]'),
	('ad51d0f7167534d18a2f8f3847de6e1b6', 'INV-06', 1, 'i9cab9d0089464bb39aa379ad12add889', '["submissions.csv"]');

INSERT INTO imports VALUES
	('i05aae4db473841fb91cd6ea8494bd7f9', '2026-11-27 23:06:04.058146+00', '"Asha \ud800 \u202e \ud83d\ude00"', '["undone.xlsx"]', '2026-11-27 23:06:04.093721+00'),
	('i5af32cf172d24fe9ac5ad52209c8027a', '2026-11-27 23:06:02.045838+00', '"Asha \ud800 \u202e \ud83d\ude00"', '["edited submissions.csv"]', NULL),
	('i76407ace71aa4dbfbe2917831459f9a4', '2026-11-27 23:06:02.770886+00', '"Asha \ud800 \u202e \ud83d\ude00"', '["workbook \u00ab1\u00bb.xlsx"]', NULL),
	('i9cab9d0089464bb39aa379ad12add889', '2026-11-27 23:06:01.943084+00', '"Asha \ud800 \u202e \ud83d\ude00"', '["submissions.csv"]', NULL),
	('i9da7ea3fe5d9478c89988002ed4efb8f', '2026-11-27 23:06:05.945042+00', '"Asha \ud800 \u202e \ud83d\ude00"', '["gap-report.xlsx"]', NULL);

INSERT INTO late_ballots VALUES
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p60b5cf9028244a8483074658b2c8fe67');

INSERT INTO links VALUES
	('l8130c9a533aa4b4e9bae61e835f0bef0', 'f8d3b1599a45a664954376031161c5119d94bb1dc9db489aaecdb5fe5f6579c7', 'administrator', NULL, NULL, NULL, '"A administrator \u6e2f"', '2026-11-27 23:06:08.608681+00', '"Asha"', '2126-11-27 00:00:00+00', NULL, '2026-11-27 23:06:08.620212+00'),
	('lccf5669e3fb64b67b16d9e2d9df1e043', '192a2690df875064cc3ba0c8ad401dd40067e31992ab417aa0d65f74cc88be32', 'facilitator', '"Network \u201cNorth\u201d \u6e2f"', NULL, NULL, '"A facilitator \u6e2f"', '2026-11-27 23:06:08.632249+00', '"Asha"', '2126-11-27 00:00:00+00', NULL, '2026-11-27 23:06:08.643836+00'),
	('lcd8b83917f824ad09332c67119b3c723', 'df6bd6e63a71de24bd81085f9e847a1881b8b4dcde8abbc74eb41b53d0f8f7b1', 'co-editor', NULL, 'a580fa776fcfe476798316e9bb56c8e50', NULL, '"A co-editor \u6e2f"', '2026-11-27 23:06:08.646133+00', '"Asha"', '2126-11-27 00:00:00+00', NULL, '2026-11-27 23:06:08.663913+00'),
	('l97d3413ddc5f474f8997ba86360063c6', '294e7db1dd6b2dd1ae716da81a0548bfa1d1648a5bdbbed82ae52e1d6a39c1d7', 'reader', '"Network \u201cNorth\u201d \u6e2f"', NULL, NULL, '"A reader \u6e2f"', '2026-11-27 23:06:08.671923+00', '"Asha"', '2126-11-27 00:00:00+00', NULL, '2026-11-27 23:06:08.68022+00'),
	('lbf7905aafc6549aa86d7577d029e3640', '7939886cd690c91d285b2ae2eedec325d970420e4b52b33c76a93b26d32c58ab', 'projector', NULL, NULL, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '"A projector \u6e2f"', '2026-11-27 23:06:08.68231+00', '"Asha"', '2126-11-27 00:00:00+00', NULL, '2026-11-27 23:06:08.688144+00'),
	('l47f138887b7043acb2a313e721b600c5', 'fc5a1c31f2fb4181125d9bd50988ea148589e5289c0b0e3dfcc6f1d36b295797', 'participant', NULL, NULL, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '"A participant \u6e2f"', '2026-11-27 23:06:08.694845+00', '"Asha"', '2126-11-27 00:00:00+00', NULL, '2026-11-27 23:06:08.70824+00');

INSERT INTO participants VALUES
	('p013e4fbf43b44dd3b912421f1925b4c3', 'w5483a45777fe4a8fb159602a14b55739', 5, 'state', NULL, NULL, '37336dd3aace42654449f1528cc3f0ec1f1e7e3bfbd0df7d9f016d3bd451e5b7', '516db5d939c3ad8a1051f2921b5211d10b63fd3fc60037b547fde64e9015f0ef', '864483946be66b2e44c481d1c767b255208f9ed259c0fd888f38851a1af6b800', false, '2026-11-27 23:06:08.457135+00', NULL, NULL),
	('p0468bfb94b7c4ece82ab856417d4747d', 'w9991c270579a4255b24d64fee38639d5', 6, 'civil_society', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('p0ea59b60be8640f69fb9dc52f8791bb6', 'wdf8524a5b70e4d4eb91cb8a5de981f7c', 6, 'state', '"1"', '"On paper"', NULL, NULL, NULL, true, '2026-11-27 23:06:06.344226+00', NULL, NULL),
	('p134dca4c491f453281ef84780b28025a', 'wdf8524a5b70e4d4eb91cb8a5de981f7c', 2, 'state', '"1"', '"Bela \ud83d\udc69"', NULL, NULL, 'ff5ae561da0365508763a6344538914d81d66043fc250cb144af34d64b4b1b55', false, '2026-11-27 23:06:06.257265+00', '2026-11-27 23:06:07.514725+00', NULL),
	('p1769033a4a334ad4ac3e3810168c4393', 'w2d19f817718243d2a676e6baa77bc7ef', 3, 'state', NULL, NULL, 'b1561ed28b85f3e113b64aa2b358753006591d9c56a2f9bd5bfd7ba59c1833a9', '4112365b438dd8d26050a25ff35d972c527eecb66af31e6cff9fff76d9081984', '938385240abc026b4dd65ea59244f450abde2b355d65999cf4664bb85279f6a0', false, '2026-11-27 23:06:08.328968+00', NULL, NULL),
	('p21586809110c47c09cef4992fb5aceb8', 'wdf8524a5b70e4d4eb91cb8a5de981f7c', 5, 'civil_society', '"Tisch \u00fc"', '"Twice"', NULL, NULL, '1c8b92dab32a2c684151013115ce426b386f0e56bc87a5245ecb78ac1c8423e5', false, '2026-11-27 23:06:06.313019+00', '2026-11-27 23:06:07.487946+00', 'pd51d40ad3ae04745b393c04f6fd053da'),
	('p26ad5865c2464f32a09fd6030a535b4b', 'w9991c270579a4255b24d64fee38639d5', 8, 'civil_society', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('p27a41b4bd7a24b31aaf7ce7584af016a', 'w2d19f817718243d2a676e6baa77bc7ef', 5, 'state', NULL, NULL, '61417617963e6d4c8fd739f1aa7e5f2e4fa4b9248b125ebc52d501415474d612', 'f5c25ee93e34c884fcb130d851fb07b5835a5033c7a618bd82e082489649dd7e', '8fe5fdb26975ede2dfdae3289aeaf61f6ff1a4183340fc7c5eac3ce9ffed84c5', false, '2026-11-27 23:06:08.365151+00', NULL, NULL),
	('p2ad15ef6fe2a40b2af1fbbe398e0fc84', 'wdf8524a5b70e4d4eb91cb8a5de981f7c', 3, 'civil_society', '"Tisch \u00fc"', '"=Chen"', 'a53c3e481132f37121cc0501f4ce4de5866480e1ad0ecbe3a7b35c3d7250e504', '967a0d322d0e31ad60835a4148f8c22881a6d793039ab3481b5150264adc86d4', '742bd356e57dd8c3bec0d84c3c63edd9ac9db06b9d1daa5dfe91f2b573bf57f6', false, '2026-11-27 23:06:06.277178+00', NULL, NULL),
	('p36719348d09348e488b2c98905e90430', 'w9991c270579a4255b24d64fee38639d5', 11, 'civil_society', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('p5d759cfeabc6488b89bbe3bc835252cb', 'w2d19f817718243d2a676e6baa77bc7ef', 2, 'state', NULL, NULL, '72fd4195fe2592be4ce63d91789f127c739fd20a44cdcf299cff073af32ba840', '7e066348930e90d82bc6eb69e00761b15c375b07e693c83791bf46f9dd23deaa', '35613975cade5df5e60b36d0bcd7fd0cfc69c1f59a159ccc5d5731f525ecc7c5', false, '2026-11-27 23:06:08.313202+00', NULL, NULL),
	('p60b5cf9028244a8483074658b2c8fe67', 'wdf8524a5b70e4d4eb91cb8a5de981f7c', 1, 'state', '"1"', '"Asha"', '762b7048989ef193821f96a3e7dd1cbd378507f68352db891cce49fface220e5', 'cee53039a70827ce988db35a83f0276474148270d2806b08c8ec65a66feda696', 'dfcc50b621a3eec5003e6d88b093d38365b53599edbb427d73398a8e0d6ebf41', false, '2026-11-27 23:06:06.201276+00', NULL, NULL),
	('p6c6e8f00babd486d8cacc540d860612a', 'w9991c270579a4255b24d64fee38639d5', 9, 'civil_society', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('p8eed83f4eddb433caf70a5044ebac009', 'w2d19f817718243d2a676e6baa77bc7ef', 1, 'state', NULL, NULL, 'a897a72e4b8f829ded74afdd27a4e851076c6b19c23f28f65e52d576e726bd1e', '3436592ad21153a827525fa7ed788f2223c59dbe1972e86bbd8135545e1cb318', '8852f376228d421b5fcb33fb1c35fccd824a69ecb92464f804983ddabe8689f2', false, '2026-11-27 23:06:08.29707+00', NULL, NULL),
	('p9c3e7c100a4f49fea21de31f1a909688', 'w9991c270579a4255b24d64fee38639d5', 1, 'state', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('pa9b6cde57e3d4b9c8b376c0ba7db433c', 'w9991c270579a4255b24d64fee38639d5', 5, 'state', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('paa394078dc304f1285bce4695b5bdb20', 'w5483a45777fe4a8fb159602a14b55739', 4, 'state', NULL, NULL, '83f175c459501a072318a261c3c74c6a706fca9b51436e4a785b3b72dda38a32', '3a26366968f06fbb102aaf2ecee8f8efb5b700d35d2ba9495101e96a6d2f5676', 'f20aaa56d616e1e88a8f70d813254431b1ac8f1c2a74052b4eb35721ac485830', false, '2026-11-27 23:06:08.432642+00', NULL, NULL),
	('pac8b231657f7411b9830e0fa204cd1f1', 'w9991c270579a4255b24d64fee38639d5', 2, 'state', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('paf5209db903d4668b70a46cb79c627fa', 'w9991c270579a4255b24d64fee38639d5', 4, 'state', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('pb56feeab92654a849a4ab3d2b0a5904d', 'w2d19f817718243d2a676e6baa77bc7ef', 4, 'state', NULL, NULL, '99a27284529cb6ccb634b73a32e7fa821aea1a946e3ccff2aca7f49e9851d4f2', '648467acd9f90797e5b3e0ceddbd5b36b7301d5bb82982ee20572dcc8fd3d7bc', '0f50f87a852a87d5d0cb92dc0c100ab0c76657215ec2ed4d06e7772d04696c90', false, '2026-11-27 23:06:08.344823+00', NULL, NULL),
	('pbf7fe37ba2bf46af9984c423c60246c0', 'w9991c270579a4255b24d64fee38639d5', 10, 'civil_society', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('pc490030c86ad411c849f75a21417f2ad', 'w9991c270579a4255b24d64fee38639d5', 7, 'civil_society', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('pc85a8130e8244bd98d02453a9db9008c', 'w5483a45777fe4a8fb159602a14b55739', 2, 'state', NULL, NULL, '1a164672cbe48b03d7ad8bce34a2bea52ada6cc792425caa71f2e32d5bd5c51d', 'df3c9d9ec408d47eef5686684339070ad01b290bb9e4a9e28a6375dc9e1f7b94', '55c6b14ed2533a4892a0974c3c6f1b40f3669bc49b96495400a1cb6daeeba143', false, '2026-11-27 23:06:08.413188+00', NULL, NULL),
	('pd51d40ad3ae04745b393c04f6fd053da', 'wdf8524a5b70e4d4eb91cb8a5de981f7c', 4, 'civil_society', '"Tisch \u00fc"', '"Dina"', '20a1d95d1b6d41813b14bb1e11a72216a7a6c854fe02a2edac496f1a2ba0fcb7', 'ba70e556ccfc8b8114ed95046369719c710c1ca1ac31d1870aa87645c95363ad', '07d93046f3a413d719d2c5b9b6bb5fbbc6e28faa94bfedfdefb28124b9a17048', false, '2026-11-27 23:06:06.297026+00', NULL, NULL),
	('pe1ece46e9f2046149447881c83ba9d72', 'w9991c270579a4255b24d64fee38639d5', 3, 'state', NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL),
	('pf4b86f4054364e72ba9bc4529b935b78', 'w5483a45777fe4a8fb159602a14b55739', 1, 'state', NULL, NULL, '7998216b68862e3f00af7f49c9b9deb3b75f6d4e2a9a4f3a90bcac2aa5134331', 'de3f227091caab62fdf08e411c4b9cc69cf22d2525aa0592bb6b5dc5e0f0974a', '73932de5a92cc1fddfefeff24902d14444455d902883eae13df1096581cfc3d6', false, '2026-11-27 23:06:08.397419+00', NULL, NULL),
	('pffea62a5706f49f3b4bcc046c5078023', 'w5483a45777fe4a8fb159602a14b55739', 3, 'state', NULL, NULL, '5ebe43f5e4408b06f41a2b0a846047fbd08b6f8a712b93ed55a864bae82aec84', '59006d7f0053b0aa7795cc175f6b30e56ed36e87442ce6c1b651dddb822cc8f6', '372beceed9fd3ffadcf5786ffbddc6453ec607d60a5d2b3a9766cfd8ee7533a9', false, '2026-11-27 23:06:08.425144+00', NULL, NULL);

INSERT INTO revealed_ballots VALUES
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p0ea59b60be8640f69fb9dc52f8791bb6', 1, 1, '"1"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p134dca4c491f453281ef84780b28025a', 1, 1, '"1"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 1, 2, '"Tisch \u00fc"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 'p60b5cf9028244a8483074658b2c8fe67', 1, 1, '"1"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p134dca4c491f453281ef84780b28025a', 2, 1, '"1"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p21586809110c47c09cef4992fb5aceb8', 2, 1, '"Tisch \u00fc"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 2, 1, '"Tisch \u00fc"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'p60b5cf9028244a8483074658b2c8fe67', 2, 1, '"1"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 'pd51d40ad3ae04745b393c04f6fd053da', 2, 1, '"Tisch \u00fc"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p134dca4c491f453281ef84780b28025a', 1, 1, '"1"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p21586809110c47c09cef4992fb5aceb8', 1, 1, '"Tisch \u00fc"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p2ad15ef6fe2a40b2af1fbbe398e0fc84', 1, 1, '"Tisch \u00fc"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'p60b5cf9028244a8483074658b2c8fe67', 1, 1, '"1"'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 'pd51d40ad3ae04745b393c04f6fd053da', 1, 1, '"Tisch \u00fc"');

INSERT INTO reveals VALUES
	('w9991c270579a4255b24d64fee38639d5', 'INV-01', 1, 1, '2026-11-27 23:06:08.115435+00', '{"vote": 1, "together": {"implemented": 5, "partial": 0, "absent": 6, "dont_know": 0, "unanswered": 0, "not_applicable": 0}, "parts": {"civil_society": {"implemented": 0, "partial": 0, "absent": 6, "dont_know": 0, "unanswered": 0, "not_applicable": 0}, "state": {"implemented": 5, "partial": 0, "absent": 0, "dont_know": 0, "unanswered": 0, "not_applicable": 0}}, "others": null, "remarks": [], "moved": null}'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 1, 1, '2026-11-27 23:06:06.704258+00', '{"vote": 1, "together": {"implemented": 1, "partial": 2, "absent": 0, "dont_know": 1, "unanswered": 0, "not_applicable": 0}, "parts": {"1": {"implemented": 1, "partial": 1, "absent": 0, "dont_know": 1, "unanswered": 0, "not_applicable": 0}, "Tisch \u00fc": {"implemented": 0, "partial": 1, "absent": 0, "dont_know": 0, "unanswered": 0, "not_applicable": 0}}, "others": null, "remarks": ["=1+1 <b>none</b> in the north\nof it \u6e2f", "typed in"], "moved": null}'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 2, 2, '2026-11-27 23:06:06.950232+00', '{"vote": 2, "together": {"implemented": 0, "partial": 5, "absent": 0, "dont_know": 0, "unanswered": 0, "not_applicable": 0}, "parts": {"1": {"implemented": 0, "partial": 2, "absent": 0, "dont_know": 0, "unanswered": 0, "not_applicable": 0}, "Tisch \u00fc": {"implemented": 0, "partial": 3, "absent": 0, "dont_know": 0, "unanswered": 0, "not_applicable": 0}}, "others": null, "remarks": [], "moved": {"raised": 0, "lowered": 1, "n": 3}}'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 1, 1, '2026-11-27 23:06:07.218378+00', '{"vote": 1, "together": {"implemented": 0, "partial": 0, "absent": 0, "dont_know": 5, "unanswered": 0, "not_applicable": 0}, "parts": {"1": {"implemented": 0, "partial": 0, "absent": 0, "dont_know": 2, "unanswered": 0, "not_applicable": 0}, "Tisch \u00fc": {"implemented": 0, "partial": 0, "absent": 0, "dont_know": 3, "unanswered": 0, "not_applicable": 0}}, "others": null, "remarks": [], "moved": null}');

INSERT INTO stages VALUES
	('w10232da4676148e7a1cf35fd5ac1c56d', 'INV-01', 'not_opened', 0, '2026-11-27 23:06:08.579208+00'),
	('w10232da4676148e7a1cf35fd5ac1c56d', 'INV-02', 'not_opened', 0, '2026-11-27 23:06:08.579208+00'),
	('w10232da4676148e7a1cf35fd5ac1c56d', 'INV-03', 'not_opened', 0, '2026-11-27 23:06:08.579208+00'),
	('w10232da4676148e7a1cf35fd5ac1c56d', 'INV-04', 'not_opened', 0, '2026-11-27 23:06:08.579208+00'),
	('w10232da4676148e7a1cf35fd5ac1c56d', 'INV-05', 'not_opened', 0, '2026-11-27 23:06:08.579208+00'),
	('w10232da4676148e7a1cf35fd5ac1c56d', 'INV-06', 'not_opened', 0, '2026-11-27 23:06:08.579208+00'),
	('w10232da4676148e7a1cf35fd5ac1c56d', 'INV-07', 'not_opened', 0, '2026-11-27 23:06:08.579208+00'),
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-01', 'first_open', 1, '2026-11-27 23:06:08.509518+00'),
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-02', 'not_opened', 0, '2026-11-27 23:06:08.260414+00'),
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-03', 'not_opened', 0, '2026-11-27 23:06:08.260414+00'),
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-04', 'not_opened', 0, '2026-11-27 23:06:08.260414+00'),
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-05', 'not_opened', 0, '2026-11-27 23:06:08.260414+00'),
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-06', 'not_opened', 0, '2026-11-27 23:06:08.260414+00'),
	('w2d19f817718243d2a676e6baa77bc7ef', 'INV-07', 'not_opened', 0, '2026-11-27 23:06:08.260414+00'),
	('w5483a45777fe4a8fb159602a14b55739', 'INV-01', 'not_opened', 0, '2026-11-27 23:06:08.376933+00'),
	('w5483a45777fe4a8fb159602a14b55739', 'INV-02', 'not_opened', 0, '2026-11-27 23:06:08.376933+00'),
	('w5483a45777fe4a8fb159602a14b55739', 'INV-03', 'not_opened', 0, '2026-11-27 23:06:08.376933+00'),
	('w5483a45777fe4a8fb159602a14b55739', 'INV-04', 'not_opened', 0, '2026-11-27 23:06:08.376933+00'),
	('w5483a45777fe4a8fb159602a14b55739', 'INV-05', 'not_opened', 0, '2026-11-27 23:06:08.376933+00'),
	('w5483a45777fe4a8fb159602a14b55739', 'INV-06', 'not_opened', 0, '2026-11-27 23:06:08.376933+00'),
	('w5483a45777fe4a8fb159602a14b55739', 'INV-07', 'not_opened', 0, '2026-11-27 23:06:08.376933+00'),
	('w9991c270579a4255b24d64fee38639d5', 'INV-01', 'agreed_after_first', 4, '2026-11-27 23:06:08.161635+00'),
	('w9991c270579a4255b24d64fee38639d5', 'INV-02', 'not_opened', 0, '2026-11-27 23:06:07.563056+00'),
	('w9991c270579a4255b24d64fee38639d5', 'INV-03', 'not_opened', 0, '2026-11-27 23:06:07.563056+00'),
	('w9991c270579a4255b24d64fee38639d5', 'INV-04', 'not_opened', 0, '2026-11-27 23:06:07.563056+00'),
	('w9991c270579a4255b24d64fee38639d5', 'INV-05', 'not_opened', 0, '2026-11-27 23:06:07.563056+00'),
	('w9991c270579a4255b24d64fee38639d5', 'INV-06', 'not_opened', 0, '2026-11-27 23:06:07.563056+00'),
	('w9991c270579a4255b24d64fee38639d5', 'INV-07', 'not_opened', 0, '2026-11-27 23:06:07.563056+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-01', 'agreed_after_second', 7, '2026-11-27 23:06:06.996956+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-02', 'parked_after_first', 4, '2026-11-27 23:06:07.265767+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-03', 'first_open', 3, '2026-11-27 23:06:07.43717+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-04', 'not_opened', 0, '2026-11-27 23:06:06.101046+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-05', 'not_opened', 0, '2026-11-27 23:06:06.101046+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-06', 'not_opened', 0, '2026-11-27 23:06:06.101046+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'INV-07', 'not_opened', 0, '2026-11-27 23:06:06.101046+00');

INSERT INTO submissions VALUES
	('"first"', 'ad51d0f7167534d18a2f8f3847de6e1b6', 'i9cab9d0089464bb39aa379ad12add889', 1, '{"id": "first", "replaces": "", "edits": null, "said": {"INV-01": {"rating": "partial", "measures": ["INV-01.1"], "evidence": "Harbour Act;\n\u201csection 4\u201d, with an = sign", "evidence_url": "https://example.org/act", "law_reference": "=Act 7", "responsible": "''t Hooft", "action": "Light it", "target_date": "2027-06-30", "comment": "spaces \ud83d\udedf"}, "INV-02": {"rating": "not_applicable", "reason": "There is none."}, "INV-03": {"rating": "dont_know"}, "INV-04": {"rating": "absent", "measures": []}, "INV-06": {"rating": "implemented"}}}'),
	('"first"', 'ad51d0f7167534d18a2f8f3847de6e1b6', 'i5af32cf172d24fe9ac5ad52209c8027a', 2, '{"id": "second", "replaces": "", "edits": null, "said": {"INV-01": {"rating": "partial", "measures": ["INV-01.1"], "evidence": "Harbour Act;\n\u201csection 4\u201d, with an = sign", "evidence_url": "https://example.org/act", "law_reference": "=Act 7", "responsible": "''t Hooft", "action": "Light it", "target_date": "2027-06-30", "comment": "spaces \ud83d\udedf"}, "INV-02": {"rating": "not_applicable", "reason": "There is none."}, "INV-03": {"rating": "absent", "comment": "now known"}, "INV-04": {"rating": "absent", "measures": []}, "INV-06": {"rating": "implemented"}}}');

INSERT INTO visits VALUES
	('ad3f10de964639416cc77566201483dd1f5163c4b64a077e1a6573d12e114627', 'l8130c9a533aa4b4e9bae61e835f0bef0', '"Bela \u202e\ud83d\ude00"', '2026-11-27 23:06:08.620212+00', NULL),
	('aa98b05b7a7bc34baf5ae76a7a965146c584afb772611e70edb3c930aa2154f9', 'lccf5669e3fb64b67b16d9e2d9df1e043', '"Bela \u202e\ud83d\ude00"', '2026-11-27 23:06:08.643836+00', NULL),
	('fcd13718c8a31fefe3db3455dd0894cc324f16d11de570c2cb9861bc914025e5', 'lcd8b83917f824ad09332c67119b3c723', '"Bela \u202e\ud83d\ude00"', '2026-11-27 23:06:08.663913+00', NULL),
	('cd83217adf003dc5d069aedd5dd5bebfa4e97a27a2dffabbac8c65d63cb8451c', 'l97d3413ddc5f474f8997ba86360063c6', '"Bela \u202e\ud83d\ude00"', '2026-11-27 23:06:08.68022+00', NULL),
	('9a53a43a260d100d2f7abdc40705e6627784eb643c65a8c0c6b500827702289f', 'lbf7905aafc6549aa86d7577d029e3640', '"Bela \u202e\ud83d\ude00"', '2026-11-27 23:06:08.688144+00', NULL),
	('9e161de170fd22cd9ac4884cdc906b6e4f2a94ceec07293e559d8e668c808b87', 'l47f138887b7043acb2a313e721b600c5', '"Bela \u202e\ud83d\ude00"', '2026-11-27 23:06:08.70824+00', NULL);

INSERT INTO workshop_events VALUES
	(1, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.101046+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'prepared', NULL, '""'),
	(2, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.178344+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'door_opened', NULL, '""'),
	(3, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.345532+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'added', NULL, '""'),
	(4, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.365101+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'open', 'INV-01', '""'),
	(5, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.665106+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'close', 'INV-01', '""'),
	(6, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.704258+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'reveal', 'INV-01', '""'),
	(7, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.77814+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'second', 'INV-01', '""'),
	(8, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.926256+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'close', 'INV-01', '""'),
	(9, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.950232+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'reveal', 'INV-01', '""'),
	(10, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:06.996956+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'agree', 'INV-01', '""'),
	(11, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.045624+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'open', 'INV-02', '""'),
	(12, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.165712+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'close', 'INV-02', '""'),
	(13, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.218378+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'reveal', 'INV-02', '""'),
	(14, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.265767+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'park', 'INV-02', '""'),
	(15, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.28568+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'open', 'INV-03', '""'),
	(16, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.41768+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'close', 'INV-03', '""'),
	(17, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.43717+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'reopen', 'INV-03', '""'),
	(18, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.503363+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'merged', NULL, '""'),
	(19, 'wdf8524a5b70e4d4eb91cb8a5de981f7c', '2026-11-27 23:06:07.526813+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'removed', NULL, '""'),
	(20, 'w9991c270579a4255b24d64fee38639d5', '2026-11-27 23:06:07.563056+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'prepared', NULL, '""'),
	(21, 'w9991c270579a4255b24d64fee38639d5', '2026-11-27 23:06:07.5852+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'door_opened', NULL, '""'),
	(22, 'w9991c270579a4255b24d64fee38639d5', '2026-11-27 23:06:07.78659+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'open', 'INV-01', '""'),
	(23, 'w9991c270579a4255b24d64fee38639d5', '2026-11-27 23:06:08.096357+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'close', 'INV-01', '""'),
	(24, 'w9991c270579a4255b24d64fee38639d5', '2026-11-27 23:06:08.115435+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'reveal', 'INV-01', '""'),
	(25, 'w9991c270579a4255b24d64fee38639d5', '2026-11-27 23:06:08.161635+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'agree', 'INV-01', '""'),
	(26, 'w9991c270579a4255b24d64fee38639d5', '2026-11-27 23:06:08.248861+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'finished', NULL, '""'),
	(27, 'w2d19f817718243d2a676e6baa77bc7ef', '2026-11-27 23:06:08.260414+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'prepared', NULL, '""'),
	(28, 'w2d19f817718243d2a676e6baa77bc7ef', '2026-11-27 23:06:08.286109+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'door_opened', NULL, '""'),
	(29, 'w5483a45777fe4a8fb159602a14b55739', '2026-11-27 23:06:08.376933+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'prepared', NULL, '""'),
	(30, 'w5483a45777fe4a8fb159602a14b55739', '2026-11-27 23:06:08.386252+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'door_opened', NULL, '""'),
	(31, 'w2d19f817718243d2a676e6baa77bc7ef', '2026-11-27 23:06:08.509518+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'open', 'INV-01', '""'),
	(32, 'w10232da4676148e7a1cf35fd5ac1c56d', '2026-11-27 23:06:08.579208+00', '"Asha \ud800 \u202e \ud83d\ude00"', 'prepared', NULL, '""');

INSERT INTO workshops VALUES
	('w10232da4676148e7a1cf35fd5ac1c56d', 'a5b434ef9692b47a9852ef6110d2ce0be', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', '""', '{"title": "Rehearsal: Named \u201croom\u201d \u6e2f", "country": "NPL", "recommendations": ["INV-01", "INV-02", "INV-03", "INV-04", "INV-05", "INV-06", "INV-07"], "kept_until": "2126-11-27", "round": {"label": "2026 baseline", "date": null}, "voice": "other", "organisation": "Rehearsal (invented)", "voices": ["state", "civil_society"], "tables": ["1", "Tisch \u00fc"], "breakdown": "table", "anonymous": false, "reveals_itself": false}', 'M2YSA4', false, NULL, NULL, NULL, NULL, 1, 1, '2026-11-27 23:06:08.579208+00', '"Asha \ud800 \u202e \ud83d\ude00"', NULL, NULL),
	('w2d19f817718243d2a676e6baa77bc7ef', 'ada9bc8ffc06446c7b66b195f17004cc7', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', '""', '{"title": "Running", "country": "CHE", "recommendations": ["INV-01", "INV-02", "INV-03", "INV-04", "INV-05", "INV-06", "INV-07"], "kept_until": "2126-11-27", "round": {"label": "", "date": null}, "voice": "other", "organisation": "", "voices": ["state", "civil_society"], "tables": [], "breakdown": "voice", "anonymous": true, "reveals_itself": true}', 'MBZD7Z', true, NULL, 'w5483a45777fe4a8fb159602a14b55739', 'INV-01', '2126-11-27 00:00:00+00', 5, 1, '2026-11-27 23:06:08.260414+00', '"Asha \ud800 \u202e \ud83d\ude00"', NULL, NULL),
	('w5483a45777fe4a8fb159602a14b55739', 'a90437405bc8d44ca94c011f99058543f', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', '""', '{"title": "Other room", "country": "CHE", "recommendations": ["INV-01", "INV-02", "INV-03", "INV-04", "INV-05", "INV-06", "INV-07"], "kept_until": "2126-11-27", "round": {"label": "2", "date": null}, "voice": "other", "organisation": "", "voices": ["state", "civil_society"], "tables": [], "breakdown": "voice", "anonymous": true, "reveals_itself": false}', '2EXDJT', true, NULL, 'w2d19f817718243d2a676e6baa77bc7ef', NULL, NULL, 3, 1, '2026-11-27 23:06:08.376933+00', '"Asha \ud800 \u202e \ud83d\ude00"', NULL, NULL),
	('w9991c270579a4255b24d64fee38639d5', 'a6c6989936fe648b9b6cc1bced1aa584f', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', '""', '{"title": "Anonymous", "country": "NPL", "recommendations": ["INV-01", "INV-02", "INV-03", "INV-04", "INV-05", "INV-06", "INV-07"], "kept_until": "2126-11-27", "round": {"label": "", "date": null}, "voice": "other", "organisation": "", "voices": ["state", "civil_society"], "tables": [], "breakdown": "voice", "anonymous": true, "reveals_itself": false}', NULL, false, NULL, NULL, 'INV-01', NULL, 8, 1, '2026-11-27 23:06:07.563056+00', '"Asha \ud800 \u202e \ud83d\ude00"', '2026-11-27 23:06:08.239014+00', '2026-11-27 23:06:08.222814+00'),
	('wdf8524a5b70e4d4eb91cb8a5de981f7c', 'a74d3c935f7a54a02b62d4794a501ce5e', 'c107b3cfee9ac6843c004527266e206b98db665f3bf3c7582d431c791116abfc', '""', '{"title": "Named \u201croom\u201d \u6e2f", "country": "NPL", "recommendations": ["INV-01", "INV-02", "INV-03", "INV-04", "INV-05", "INV-06", "INV-07"], "kept_until": "2126-11-27", "round": {"label": "2026 baseline", "date": null}, "voice": "other", "organisation": "", "voices": ["state", "civil_society"], "tables": ["1", "Tisch \u00fc"], "breakdown": "table", "anonymous": false, "reveals_itself": false}', 'CW52TW', true, 12, NULL, 'INV-03', NULL, 19, 3, '2026-11-27 23:06:06.101046+00', '"Asha \ud800 \u202e \ud83d\ude00"', NULL, NULL);

SELECT pg_catalog.setval('changes_number_seq', 30, true);

SELECT pg_catalog.setval('events_number_seq', 20, true);

SELECT pg_catalog.setval('workshop_events_number_seq', 32, true);

ALTER TABLE ONLY alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY agreements
    ADD CONSTRAINT pk_agreements PRIMARY KEY (workshop_id, recommendation_id, number);

ALTER TABLE ONLY answers
    ADD CONSTRAINT pk_answers PRIMARY KEY (assessment_id, recommendation_id);

ALTER TABLE ONLY assessments
    ADD CONSTRAINT pk_assessments PRIMARY KEY (id);

ALTER TABLE ONLY ballots
    ADD CONSTRAINT pk_ballots PRIMARY KEY (workshop_id, recommendation_id, vote, participant_id, revision);

ALTER TABLE ONLY catalogues
    ADD CONSTRAINT pk_catalogues PRIMARY KEY (hash);

ALTER TABLE ONLY changes
    ADD CONSTRAINT pk_changes PRIMARY KEY (number);

ALTER TABLE ONLY events
    ADD CONSTRAINT pk_events PRIMARY KEY (number);

ALTER TABLE ONLY follow_ups
    ADD CONSTRAINT pk_follow_ups PRIMARY KEY (assessment_id, recommendation_id, revision);

ALTER TABLE ONLY forks
    ADD CONSTRAINT pk_forks PRIMARY KEY (assessment_id, recommendation_id);

ALTER TABLE ONLY imported
    ADD CONSTRAINT pk_imported PRIMARY KEY (import_id, assessment_id);

ALTER TABLE ONLY imported_answers
    ADD CONSTRAINT pk_imported_answers PRIMARY KEY (assessment_id, recommendation_id, revision);

ALTER TABLE ONLY imports
    ADD CONSTRAINT pk_imports PRIMARY KEY (id);

ALTER TABLE ONLY late_ballots
    ADD CONSTRAINT pk_late_ballots PRIMARY KEY (workshop_id, recommendation_id, vote, participant_id);

ALTER TABLE ONLY links
    ADD CONSTRAINT pk_links PRIMARY KEY (id);

ALTER TABLE ONLY participants
    ADD CONSTRAINT pk_participants PRIMARY KEY (id);

ALTER TABLE ONLY revealed_ballots
    ADD CONSTRAINT pk_revealed_ballots PRIMARY KEY (workshop_id, recommendation_id, number, participant_id);

ALTER TABLE ONLY reveals
    ADD CONSTRAINT pk_reveals PRIMARY KEY (workshop_id, recommendation_id, number);

ALTER TABLE ONLY stages
    ADD CONSTRAINT pk_stages PRIMARY KEY (workshop_id, recommendation_id);

ALTER TABLE ONLY submissions
    ADD CONSTRAINT pk_submissions PRIMARY KEY (key, assessment_id, revision);

ALTER TABLE ONLY visits
    ADD CONSTRAINT pk_visits PRIMARY KEY (token_hash);

ALTER TABLE ONLY workshop_events
    ADD CONSTRAINT pk_workshop_events PRIMARY KEY (number);

ALTER TABLE ONLY workshops
    ADD CONSTRAINT pk_workshops PRIMARY KEY (id);

ALTER TABLE ONLY changes
    ADD CONSTRAINT uq_changes_assessment_id_recommendation_id_revision UNIQUE (assessment_id, recommendation_id, revision);

ALTER TABLE ONLY links
    ADD CONSTRAINT uq_links_key_hash UNIQUE (key_hash);

ALTER TABLE ONLY participants
    ADD CONSTRAINT uq_participants_form_hash UNIQUE (form_hash);

ALTER TABLE ONLY participants
    ADD CONSTRAINT uq_participants_return_hash UNIQUE (return_hash);

ALTER TABLE ONLY participants
    ADD CONSTRAINT uq_participants_token_hash UNIQUE (token_hash);

ALTER TABLE ONLY participants
    ADD CONSTRAINT uq_participants_workshop_id_number UNIQUE (workshop_id, number);

ALTER TABLE ONLY workshops
    ADD CONSTRAINT uq_workshops_code UNIQUE (code);

CREATE INDEX ix_ballots_participant_id ON ballots USING btree (participant_id);

CREATE INDEX ix_events_assessment_id ON events USING btree (assessment_id);

CREATE INDEX ix_imported_answers_import_id ON imported_answers USING btree (import_id);

CREATE INDEX ix_visits_link_id ON visits USING btree (link_id);

CREATE INDEX ix_workshop_events_workshop_id ON workshop_events USING btree (workshop_id);

ALTER TABLE ONLY agreements
    ADD CONSTRAINT fk_agreements_workshop_id FOREIGN KEY (workshop_id) REFERENCES workshops(id) ON DELETE CASCADE;

ALTER TABLE ONLY answers
    ADD CONSTRAINT fk_answers_assessment_id_recommendation_id_revision FOREIGN KEY (assessment_id, recommendation_id, revision) REFERENCES changes(assessment_id, recommendation_id, revision) ON DELETE CASCADE;

ALTER TABLE ONLY assessments
    ADD CONSTRAINT fk_assessments_catalogue_hash FOREIGN KEY (catalogue_hash) REFERENCES catalogues(hash);

ALTER TABLE ONLY ballots
    ADD CONSTRAINT fk_ballots_participant_id FOREIGN KEY (participant_id) REFERENCES participants(id) ON DELETE CASCADE;

ALTER TABLE ONLY ballots
    ADD CONSTRAINT fk_ballots_workshop_id FOREIGN KEY (workshop_id) REFERENCES workshops(id) ON DELETE CASCADE;

ALTER TABLE ONLY changes
    ADD CONSTRAINT fk_changes_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE CASCADE;

ALTER TABLE ONLY events
    ADD CONSTRAINT fk_events_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE CASCADE;

ALTER TABLE ONLY follow_ups
    ADD CONSTRAINT fk_follow_ups_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE CASCADE;

ALTER TABLE ONLY forks
    ADD CONSTRAINT fk_forks_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE CASCADE;

ALTER TABLE ONLY imported_answers
    ADD CONSTRAINT fk_imported_answers_assessment_id_recommendation_id_revision FOREIGN KEY (assessment_id, recommendation_id, revision) REFERENCES changes(assessment_id, recommendation_id, revision) ON DELETE CASCADE;

ALTER TABLE ONLY imported_answers
    ADD CONSTRAINT fk_imported_answers_import_id FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY imported
    ADD CONSTRAINT fk_imported_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE CASCADE;

ALTER TABLE ONLY imported
    ADD CONSTRAINT fk_imported_import_id FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY late_ballots
    ADD CONSTRAINT fk_late_ballots_participant_id FOREIGN KEY (participant_id) REFERENCES participants(id) ON DELETE CASCADE;

ALTER TABLE ONLY late_ballots
    ADD CONSTRAINT fk_late_ballots_workshop_id FOREIGN KEY (workshop_id) REFERENCES workshops(id) ON DELETE CASCADE;

ALTER TABLE ONLY links
    ADD CONSTRAINT fk_links_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE CASCADE;

ALTER TABLE ONLY participants
    ADD CONSTRAINT fk_participants_workshop_id FOREIGN KEY (workshop_id) REFERENCES workshops(id) ON DELETE CASCADE;

ALTER TABLE ONLY revealed_ballots
    ADD CONSTRAINT fk_revealed_ballots_ballot FOREIGN KEY (workshop_id, recommendation_id, vote, participant_id, revision) REFERENCES ballots(workshop_id, recommendation_id, vote, participant_id, revision) ON DELETE CASCADE;

ALTER TABLE ONLY revealed_ballots
    ADD CONSTRAINT fk_revealed_ballots_workshop_id FOREIGN KEY (workshop_id, recommendation_id, number) REFERENCES reveals(workshop_id, recommendation_id, number) ON DELETE CASCADE;

ALTER TABLE ONLY reveals
    ADD CONSTRAINT fk_reveals_workshop_id FOREIGN KEY (workshop_id) REFERENCES workshops(id) ON DELETE CASCADE;

ALTER TABLE ONLY stages
    ADD CONSTRAINT fk_stages_workshop_id FOREIGN KEY (workshop_id) REFERENCES workshops(id) ON DELETE CASCADE;

ALTER TABLE ONLY submissions
    ADD CONSTRAINT fk_submissions_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE CASCADE;

ALTER TABLE ONLY submissions
    ADD CONSTRAINT fk_submissions_import_id FOREIGN KEY (import_id) REFERENCES imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY visits
    ADD CONSTRAINT fk_visits_link_id FOREIGN KEY (link_id) REFERENCES links(id) ON DELETE CASCADE;

ALTER TABLE ONLY workshop_events
    ADD CONSTRAINT fk_workshop_events_workshop_id FOREIGN KEY (workshop_id) REFERENCES workshops(id) ON DELETE CASCADE;

ALTER TABLE ONLY workshops
    ADD CONSTRAINT fk_workshops_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id) ON DELETE SET NULL;

ALTER TABLE ONLY workshops
    ADD CONSTRAINT fk_workshops_catalogue_hash FOREIGN KEY (catalogue_hash) REFERENCES catalogues(hash);
