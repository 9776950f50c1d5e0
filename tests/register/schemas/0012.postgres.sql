--
-- PostgreSQL database dump
--

\restrict sWj6AmQrp1GQMo44y5KP1XoY9AwXkjdL9ohrbJwoVaVYSe6UocaoAACPrYGX1cC

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: agency_directory; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agency_directory (
    code character varying NOT NULL,
    canonical character varying NOT NULL,
    name text NOT NULL,
    folded text NOT NULL,
    parent_code character varying NOT NULL,
    old_codes text NOT NULL,
    closed boolean NOT NULL,
    successor_code character varying NOT NULL,
    email text NOT NULL
);


--
-- Name: agency_former_code; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agency_former_code (
    former character varying NOT NULL,
    code character varying NOT NULL
);


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: arrived; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.arrived (
    id integer NOT NULL,
    agency_code character varying NOT NULL,
    transport character varying NOT NULL,
    axis_id character varying NOT NULL,
    offered_by character varying NOT NULL,
    message_type character varying NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    received_at character varying NOT NULL,
    received_by character varying NOT NULL,
    sender_key character varying NOT NULL,
    sender_code character varying NOT NULL,
    sender_name text NOT NULL,
    document_id character varying NOT NULL,
    code character varying NOT NULL,
    issued_on date,
    type_name text NOT NULL,
    subject text NOT NULL,
    purpose character varying NOT NULL,
    asks_reason text NOT NULL,
    about_document character varying NOT NULL,
    content character varying(64) NOT NULL,
    verdict character varying NOT NULL,
    findings text NOT NULL,
    about_id integer,
    incoming_id integer,
    state character varying NOT NULL,
    state_at character varying NOT NULL,
    reason text NOT NULL,
    answered character varying NOT NULL,
    sender_agency character varying DEFAULT ''::character varying NOT NULL,
    document_key character varying DEFAULT ''::character varying NOT NULL,
    twin integer DEFAULT 0 NOT NULL,
    CONSTRAINT ck_arrived_ck_arrived_duplicate CHECK ((((state)::text <> 'duplicate'::text) OR (about_id IS NOT NULL))),
    CONSTRAINT ck_arrived_ck_arrived_reason CHECK ((((state)::text <> 'returned'::text) OR (reason <> ''::text))),
    CONSTRAINT ck_arrived_ck_arrived_registered CHECK ((((state)::text <> 'registered'::text) OR (incoming_id IS NOT NULL))),
    CONSTRAINT ck_arrived_ck_arrived_state CHECK (((state)::text = ANY (ARRAY[('kept'::character varying)::text, ('quarantined'::character varying)::text, ('waiting'::character varying)::text, ('registered'::character varying)::text, ('returned'::character varying)::text, ('task'::character varying)::text, ('answered'::character varying)::text, ('noted'::character varying)::text, ('duplicate'::character varying)::text, ('recalled'::character varying)::text, ('replaced'::character varying)::text])))
);


--
-- Name: artefact; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.artefact (
    entry_id integer NOT NULL,
    stage character varying NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    kept_at character varying NOT NULL
);


--
-- Name: attempt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempt (
    message_id character varying(32) NOT NULL,
    n integer NOT NULL,
    started_at character varying NOT NULL,
    ended_at character varying,
    outcome character varying NOT NULL,
    code character varying NOT NULL,
    text text NOT NULL,
    CONSTRAINT ck_attempt_ck_attempt_outcome CHECK (((outcome)::text = ANY (ARRAY[(''::character varying)::text, ('accepted'::character varying)::text, ('refused'::character varying)::text, ('failed'::character varying)::text, ('unknown'::character varying)::text])))
);


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    seq integer NOT NULL,
    at character varying NOT NULL,
    actor character varying NOT NULL,
    action character varying NOT NULL,
    subject character varying NOT NULL,
    payload text NOT NULL,
    prev_hash character varying(64) NOT NULL,
    entry_hash character varying(64) NOT NULL,
    salt character varying(32) DEFAULT ''::character varying NOT NULL
);


--
-- Name: audit_head; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_head (
    id integer NOT NULL,
    seq integer NOT NULL,
    entry_hash character varying(64) NOT NULL,
    CONSTRAINT ck_audit_head_ck_audit_head_single CHECK ((id = 1))
);


--
-- Name: audit_head_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.audit_head_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: audit_head_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.audit_head_id_seq OWNED BY public.audit_head.id;


--
-- Name: configured; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.configured (
    name character varying NOT NULL,
    value text NOT NULL
);


--
-- Name: confirmation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.confirmation (
    id integer NOT NULL,
    restoration_id integer NOT NULL,
    agency_code character varying NOT NULL,
    book character varying NOT NULL,
    year integer NOT NULL,
    found integer NOT NULL,
    last integer NOT NULL,
    confirmed_in integer NOT NULL
);


--
-- Name: delivery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delivery (
    message_id character varying(32) NOT NULL,
    receiver_code character varying NOT NULL,
    receiver_name text NOT NULL,
    state character varying NOT NULL,
    state_at character varying NOT NULL,
    note text NOT NULL,
    receiver_key character varying DEFAULT ''::character varying NOT NULL
);


--
-- Name: directory_sync; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.directory_sync (
    id integer NOT NULL,
    at character varying NOT NULL,
    source character varying NOT NULL,
    whole boolean NOT NULL,
    listed integer NOT NULL,
    digest character varying(64) NOT NULL
);


--
-- Name: dispatch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dispatch (
    audit_seq integer NOT NULL,
    entry_id integer NOT NULL,
    recipient text NOT NULL,
    sent_on date NOT NULL,
    received_by text NOT NULL,
    note text NOT NULL,
    at character varying NOT NULL,
    actor character varying NOT NULL
);


--
-- Name: dossier; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dossier (
    id integer NOT NULL,
    agency_code character varying NOT NULL,
    year integer NOT NULL,
    notation character varying NOT NULL,
    title text NOT NULL,
    maintenance character varying NOT NULL,
    opened_at character varying NOT NULL,
    opened_by character varying NOT NULL
);


--
-- Name: dossier_document; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dossier_document (
    dossier_id integer NOT NULL,
    ordinal integer NOT NULL,
    entry_id integer,
    incoming_id integer,
    CONSTRAINT ck_dossier_document_ck_dossier_document_one CHECK (((entry_id IS NULL) <> (incoming_id IS NULL)))
);


--
-- Name: history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.history (
    audit_seq integer NOT NULL,
    entry_id integer NOT NULL,
    act character varying NOT NULL,
    state character varying NOT NULL,
    at character varying NOT NULL,
    actor character varying NOT NULL,
    reason text NOT NULL,
    other_id integer
);


--
-- Name: incoming; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.incoming (
    id integer NOT NULL,
    agency_code character varying NOT NULL,
    year integer NOT NULL,
    arrival_number integer NOT NULL,
    arrived_on date NOT NULL,
    author text NOT NULL,
    symbol text NOT NULL,
    dated_on date,
    subject text NOT NULL,
    addressee text NOT NULL,
    forwarded_on date,
    received_by text NOT NULL,
    note text NOT NULL,
    folded text NOT NULL,
    sha256 character varying(64),
    message_id character varying,
    entered_at character varying NOT NULL,
    entered_by character varying NOT NULL
);


--
-- Name: message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message (
    id character varying(32) NOT NULL,
    audit_seq integer NOT NULL,
    entry_id integer,
    arrived_id integer,
    act character varying NOT NULL,
    status_code character varying NOT NULL,
    document_id character varying NOT NULL,
    other_id integer,
    reason text NOT NULL,
    queued_at character varying NOT NULL,
    state character varying NOT NULL,
    payload character varying(64),
    payload_size integer,
    transport character varying NOT NULL,
    axis_id character varying NOT NULL,
    attempts integer NOT NULL,
    not_before character varying NOT NULL,
    give_up_at character varying,
    claimed_until character varying,
    fault_code character varying NOT NULL,
    fault_text text NOT NULL,
    settled_at character varying,
    absent_attempts integer DEFAULT 0 NOT NULL,
    CONSTRAINT ck_message_ck_message_act CHECK (((act)::text = ANY (ARRAY[('released'::character varying)::text, ('recalled'::character varying)::text, ('replaced'::character varying)::text, ('corrected'::character varying)::text, ('taken_back'::character varying)::text, ('status'::character varying)::text]))),
    CONSTRAINT ck_message_ck_message_one CHECK (((entry_id IS NULL) <> (arrived_id IS NULL))),
    CONSTRAINT ck_message_ck_message_state CHECK (((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('unknown'::character varying)::text, ('sent'::character varying)::text, ('stopped'::character varying)::text, ('cancelled'::character varying)::text])))
);


--
-- Name: receipt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receipt (
    id integer NOT NULL,
    digest character varying(64) NOT NULL,
    entry_id integer,
    code character varying NOT NULL,
    reporter_code character varying NOT NULL,
    reporter_name text NOT NULL,
    about character varying NOT NULL,
    at character varying NOT NULL,
    description text NOT NULL,
    received_at character varying NOT NULL,
    reporter_key character varying DEFAULT ''::character varying NOT NULL
);


--
-- Name: register; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.register (
    id integer NOT NULL,
    request_id character varying NOT NULL,
    agency_code character varying NOT NULL,
    book character varying NOT NULL,
    year integer NOT NULL,
    value integer NOT NULL,
    symbol character varying NOT NULL,
    issued_on date NOT NULL,
    document_id character varying NOT NULL,
    lookup_code character varying NOT NULL,
    lookup_url character varying NOT NULL,
    medium character varying NOT NULL,
    kind character varying NOT NULL,
    type_name character varying NOT NULL,
    template_digest character varying NOT NULL,
    digest character varying(64) NOT NULL,
    request text NOT NULL,
    agency text NOT NULL,
    subject text NOT NULL,
    signer_title text NOT NULL,
    signer_name text NOT NULL,
    recipients text NOT NULL,
    copies integer NOT NULL,
    note text NOT NULL,
    folded text NOT NULL,
    retain_until date,
    numbered_at character varying NOT NULL,
    numbered_by character varying NOT NULL,
    state character varying NOT NULL,
    state_at character varying NOT NULL,
    state_reason text NOT NULL,
    CONSTRAINT ck_register_ck_register_medium CHECK (((medium)::text = ANY (ARRAY[('electronic'::character varying)::text, ('paper'::character varying)::text]))),
    CONSTRAINT ck_register_ck_register_reason CHECK ((((state)::text <> 'voided'::text) OR (state_reason <> ''::text))),
    CONSTRAINT ck_register_ck_register_state CHECK (((state)::text = ANY (ARRAY[('reserved'::character varying)::text, ('numbered'::character varying)::text, ('signed'::character varying)::text, ('sealed'::character varying)::text, ('released'::character varying)::text, ('dispatched'::character varying)::text, ('corrected'::character varying)::text, ('replaced'::character varying)::text, ('recalled'::character varying)::text, ('voided'::character varying)::text]))),
    CONSTRAINT ck_register_ck_register_value CHECK ((value >= 1))
);


--
-- Name: restoration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.restoration (
    id integer NOT NULL,
    made_at character varying NOT NULL,
    since_year integer NOT NULL
);


--
-- Name: series; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.series (
    agency_code character varying NOT NULL,
    book character varying NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    last_day date NOT NULL,
    awaits integer
);


--
-- Name: tree_head; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tree_head (
    size integer NOT NULL,
    root character varying(64) NOT NULL,
    occasion character varying NOT NULL,
    at character varying NOT NULL,
    frontier text NOT NULL,
    statement text NOT NULL,
    seal text NOT NULL,
    "timestamp" text
);


--
-- Name: unnumbered; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.unnumbered (
    id integer NOT NULL,
    request_id character varying NOT NULL,
    digest character varying(64) NOT NULL,
    request text NOT NULL,
    agency text NOT NULL,
    kind character varying NOT NULL,
    type_name character varying NOT NULL,
    template_digest character varying NOT NULL,
    book character varying NOT NULL,
    symbol character varying NOT NULL,
    subject text NOT NULL,
    signer_name text NOT NULL,
    lookup_code character varying NOT NULL,
    lookup_url character varying NOT NULL,
    drawn_on date NOT NULL,
    prepared_sha256 character varying(64) NOT NULL,
    prepared_size integer NOT NULL,
    signed_sha256 character varying(64),
    signed_size integer,
    signed_at character varying,
    signed_by character varying,
    state character varying NOT NULL,
    state_at character varying NOT NULL,
    reason text NOT NULL,
    CONSTRAINT ck_unnumbered_ck_unnumbered_reason CHECK ((((state)::text <> 'dropped'::text) OR (reason <> ''::text))),
    CONSTRAINT ck_unnumbered_ck_unnumbered_signed CHECK ((((state)::text <> ALL (ARRAY[('signed'::character varying)::text, ('numbered'::character varying)::text])) OR (signed_by IS NOT NULL))),
    CONSTRAINT ck_unnumbered_ck_unnumbered_state CHECK (((state)::text = ANY (ARRAY[('prepared'::character varying)::text, ('signed'::character varying)::text, ('numbered'::character varying)::text, ('dropped'::character varying)::text])))
);


--
-- Name: audit_head id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_head ALTER COLUMN id SET DEFAULT nextval('public.audit_head_id_seq'::regclass);


--
-- Data for Name: agency_directory; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.agency_directory VALUES ('H99.01', 'H99.01', 'Văn phòng Ủy ban nhân dân tỉnh Ví Dụ', 'van phong uy ban nhan dan tinh vi du', 'H99', ' 000.00.01.H99 ', false, '', '');
INSERT INTO public.agency_directory VALUES ('H99.08', 'H99.08', 'Sở Giao thông vận tải tỉnh Ví Dụ', 'so giao thong van tai tinh vi du', 'H99', '', true, 'H99.15', '');
INSERT INTO public.agency_directory VALUES ('H99.15', 'H99.15', 'Sở Xây dựng tỉnh Ví Dụ', 'so xay dung tinh vi du', 'H99', '', false, '', 'vanthu@vidu.gov.vn');


--
-- Data for Name: agency_former_code; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.agency_former_code VALUES ('000.00.01.H99', 'H99.01');


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0012');


--
-- Data for Name: arrived; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.arrived VALUES (23, 'H99.12', 'axis', 'R000001', 'H99.12', 'edoc', 'f0c46dac1091fc3b879cf8e3334fd0864618b30bc44fb687409c3186a81e340c', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'H99.12', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'H99.12,2026/11/20,05/QĐ-SGDĐT', '05/QĐ-SGDĐT', '2026-11-20', 'Quyết định', 'Về việc công nhận kết quả <thi> & tuyển sinh', '0', '', '', '3056e1bb81207669e1bb87632063c3b46e67206e68e1baad6e206be1babf7420', 'passed', '[]', NULL, 26, 'recalled', '2027-01-06T03:00:00.000000+00:00', 'Sai thẩm quyền', '03', 'H99.12', 'H99.12,2026/11/20,05/QĐ-SGDĐT', 0);
INSERT INTO public.arrived VALUES (29, 'H99.12', 'axis', 'R000002', 'H99.12', 'edoc', 'c398439ec493071d2c3f02e1dd74f9516126deb2aab14adad2311bff41180732', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'H99.12', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'H99.12,2026/11/20,07/QĐ-SGDĐT', '07/QĐ-SGDĐT', '2026-11-20', 'Quyết định', 'Về việc công nhận kết quả <thi> & tuyển sinh', '0', '', '', '3056e1bb81207669e1bb87632063c3b46e67206e68e1baad6e206be1babf7420', 'failed', '[]', NULL, NULL, 'returned', '2027-01-06T03:00:00.000000+00:00', 'Chữ ký số không hợp lệ', '02', 'H99.12', 'H99.12,2026/11/20,07/QĐ-SGDĐT', 0);
INSERT INTO public.arrived VALUES (34, 'H99.12', 'axis', 'R000003', 'H99.12', 'edoc', 'c437068d2474fd0a5c29843d6566e4aed711b8b33bc8bdf3555bd054c36d547a', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'H99.12', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'H99.12,2026/11/20,08/QĐ-SGDĐT', '08/QĐ-SGDĐT', '2026-11-20', 'Quyết định', 'Về việc công nhận kết quả <thi> & tuyển sinh', '0', '', '', '3056e1bb81207669e1bb87632063c3b46e67206e68e1baad6e206be1babf7420', 'passed', '[]', NULL, NULL, 'waiting', '2027-01-06T03:00:00.000000+00:00', '', '01', 'H99.12', 'H99.12,2026/11/20,08/QĐ-SGDĐT', 0);
INSERT INTO public.arrived VALUES (37, 'H99.12', 'axis', 'R000004', 'H99.12', 'edoc', '39f14381ca39857b1f895c06ed4017b6930d843a1d295423c2fd135ada75fcfe', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'H99.12', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'H99.12,2026/11/20,05/QĐ-SGDĐT', '05/QĐ-SGDĐT', '2026-11-20', 'Quyết định', 'Về việc công nhận kết quả <thi> & tuyển sinh', '0', '', '', '3056e1bb81207669e1bb87632063c3b46e67206e68e1baad6e206be1babf7420', 'passed', '[]', 23, NULL, 'duplicate', '2027-01-06T03:00:00.000000+00:00', '', '', 'H99.12', 'H99.12,2026/11/20,05/QĐ-SGDĐT', 0);
INSERT INTO public.arrived VALUES (43, 'H99.12', 'axis', 'R000005', 'H99.12', 'edoc', 'b40fa298a0f13bc906214f48dad9d7c623928bb77b2256f663baf871a3044a55', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'H99.12', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'H99.12,2026/11/20,05/QĐ-SGDĐT', '05/QĐ-SGDĐT', '2026-11-20', 'Quyết định', 'Về việc công nhận kết quả <thi> & tuyển sinh', '0', '', '', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', 'passed', '[{"code":"inbox.conflict","facts":{},"level":"error","rule":"K1"}]', 23, NULL, 'quarantined', '2027-01-06T03:00:00.000000+00:00', '', '', 'H99.12', 'H99.12,2026/11/20,05/QĐ-SGDĐT', 0);
INSERT INTO public.arrived VALUES (45, 'H99.12', 'axis', 'R000006', 'H99.12', 'edoc', '8564d823ac50befc92f7e684f6f597d9b237705a48f6b13898d96ccd2fbc4cbc', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'H99.12', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'H99.12,2026/11/20,05/QĐ-SGDĐT', '05/QĐ-SGDĐT', '2026-11-20', 'Quyết định', 'Về việc công nhận kết quả <thi> & tuyển sinh', '1', 'Sai thẩm quyền', 'H99.12,2026/11/20,05/QĐ-SGDĐT', '31536169207468e1baa96d20717579e1bb816e56e1bb81207669e1bb87632063', 'passed', '[]', 23, NULL, 'answered', '2027-01-06T03:00:00.000000+00:00', '', '15', 'H99.12', 'H99.12,2026/11/20,05/QĐ-SGDĐT', 0);
INSERT INTO public.arrived VALUES (51, 'H99.12', 'axis', 'R000007', 'H99.12', 'edoc', '4d1d88901b054e51bcd0d9baec6048efd14932895cbbdde521e84d5dedf4163b', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'H99.12', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'H99.12,2026/11/20,05/QĐ-SGDĐT', '05/QĐ-SGDĐT', '2026-11-20', 'Quyết định', 'Về việc công nhận kết quả <thi> & tuyển sinh', '2', 'Sai thẩm quyền', 'H99.12,2026/11/20,05/QĐ-SGDĐT', '32536169207468e1baa96d20717579e1bb816e56e1bb81207669e1bb87632063', 'passed', '[]', 23, NULL, 'task', '2027-01-06T03:00:00.000000+00:00', '', '01', 'H99.12', 'H99.12,2026/11/20,05/QĐ-SGDĐT', 0);
INSERT INTO public.arrived VALUES (54, 'H99.12', 'axis', 'R000008', '', 'edoc', '2f2c40584ed30d33997afb978bdb90b2828eb4da25a1c0ea2ef51ef32f567c6f', 9, '2027-01-06T03:00:00.000000+00:00', 'clerk', '', '', '', '', '', NULL, '', '', '', '', '', '', '', '[]', NULL, NULL, 'quarantined', '2027-01-06T03:00:00.000000+00:00', '', '', '', '', 0);


--
-- Data for Name: artefact; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.artefact VALUES (1, 'signed', 'd56d254dd2b8d9f162d6f53c1ccb05a0e57e243c190e834de5539f574990a923', 18, '2026-11-20T04:03:00.000000+00:00');
INSERT INTO public.artefact VALUES (1, 'pdf', '6c7f1faf0c377e5bd6ad5361ab44942a81de93da1b68d95e7f11031dd23914f9', 27, '2026-11-20T04:03:00.000000+00:00');
INSERT INTO public.artefact VALUES (1, 'package', 'd7385b3cf458f66491d6969239a530ea894ac09993061bef794664dfd5f9f650', 16, '2026-11-20T04:03:00.000000+00:00');
INSERT INTO public.artefact VALUES (4, 'signed', 'a984d3f0228b99aad2d94f921c1a4b283d9c278f78129e439949ccd60cfd1b72', 13, '2026-11-20T04:03:00.000000+00:00');
INSERT INTO public.artefact VALUES (4, 'pdf', '8d1849856951bb8a0acf497006b1e15d4990f862d26e8f0d9829c3774ab1d2df', 17, '2026-11-20T04:03:00.000000+00:00');
INSERT INTO public.artefact VALUES (3, 'signed', 'f9669d6e1028054c706dbda047debd8309874c613a6bbb9788bd8be3c3bd832f', 14, '2026-11-20T05:03:00.000000+00:00');
INSERT INTO public.artefact VALUES (3, 'pdf', '693aa6c014f84ad48c539205ea8a1000cc473692b24e4dbc0ec07beb37c24646', 30, '2026-11-20T05:03:00.000000+00:00');


--
-- Data for Name: attempt; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit VALUES (1, '2026-11-20T03:00:00.000000+00:00', 'clerk', 'numbered', 'request-0001', '{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"01/QĐ-SGDĐT","row":"63de3d47fbb55141b4daf96499db7c34e95e6d97bec8117b6e9436a44c63b8b0","year":2026}', '0000000000000000000000000000000000000000000000000000000000000000', 'afd282bdec1716cc8ea03e0a21cf3018edaa3d2acc88d4debc6d43255e17b2dc', '528104276847f70af23246f984cd626b');
INSERT INTO public.audit VALUES (2, '2026-11-20T03:03:00.000000+00:00', 'clerk', 'numbered', 'request-0002', '{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"d12512e756469a5aada6c03ae7e302c01cceeba4544887b07fe71dcc9c239e37","number":"02/QĐ-SGDĐT","row":"c19d3bdb542861e749f976ebe59178c2cb0df9530f1f66c5399ccfadac48a854","year":2026}', 'afd282bdec1716cc8ea03e0a21cf3018edaa3d2acc88d4debc6d43255e17b2dc', 'aca927ff2786d3307fd3e49b2fddded9001d4eb5b2a75201659ac86ba7df8ebf', '213d3d9f6cdc5ec70bee47317676842d');
INSERT INTO public.audit VALUES (3, '2026-11-20T03:03:00.000000+00:00', 'clerk', 'numbered', 'request-0003', '{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"03/QĐ-SGDĐT","row":"5eb9735f4b1d7072df8bce2fca1ddcacb25252469ecfd6de588a493eed314a59","year":2026}', 'aca927ff2786d3307fd3e49b2fddded9001d4eb5b2a75201659ac86ba7df8ebf', '91d9cbe4e10058660694749f5b7bb33238dcb9becb4db43959a162b0b233215f', '65bfdd8ed2cfe47c06e44efa58a8019c');
INSERT INTO public.audit VALUES (4, '2026-11-20T03:03:00.000000+00:00', 'clerk', 'numbered', 'request-0004', '{"agency":"H99.12","book":"copies","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"01/BS-SGDĐT","row":"34106c7e24dc592769a9315d0a3c9e6a24d628fc12ee2e871e02eb31168f88a7","year":2026}', '91d9cbe4e10058660694749f5b7bb33238dcb9becb4db43959a162b0b233215f', 'cb23f9bd27aaf5930e9c6362f75282cf5a6a898591ad8b937a9e9cd1cde2188a', '34c638e27777ae068e1862e61d36e236');
INSERT INTO public.audit VALUES (5, '2026-11-20T04:03:00.000000+00:00', 'chief', 'voided', 'request-0002', '{"number":"02/QĐ-SGDĐT","reason_sha256":"69ca128c9115718f3728e371cafbac6213f702ea0af4fac7492be8d79ba8417f","state":"voided","year":2026}', 'cb23f9bd27aaf5930e9c6362f75282cf5a6a898591ad8b937a9e9cd1cde2188a', 'afd488d420d38cd718d8ad98b89405217307d225c63e0ef6bc1201f5f39f2282', 'c20fd489c5066067d4d7b985e0d85879');
INSERT INTO public.audit VALUES (6, '2026-11-20T04:03:00.000000+00:00', 'clerk', 'signed', 'request-0001', '{"number":"01/QĐ-SGDĐT","sha256":"d56d254dd2b8d9f162d6f53c1ccb05a0e57e243c190e834de5539f574990a923","stage":"signed","state":"signed","year":2026}', 'afd488d420d38cd718d8ad98b89405217307d225c63e0ef6bc1201f5f39f2282', 'e8050f374ef1e3a922dbef1d1a4008f05659fa610d833ef3bfbde6706b0b7171', '2e68197bac7eff7f6a3f04d006908447');
INSERT INTO public.audit VALUES (7, '2026-11-20T04:03:00.000000+00:00', 'clerk', 'sealed', 'request-0001', '{"number":"01/QĐ-SGDĐT","sha256":"6c7f1faf0c377e5bd6ad5361ab44942a81de93da1b68d95e7f11031dd23914f9","signed_sha256":"d56d254dd2b8d9f162d6f53c1ccb05a0e57e243c190e834de5539f574990a923","stage":"pdf","state":"sealed","year":2026}', 'e8050f374ef1e3a922dbef1d1a4008f05659fa610d833ef3bfbde6706b0b7171', 'f2e8f5233b29117c1a5e6cea8b48c5c7aaac51d67563a6b9003407e77dc4a540', 'ac5ad68e4607103a83912e0569948dae');
INSERT INTO public.audit VALUES (8, '2026-11-20T04:03:00.000000+00:00', 'clerk', 'kept', 'request-0001', '{"sha256":"d7385b3cf458f66491d6969239a530ea894ac09993061bef794664dfd5f9f650","stage":"package"}', 'f2e8f5233b29117c1a5e6cea8b48c5c7aaac51d67563a6b9003407e77dc4a540', 'e7555d0e9ad44526feb119e6fc1f9e4294bf75e9255ce753201d5f57f567ad5a', '7d9bddd55088fd719e63cc9fbb1c1dfc');
INSERT INTO public.audit VALUES (9, '2026-11-20T04:03:00.000000+00:00', 'clerk', 'signed', 'request-0004', '{"number":"01/BS-SGDĐT","sha256":"a984d3f0228b99aad2d94f921c1a4b283d9c278f78129e439949ccd60cfd1b72","stage":"signed","state":"signed","year":2026}', 'e7555d0e9ad44526feb119e6fc1f9e4294bf75e9255ce753201d5f57f567ad5a', '186b4e16c660bc1d87789b305233034e3f5c360c17660139acaf81858be8f3cc', '4a44a4bd961695f558747f2e044bcad7');
INSERT INTO public.audit VALUES (10, '2026-11-20T04:03:00.000000+00:00', 'clerk', 'sealed', 'request-0004', '{"number":"01/BS-SGDĐT","sha256":"8d1849856951bb8a0acf497006b1e15d4990f862d26e8f0d9829c3774ab1d2df","signed_sha256":"a984d3f0228b99aad2d94f921c1a4b283d9c278f78129e439949ccd60cfd1b72","stage":"pdf","state":"sealed","year":2026}', '186b4e16c660bc1d87789b305233034e3f5c360c17660139acaf81858be8f3cc', 'b3f4a37a211e2129a8c46b1a8e1313df0bf9c3a57a4584f80cfdc7df1b9c26e1', 'e8157c2bd6d1761071c76c7f375e8e2b');
INSERT INTO public.audit VALUES (11, '2026-11-20T05:03:00.000000+00:00', 'clerk', 'released', 'request-0001', '{"number":"01/QĐ-SGDĐT","state":"released","year":2026}', 'b3f4a37a211e2129a8c46b1a8e1313df0bf9c3a57a4584f80cfdc7df1b9c26e1', 'f4c0d15518339674a1deef4ac48255ea5f9203f9c23bebe7fff3c97d8700c109', '6e45b3ca38dd305cd78d397115c7188a');
INSERT INTO public.audit VALUES (12, '2026-11-20T05:03:00.000000+00:00', 'admin', 'configured', 'esign.toml', '{"sha256":"abababababababababababababababababababababababababababababababab"}', 'f4c0d15518339674a1deef4ac48255ea5f9203f9c23bebe7fff3c97d8700c109', '2f8332819eeac91becae720d63b46ccecf9284ab4c668a84442d618b1e7a0b70', '0f684cf9aacfcd059b71ae882c19a563');
INSERT INTO public.audit VALUES (13, '2026-11-20T05:03:00.000000+00:00', 'esign', 'signed', 'request-0003', '{"number":"03/QĐ-SGDĐT","sha256":"f9669d6e1028054c706dbda047debd8309874c613a6bbb9788bd8be3c3bd832f","stage":"signed","state":"signed","year":2026}', '2f8332819eeac91becae720d63b46ccecf9284ab4c668a84442d618b1e7a0b70', 'c8ad3497c709540f048a6c47b9c903eaa53556a7929b923332d1b2373cfca947', 'a1a8494ef477e9f3a2fb5d21b51c3876');
INSERT INTO public.audit VALUES (14, '2026-11-20T05:03:00.000000+00:00', 'esign', 'sealed', 'request-0003', '{"number":"03/QĐ-SGDĐT","sha256":"693aa6c014f84ad48c539205ea8a1000cc473692b24e4dbc0ec07beb37c24646","signed_sha256":"f9669d6e1028054c706dbda047debd8309874c613a6bbb9788bd8be3c3bd832f","stage":"pdf","state":"sealed","year":2026}', 'c8ad3497c709540f048a6c47b9c903eaa53556a7929b923332d1b2373cfca947', 'da2ccef1261119b33d0c4004856db6875f2b5d43ad61a9ee41a277e6adfe578f', '7899275bde56d67fbb43875b6cd366f3');
INSERT INTO public.audit VALUES (15, '2026-11-21T05:03:00.000000+00:00', 'chief', 'voided', 'request-0003', '{"number":"03/QĐ-SGDĐT","reason_sha256":"1f55fa098d4228390d44488d94ca8b3f33b2db6f29b5592b1cd7389211e850a4","state":"voided","year":2026}', 'da2ccef1261119b33d0c4004856db6875f2b5d43ad61a9ee41a277e6adfe578f', 'f1fa04d61094b6c587c071c24924de3a1b8ad5422c3f8fae8e74417462c6cde2', 'dd4470762bba6d04a61841b6225463ae');
INSERT INTO public.audit VALUES (16, '2027-01-04T03:00:00.000000+00:00', 'clerk', 'numbered', 'request-0005', '{"agency":"H99.12","book":"outgoing","date":"2027-01-04","digest":"2161c535de7b902c4136bdea6c3f1e672532969547154009dee7cc0ebe0fec9a","number":"01/QĐ-SGDĐT","row":"ee6f983f35774d714f8f2e79adf3be308acb9a180924a2d5f833115b82844b94","year":2027}', 'f1fa04d61094b6c587c071c24924de3a1b8ad5422c3f8fae8e74417462c6cde2', 'd2404f3cdac759824f8db57fae3d8936189e5123d76b021a4f77a77720deadec', 'f6f34b229fa11a4b9236ed1fb80e0598');
INSERT INTO public.audit VALUES (17, '2027-01-04T03:00:00.000000+00:00', 'clerk', 'laid_out', 'open-0001', '{"row":"9139d8e39c0a834d9483552b4943efe7608d4553d2d179f98e972fd67f665f49","sha256":"0621a1c111cfd4554a172d9ecd490a9a8d6e4e66e0f444491b716fb1d00ab1b9"}', 'd2404f3cdac759824f8db57fae3d8936189e5123d76b021a4f77a77720deadec', 'f00d27d1fdb4cc6978687652eb82b9dff8b4d31c7a583d69c27f769a12b317ae', 'b40081e4bc7ec345d0437a405b02aa7b');
INSERT INTO public.audit VALUES (18, '2027-01-04T03:00:00.000000+00:00', 'clerk', 'laid_out', 'open-0002', '{"row":"93f79de21328a428b92b5d082a61290a20770ade2553d96906a17819307ff08f","sha256":"e49b3988b52f0294eefe8339cd73ed82847ff40c1dfcabbe2ef4da1875ab7f98"}', 'f00d27d1fdb4cc6978687652eb82b9dff8b4d31c7a583d69c27f769a12b317ae', 'a1b88d2761ed3a45c33ddbc744ce2d563a8f4adb8ae806365e5a3954173a4436', '1800da191e1d0073e3464e247fcf80aa');
INSERT INTO public.audit VALUES (19, '2027-01-04T03:00:00.000000+00:00', 'chief', 'signed_unnumbered', 'open-0002', '{"sha256":"d3db69ff9944b903873d2ab48c1ce8475f46fa9a5937f5bb8f04a31ac373dc29","unnumbered":18}', 'a1b88d2761ed3a45c33ddbc744ce2d563a8f4adb8ae806365e5a3954173a4436', 'c0aba7fe36f8974ae619284d714af1c549161e361eef904ead36f6c867c241b2', '957ac3cbe645c16dd7ceec1a41397380');
INSERT INTO public.audit VALUES (20, '2027-01-04T03:00:00.000000+00:00', 'clerk', 'laid_out', 'open-0003', '{"row":"0857cc8028570f65978a0ec39338066c58dd531eca002f029b2a72350fc9a8e6","sha256":"16283f82099f2d369b0fa47dbfd41b307fc73ac8d730fc995cd2887814ad274d"}', 'c0aba7fe36f8974ae619284d714af1c549161e361eef904ead36f6c867c241b2', '3d00288aeb5443c492a863d8cdc42204be0bcd92ca76ce7f46564d921574a004', '2c2dca0187208591bd8457362e895d8e');
INSERT INTO public.audit VALUES (21, '2027-01-04T03:00:00.000000+00:00', 'chief', 'signed_unnumbered', 'open-0003', '{"sha256":"c3f0683e6e84d6a1caa3cbb0febcddc2a306d89c8f4aac6274c3088c1ece3bc0","unnumbered":20}', '3d00288aeb5443c492a863d8cdc42204be0bcd92ca76ce7f46564d921574a004', '2e9767cca3704e74be9e26a12d988d90d33af4ebaf9d1344928c66de37740eeb', '16332c10b944f1ce7ec99be2efa40a7b');
INSERT INTO public.audit VALUES (22, '2027-01-04T03:00:00.000000+00:00', 'clerk', 'dropped', 'open-0003', '{"reason_sha256":"1f55fa098d4228390d44488d94ca8b3f33b2db6f29b5592b1cd7389211e850a4","unnumbered":20}', '2e9767cca3704e74be9e26a12d988d90d33af4ebaf9d1344928c66de37740eeb', '0dffea2676f18dc2877f468efff832ec60d766ac13bfc018875f6901c383fee5', 'fd5293aeb767f4405dcee8d83b653feb');
INSERT INTO public.audit VALUES (23, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-f0c46dac1091', '{"agency":"H99.12","row":"f7e5a454d7e58007218e9f717e9ea80ffc9c6f88ef225ee934f6e20a13473087","sha256":"f0c46dac1091fc3b879cf8e3334fd0864618b30bc44fb687409c3186a81e340c"}', '0dffea2676f18dc2877f468efff832ec60d766ac13bfc018875f6901c383fee5', '4d5d5fb38d79f0c375e9548f00e8f780dc2127a9d0a8364fce3edcd29b114374', '152e205ee4c43361f79177bb0c8dd8d4');
INSERT INTO public.audit VALUES (24, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-23', '{"arrived":23,"row":"37f5c728f1046a199e5f4577e27a5db794d42b14a8979238e7ff13b0754d0a64","state":"waiting"}', '4d5d5fb38d79f0c375e9548f00e8f780dc2127a9d0a8364fce3edcd29b114374', '50bd62867c92b8390e53bfd07942df393d71c275460367c751a34b44abd5e720', '57cb23e9359306474d849311989716b7');
INSERT INTO public.audit VALUES (25, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-23', '{"code":"01","notices":"478fb35ee950214badcc09504df8996cf8ae4309e26badb53611647575bd383c","of":24}', '50bd62867c92b8390e53bfd07942df393d71c275460367c751a34b44abd5e720', 'fc548c44e423fe27f299f0e09fdf27612e460f119920404c1014139d2b5f26a2', '72f1f1873bf49debaf85734d5bc7d40e');
INSERT INTO public.audit VALUES (26, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'received', 'incoming-2027-1', '{"agency":"H99.12","date":"2027-01-06","number":1,"row":"feca3170161511b54e6417f89328a765e471321f48dd7356ddb3ea3cf48e312b","sha256":"f0c46dac1091fc3b879cf8e3334fd0864618b30bc44fb687409c3186a81e340c","year":2027}', 'fc548c44e423fe27f299f0e09fdf27612e460f119920404c1014139d2b5f26a2', '1880994ae16f804ab945fd8797d2aaeff5fab384a3aa72a0c1279b703aa086ac', 'a19a463f4f647c21735342cb6d9393fa');
INSERT INTO public.audit VALUES (27, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_entered', 'message-23', '{"arrival":26,"arrived":23,"row":"0013817eb24f113704d763585fd768ae0433320edf4146bc5eb248f69b74c4f1","verdict":"passed"}', '1880994ae16f804ab945fd8797d2aaeff5fab384a3aa72a0c1279b703aa086ac', 'f9c9e9b724a9ba6ecc049ed5fc438a0cbeee1a9b384ad4ea0a30a8e519f40c54', '7a8f63cdd145b3d58cfc6a207b65bd16');
INSERT INTO public.audit VALUES (28, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-23', '{"code":"03","notices":"66f0cbf1c91e54cd3e120d92acbd6fa19452b1bacc1fc23bb6cb27d3beb5b9aa","of":27}', 'f9c9e9b724a9ba6ecc049ed5fc438a0cbeee1a9b384ad4ea0a30a8e519f40c54', 'd9c30481d69a35c2a430c9191d7de0b8da257b211b18fca135328bb147598066', '292afdcb7846d22ae753f17c863f49a7');
INSERT INTO public.audit VALUES (29, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-c398439ec493', '{"agency":"H99.12","row":"a395ecc290ae7c70b7c8f86dd7983a9f368749aefa1ab46dd050ee25a4802123","sha256":"c398439ec493071d2c3f02e1dd74f9516126deb2aab14adad2311bff41180732"}', 'd9c30481d69a35c2a430c9191d7de0b8da257b211b18fca135328bb147598066', '5a2e3fdfdb415d0c4279ae7642506c2bfdd1a2af3bf4a573c83f8da1ba50176c', 'f9b76fb40d834aeb0bc6a29a421a8e4d');
INSERT INTO public.audit VALUES (30, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-29', '{"arrived":29,"row":"d103242691a67903897d1020d7b4bfb88c1f22733f68827281d4f83a31299515","state":"waiting"}', '5a2e3fdfdb415d0c4279ae7642506c2bfdd1a2af3bf4a573c83f8da1ba50176c', '12fb0bf846a3fa8a46e004962ca4be851600b575e1ad3d3566b71fb13cda9626', '6d500106a9f11d947903a6b07e301f87');
INSERT INTO public.audit VALUES (31, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-29', '{"code":"01","notices":"e9da703b6188aafda00c7b314f51b0698155857794d56134c2c30f70d972c63b","of":30}', '12fb0bf846a3fa8a46e004962ca4be851600b575e1ad3d3566b71fb13cda9626', 'c24203217602e708c4f429283a18d0450806af9087090596b01793a4e5480c74', 'c8fb0f8d0d6d549cc84f4a9ebeb555f4');
INSERT INTO public.audit VALUES (32, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_returned', 'message-29', '{"arrived":29,"row":"2d0756fe1c4b1d4edc0ea5f6bd71790e02f29ed74e79ec12e2fbada730350eb5","status":"02"}', 'c24203217602e708c4f429283a18d0450806af9087090596b01793a4e5480c74', '0238aafa335831c8e615290024b31e07bea41c15c9ed2d433110c06cfbc2957d', 'bcd0d709c8c2d6852b561f1edc39b246');
INSERT INTO public.audit VALUES (33, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-29', '{"code":"02","notices":"8ba8e264f70dc04127200686eaeacaf471ce592fb1a7f0838783323a6e6f5d87","of":32}', '0238aafa335831c8e615290024b31e07bea41c15c9ed2d433110c06cfbc2957d', 'da893a272c734a3699ecb18176f0b810fee057e77e6dd0b97a1bc6cf6087e40c', '4f2e8497a46467b653fba551cb7da0d4');
INSERT INTO public.audit VALUES (34, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-c437068d2474', '{"agency":"H99.12","row":"d6f9ed395b6e675f276b432f8458e6d94a46c49a363d22681bc1f756be6d402c","sha256":"c437068d2474fd0a5c29843d6566e4aed711b8b33bc8bdf3555bd054c36d547a"}', 'da893a272c734a3699ecb18176f0b810fee057e77e6dd0b97a1bc6cf6087e40c', '747271fe5224d2113f8ab0c0de57b7743ef2532c9b74a247dd13dc97b727f8d0', '61f494abc234aea0b71c9a4e4aa8e237');
INSERT INTO public.audit VALUES (35, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-34', '{"arrived":34,"row":"3f1e6e56f191e9437fec583b98d6114117b62ec2d1a830fbf54a9d2fcb76db47","state":"waiting"}', '747271fe5224d2113f8ab0c0de57b7743ef2532c9b74a247dd13dc97b727f8d0', 'f2cfc2ccefbb8643f09179500a11802eb207b3bab4cd504bdfec1d235b8d81b2', 'ed2648c24fe06b2c53e0fd484eefb77d');
INSERT INTO public.audit VALUES (36, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-34', '{"code":"01","notices":"ce28d3b8e0c3cb56d9d2dcd101f621700b116704ed633a49d4d0953c943591b1","of":35}', 'f2cfc2ccefbb8643f09179500a11802eb207b3bab4cd504bdfec1d235b8d81b2', 'c6821c5ede5cc24afc159c10b5e6130f9e3b7ab3d6b493d933d7272995383706', 'e39128e2c8f884e5271ea270109ed789');
INSERT INTO public.audit VALUES (37, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-39f14381ca39', '{"agency":"H99.12","row":"b4922dba78cc174f073aa3bae43b2fa30a18307463279989aad91c74b86e0cbb","sha256":"39f14381ca39857b1f895c06ed4017b6930d843a1d295423c2fd135ada75fcfe"}', 'c6821c5ede5cc24afc159c10b5e6130f9e3b7ab3d6b493d933d7272995383706', '107358663218aa0fdfb251ef350ca5350bb64bb62de49a4a8dd219cb025f6da4', '388689e926f1a76b24f44d76e5831a45');
INSERT INTO public.audit VALUES (38, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-37', '{"arrived":37,"row":"dff7c15222f26098a1d8a2d7fa06b0e40e38422309932d31367ec64e3e3e27f0","state":"duplicate"}', '107358663218aa0fdfb251ef350ca5350bb64bb62de49a4a8dd219cb025f6da4', 'ed9b2d2a5837363df7c348f01f59f4bea5369ec572380fdbf4ab3aceff58b567', '13f0055a967e8aae21d2ae0c4a86971a');
INSERT INTO public.audit VALUES (39, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'answered_again', 'message-37', '{"duplicate":37,"original":23,"status":"01"}', 'ed9b2d2a5837363df7c348f01f59f4bea5369ec572380fdbf4ab3aceff58b567', '9e0d7be0041ad37a1a31f6f49abffac825c96954f23d5d78c84bae9277f9f3c5', '084b4ac4f8fc1532503ab2fbc53888b3');
INSERT INTO public.audit VALUES (40, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-37', '{"code":"01","notices":"478fb35ee950214badcc09504df8996cf8ae4309e26badb53611647575bd383c","of":39}', '9e0d7be0041ad37a1a31f6f49abffac825c96954f23d5d78c84bae9277f9f3c5', 'f11628acb17a6dca9346e7b450f2f4a8822401fff85719015b8a6082f0625c9c', '858daeece77a4c405c2a03e2c91f9963');
INSERT INTO public.audit VALUES (41, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'answered_again', 'message-37', '{"duplicate":37,"original":23,"status":"03"}', 'f11628acb17a6dca9346e7b450f2f4a8822401fff85719015b8a6082f0625c9c', '26d5476d220c55dcd8f4d1de5ddf07d1f21506374434d67091e6fce0fe7b1cac', 'a90303f16567b6224837f1375996ffc3');
INSERT INTO public.audit VALUES (42, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-37', '{"code":"03","notices":"66f0cbf1c91e54cd3e120d92acbd6fa19452b1bacc1fc23bb6cb27d3beb5b9aa","of":41}', '26d5476d220c55dcd8f4d1de5ddf07d1f21506374434d67091e6fce0fe7b1cac', '6541df8ce46b15cd6a3600f3388e29ccb1a8d6b28550ef15addbdf1ce6b339ce', 'f775969ecf4a4cae3e612d530ff18afb');
INSERT INTO public.audit VALUES (43, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-b40fa298a0f1', '{"agency":"H99.12","row":"e19e767cddf2d5b5c1474d6b55dd929f7480085c53e0c6f161212785feb55e26","sha256":"b40fa298a0f13bc906214f48dad9d7c623928bb77b2256f663baf871a3044a55"}', '6541df8ce46b15cd6a3600f3388e29ccb1a8d6b28550ef15addbdf1ce6b339ce', 'd7356944c9737901b8b843e1516127ac1db061db27b35adef7fc66896899b754', 'bf6f625a4b8b8dcf02bdf485b6ebcb4c');
INSERT INTO public.audit VALUES (44, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-43', '{"arrived":43,"row":"175ec987735a9bcbd70ba180def627fd729be889aa26186ad431b69c9485aa9a","state":"quarantined"}', 'd7356944c9737901b8b843e1516127ac1db061db27b35adef7fc66896899b754', '80173c79bfac66a00d9c36b4546943da2d912377b34de4fb160335b85c8f47ab', 'e1c33d9f7d84e212646ba4e596508462');
INSERT INTO public.audit VALUES (45, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-8564d823ac50', '{"agency":"H99.12","row":"df88e2d51c46df4a9276206a8b4c3d73f976061651821a21ded36f9a9894c450","sha256":"8564d823ac50befc92f7e684f6f597d9b237705a48f6b13898d96ccd2fbc4cbc"}', '80173c79bfac66a00d9c36b4546943da2d912377b34de4fb160335b85c8f47ab', '2bc0261a6c9d24c9b09125805bd1c4c8425f951753d11e50918f79018e282c72', '8d1f84001436406ad8b7a15fc7af421b');
INSERT INTO public.audit VALUES (46, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-45', '{"arrived":45,"row":"99689977e34d756367f96852031c85d88f4118729bfb9538183498812cac45ec","state":"task"}', '2bc0261a6c9d24c9b09125805bd1c4c8425f951753d11e50918f79018e282c72', '80a3fe5d6f9707a371aaa64c7234e4d35564af6a674ab552573d3bb49e7fe34c', '00b2b8061cfe8ab5457f821da821bd54');
INSERT INTO public.audit VALUES (47, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-45', '{"code":"01","notices":"144f3b10293f8cf1a742a1ede47cff1d814a37727d3d498eaebeb7bb9989eb6c","of":46}', '80a3fe5d6f9707a371aaa64c7234e4d35564af6a674ab552573d3bb49e7fe34c', '9c8e1549890959c480314eb6fe5f260506c35edbe755e5d0eb056ce6d1636695', 'c6d454746fad774f0856cee2ec2499a2');
INSERT INTO public.audit VALUES (48, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'request_agreed', 'message-45', '{"arrived":45,"row":"33eab0842500bcb17f65625f507c18a90644b16a2f98c0c32253ab1364ebfa5e","status":"15"}', '9c8e1549890959c480314eb6fe5f260506c35edbe755e5d0eb056ce6d1636695', '47f19339dc371f4736515a010134c2b5f405d733fb7edbe30dd882ec8f1cd65f', '69a3db43fa946e38cb59fda384db33fe');
INSERT INTO public.audit VALUES (49, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-45', '{"code":"15","notices":"3eed2b96a8267d9036f25a7fdb9d4e735863e03b608fe07c92b2e00d4fc1ebee","of":48}', '47f19339dc371f4736515a010134c2b5f405d733fb7edbe30dd882ec8f1cd65f', 'd5f369771371d8accdf4eff89b477476853ae522a97945a2c72dfc009577147c', 'df2ee1aaefccc28fb3780db6fa4d7fe0');
INSERT INTO public.audit VALUES (50, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_frozen', 'message-23', '{"arrived":23,"request":45,"row":"ac277a78a60a7ef173729ce1f8e326fb958bf41ca6da76e6ff371b3714ad747d"}', 'd5f369771371d8accdf4eff89b477476853ae522a97945a2c72dfc009577147c', 'fd7943a68496ce99eeaf2845cd3de3e8f20c5cedf9b260b450372064cf08c4fd', '3779428940a8df4889bab8600ce69500');
INSERT INTO public.audit VALUES (51, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-4d1d88901b05', '{"agency":"H99.12","row":"6215c89d98a01d7c25490b2011ce45da77749c46819153163f1e6790e97f2d16","sha256":"4d1d88901b054e51bcd0d9baec6048efd14932895cbbdde521e84d5dedf4163b"}', 'fd7943a68496ce99eeaf2845cd3de3e8f20c5cedf9b260b450372064cf08c4fd', '85725a507fb02e28ab772e9ad5fc4a67efd487fd741856c120a6464de90575b5', '7aa813f3627d00a7232b42bdc5b11b9f');
INSERT INTO public.audit VALUES (52, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-51', '{"arrived":51,"row":"bc6dd522a41b1726f7d02e8907f4b3fdc6b57409b527c14300c6175128ae3478","state":"task"}', '85725a507fb02e28ab772e9ad5fc4a67efd487fd741856c120a6464de90575b5', '51e6e379a6b93cf75be7db179ff769ec1ca9d4da38b20b8704d77657b716a90e', 'be85a2e8ab6add96bc8767150b695088');
INSERT INTO public.audit VALUES (53, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'status_queued', 'message-51', '{"code":"01","notices":"ab705d2b52890d7d77af8d1aab9d9ad9a68cfeb997174eaf2cf281a4dfc26df1","of":52}', '51e6e379a6b93cf75be7db179ff769ec1ca9d4da38b20b8704d77657b716a90e', 'cbd49c5f75b3bbc7d6f3b531942579b137f85a51638853ea3af6ec1727fc8c9f', 'b174cfb56bf68fffd5f585632a78252d');
INSERT INTO public.audit VALUES (54, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_kept', 'message-2f2c40584ed3', '{"agency":"H99.12","row":"e4807ebf2818e8039596111efb2d368efc605be9df47e9d24330431cec2e1492","sha256":"2f2c40584ed30d33997afb978bdb90b2828eb4da25a1c0ea2ef51ef32f567c6f"}', 'cbd49c5f75b3bbc7d6f3b531942579b137f85a51638853ea3af6ec1727fc8c9f', '379d332e381713b512a6669fd86d3bc0bad0c8f67c458a413ed9a706d818f4c4', 'fb96ceb7385140ff74926d12e859aa0f');
INSERT INTO public.audit VALUES (55, '2027-01-06T03:00:00.000000+00:00', 'clerk', 'message_read', 'message-54', '{"arrived":54,"row":"440260cfa4d4403fff34da78337f411fc52c63b47ada4f744465388559a435e3","state":"quarantined"}', '379d332e381713b512a6669fd86d3bc0bad0c8f67c458a413ed9a706d818f4c4', '46de1403833de2a33f755b83d16f25afb810d97043d2c580b789e480332d5b95', 'a013dd8301e9f18e3b856944debbf9ae');
INSERT INTO public.audit VALUES (56, '2027-01-05T03:00:00.000000+00:00', 'clerk', 'directory_synchronised', 'directory', '{"digest":"5688aa7856962ecc52d4c66f8c37c1f6934a2c22b5aa2bfc253e685ff67eb99d","listed":3,"source":"file","whole":false}', '46de1403833de2a33f755b83d16f25afb810d97043d2c580b789e480332d5b95', '98cbea7c3d1af69969769d98d9a4916c78ecc9a2a958032c6e7e2ffe1e550e03', '6b27270e7063f48516e241a41d8a95e4');


--
-- Data for Name: audit_head; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_head VALUES (1, 56, '98cbea7c3d1af69969769d98d9a4916c78ecc9a2a958032c6e7e2ffe1e550e03');


--
-- Data for Name: configured; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: confirmation; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: delivery; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.delivery VALUES ('21748dbf57f6bc917e51fc2ed11b42f6', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('fb2353dcdac634d75f769a735f0394d5', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('4fad7060d4dc0fa838c5c0447fac89bd', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('714d551c70ccd89d46ed71d2119bc04b', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('ccda3e79c265b0a56db958f6af19c749', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('a6002c0ba96f8bcdb7eb134464e4c2ce', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('54f3437a81c772bb10f0ab784d4f49e1', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('a9e39007f67d9aef9d450923ac5bfeb1', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('d9d3725a8b661589f90189bccf8698a5', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');
INSERT INTO public.delivery VALUES ('5aa5cd1eb44870e01cdb4356e8516edd', 'H99.12', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', 'waiting', '2027-01-06T03:00:00.000000+00:00', '', 'H99.12');


--
-- Data for Name: directory_sync; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.directory_sync VALUES (56, '2027-01-05T03:00:00.000000+00:00', 'file', false, 3, '5688aa7856962ecc52d4c66f8c37c1f6934a2c22b5aa2bfc253e685ff67eb99d');


--
-- Data for Name: dispatch; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: dossier; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: dossier_document; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: history; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.history VALUES (5, 2, 'voided', 'voided', '2026-11-20T04:03:00.000000+00:00', 'chief', 'Trình nhầm người ký', NULL);
INSERT INTO public.history VALUES (6, 1, 'signed', 'signed', '2026-11-20T04:03:00.000000+00:00', 'clerk', '', NULL);
INSERT INTO public.history VALUES (7, 1, 'sealed', 'sealed', '2026-11-20T04:03:00.000000+00:00', 'clerk', '', NULL);
INSERT INTO public.history VALUES (9, 4, 'signed', 'signed', '2026-11-20T04:03:00.000000+00:00', 'clerk', '', NULL);
INSERT INTO public.history VALUES (10, 4, 'sealed', 'sealed', '2026-11-20T04:03:00.000000+00:00', 'clerk', '', NULL);
INSERT INTO public.history VALUES (11, 1, 'released', 'released', '2026-11-20T05:03:00.000000+00:00', 'clerk', '', NULL);
INSERT INTO public.history VALUES (13, 3, 'signed', 'signed', '2026-11-20T05:03:00.000000+00:00', 'esign', '', NULL);
INSERT INTO public.history VALUES (14, 3, 'sealed', 'sealed', '2026-11-20T05:03:00.000000+00:00', 'esign', '', NULL);
INSERT INTO public.history VALUES (15, 3, 'voided', 'voided', '2026-11-21T05:03:00.000000+00:00', 'chief', 'Không ban hành nữa', NULL);


--
-- Data for Name: incoming; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.incoming VALUES (26, 'H99.12', 2027, 1, '2027-01-06', 'Sở Giáo dục và Đào tạo tỉnh Ví Dụ', '05/QĐ-SGDĐT', '2026-11-20', 'Quyết định về việc công nhận kết quả <thi> & tuyển sinh', 'Văn phòng', NULL, '', '', '05/qd-sgddt so giao duc va dao tao tinh vi du quyet dinh ve viec cong nhan ket qua <thi> & tuyen sinh van phong', 'f0c46dac1091fc3b879cf8e3334fd0864618b30bc44fb687409c3186a81e340c', 'R000001/23', '2027-01-06T03:00:00.000000+00:00', 'clerk');


--
-- Data for Name: message; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.message VALUES ('21748dbf57f6bc917e51fc2ed11b42f6', 25, NULL, 23, 'status', '01', 'H99.12,2026/11/20,05/QĐ-SGDĐT', NULL, '', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('fb2353dcdac634d75f769a735f0394d5', 28, NULL, 23, 'status', '03', 'H99.12,2026/11/20,05/QĐ-SGDĐT', NULL, 'Đã tiếp nhận, số đến 1/2027', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('4fad7060d4dc0fa838c5c0447fac89bd', 31, NULL, 29, 'status', '01', 'H99.12,2026/11/20,07/QĐ-SGDĐT', NULL, '', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('714d551c70ccd89d46ed71d2119bc04b', 33, NULL, 29, 'status', '02', 'H99.12,2026/11/20,07/QĐ-SGDĐT', NULL, 'Chữ ký số không hợp lệ', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('ccda3e79c265b0a56db958f6af19c749', 36, NULL, 34, 'status', '01', 'H99.12,2026/11/20,08/QĐ-SGDĐT', NULL, '', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('a6002c0ba96f8bcdb7eb134464e4c2ce', 40, NULL, 23, 'status', '01', 'H99.12,2026/11/20,05/QĐ-SGDĐT', NULL, '', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('54f3437a81c772bb10f0ab784d4f49e1', 42, NULL, 23, 'status', '03', 'H99.12,2026/11/20,05/QĐ-SGDĐT', NULL, 'Đã tiếp nhận, số đến 1/2027', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('a9e39007f67d9aef9d450923ac5bfeb1', 47, NULL, 45, 'status', '01', 'H99.12,2026/11/20,05/QĐ-SGDĐT', NULL, '', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('d9d3725a8b661589f90189bccf8698a5', 49, NULL, 45, 'status', '15', 'H99.12,2026/11/20,05/QĐ-SGDĐT', NULL, '', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);
INSERT INTO public.message VALUES ('5aa5cd1eb44870e01cdb4356e8516edd', 53, NULL, 51, 'status', '01', 'H99.12,2026/11/20,05/QĐ-SGDĐT', NULL, '', '2027-01-06T03:00:00.000000+00:00', 'waiting', NULL, NULL, '', '', 0, '2027-01-06T03:00:00.000000+00:00', NULL, NULL, '', '', NULL, 0);


--
-- Data for Name: receipt; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: register; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.register VALUES (2, 'request-0002', 'H99.12', 'outgoing', 2026, 2, 'QĐ-SGDĐT', '2026-11-20', 'H99.12,2026/11/20,02/QĐ-SGDĐT', 'SZSN-DCAY-WMB1', 'https://tra-cuu.example/v/SZSN-DCAY-WMB1', 'electronic', 'decision', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'd12512e756469a5aada6c03ae7e302c01cceeba4544887b07fe71dcc9c239e37', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc kỷ luật","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0002"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'Về việc kỷ luật', 'GIÁM ĐỐC', 'Nguyễn Văn A', '["Như Điều 3","Lưu: VT, VP"]', 1, '', '02/qd-sgddt quyet dinh ve viec ky luat ve viec ky luat giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000', NULL, '2026-11-20T03:03:00.000000+00:00', 'clerk', 'voided', '2026-11-20T04:03:00.000000+00:00', 'Trình nhầm người ký');
INSERT INTO public.register VALUES (4, 'request-0004', 'H99.12', 'copies', 2026, 1, 'BS-SGDĐT', '2026-11-20', 'H99.12,2026/11/20,01/BS-SGDĐT', 'VWQ3-EF5K-E3Z1', 'https://tra-cuu.example/v/VWQ3-EF5K-E3Z1', 'electronic', 'diploma-copy', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0004"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'Bản sao bằng', 'GIÁM ĐỐC', 'Nguyễn Văn A', '["Như Điều 3","Lưu: VT, VP"]', 1, '', '01/bs-sgddt quyet dinh ban sao bang ve viec khen thuong giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000', NULL, '2026-11-20T03:03:00.000000+00:00', 'clerk', 'sealed', '2026-11-20T04:03:00.000000+00:00', '');
INSERT INTO public.register VALUES (1, 'request-0001', 'H99.12', 'outgoing', 2026, 1, 'QĐ-SGDĐT', '2026-11-20', 'H99.12,2026/11/20,01/QĐ-SGDĐT', 'DCKJ-E3KG-CFT8', 'https://tra-cuu.example/v/DCKJ-E3KG-CFT8', 'electronic', 'decision', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0001"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'Về việc khen thưởng', 'GIÁM ĐỐC', 'Nguyễn Văn A', '["Như Điều 3","Lưu: VT, VP"]', 1, '', '01/qd-sgddt quyet dinh ve viec khen thuong ve viec khen thuong giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000', NULL, '2026-11-20T03:00:00.000000+00:00', 'clerk', 'released', '2026-11-20T05:03:00.000000+00:00', '');
INSERT INTO public.register VALUES (3, 'request-0003', 'H99.12', 'outgoing', 2026, 3, 'QĐ-SGDĐT', '2026-11-20', 'H99.12,2026/11/20,03/QĐ-SGDĐT', '41X5-AM1J-7CWD', 'https://tra-cuu.example/v/41X5-AM1J-7CWD', 'electronic', 'decision', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0003"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'Về việc khen thưởng', 'GIÁM ĐỐC', 'Nguyễn Văn A', '["Như Điều 3","Lưu: VT, VP"]', 1, '', '03/qd-sgddt quyet dinh ve viec khen thuong ve viec khen thuong giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000', NULL, '2026-11-20T03:03:00.000000+00:00', 'clerk', 'voided', '2026-11-21T05:03:00.000000+00:00', 'Không ban hành nữa');
INSERT INTO public.register VALUES (16, 'request-0005', 'H99.12', 'outgoing', 2027, 1, 'QĐ-SGDĐT', '2027-01-04', 'H99.12,2027/01/04,01/QĐ-SGDĐT', 'KA90-6YHM-MQ7X', 'https://tra-cuu.example/v/KA90-6YHM-MQ7X', 'electronic', 'decision', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', '2161c535de7b902c4136bdea6c3f1e672532969547154009dee7cc0ebe0fec9a', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Số đầu năm sau","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0005"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'Số đầu năm sau', 'GIÁM ĐỐC', 'Nguyễn Văn A', '["Như Điều 3","Lưu: VT, VP"]', 1, '', '01/qd-sgddt quyet dinh so dau nam sau so dau nam sau giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000', NULL, '2027-01-04T03:00:00.000000+00:00', 'clerk', 'numbered', '2027-01-04T03:00:00.000000+00:00', '');


--
-- Data for Name: restoration; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: series; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.series VALUES ('H99.12', 'outgoing', 2026, 3, '2026-11-20', NULL);
INSERT INTO public.series VALUES ('H99.12', 'copies', 2026, 1, '2026-11-20', NULL);
INSERT INTO public.series VALUES ('H99.12', 'outgoing', 2027, 1, '2027-01-04', NULL);
INSERT INTO public.series VALUES ('H99.12', 'incoming', 2027, 1, '2027-01-06', NULL);


--
-- Data for Name: tree_head; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: unnumbered; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.unnumbered VALUES (17, 'open-0001', 'dd14a452a75ad864bd20ef9a0567fb2ceb34525c57e4ba0777cfe9e097e161e6', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc 1","telephone":"0900 000 000"},"kind":"decision","request_id":"open-0001"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'decision', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'outgoing', 'QĐ-SGDĐT', 'Về việc 1', 'Nguyễn Văn A', '0ZGD-3X59-W6QP', 'https://tra-cuu.example/0ZGD-3X59-W6QP', '2027-01-04', '0621a1c111cfd4554a172d9ecd490a9a8d6e4e66e0f444491b716fb1d00ab1b9', 6, NULL, NULL, NULL, NULL, 'prepared', '2027-01-04T03:00:00.000000+00:00', '');
INSERT INTO public.unnumbered VALUES (18, 'open-0002', '498e074d67951e19f9d07c6c9c80991a66f49726e9ba50e20cb0465fb2ab3db7', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc 2","telephone":"0900 000 000"},"kind":"decision","request_id":"open-0002"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'decision', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'outgoing', 'QĐ-SGDĐT', 'Về việc 2', 'Nguyễn Văn A', 'QMGF-PV5Z-J9G2', 'https://tra-cuu.example/QMGF-PV5Z-J9G2', '2027-01-04', 'e49b3988b52f0294eefe8339cd73ed82847ff40c1dfcabbe2ef4da1875ab7f98', 6, 'd3db69ff9944b903873d2ab48c1ce8475f46fa9a5937f5bb8f04a31ac373dc29', 8, '2027-01-04T03:00:00.000000+00:00', 'chief', 'signed', '2027-01-04T03:00:00.000000+00:00', '');
INSERT INTO public.unnumbered VALUES (20, 'open-0003', '2b8dae7113523783ff8c8ebfa63ae84d328e36d0ba4c72b42e55d21013e1d258', '{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc 3","telephone":"0900 000 000"},"kind":"decision","request_id":"open-0003"}', '{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}', 'decision', 'Quyết định', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 'outgoing', 'QĐ-SGDĐT', 'Về việc 3', 'Nguyễn Văn A', 'PQ6R-1ANE-A1B5', 'https://tra-cuu.example/PQ6R-1ANE-A1B5', '2027-01-04', '16283f82099f2d369b0fa47dbfd41b307fc73ac8d730fc995cd2887814ad274d', 6, 'c3f0683e6e84d6a1caa3cbb0febcddc2a306d89c8f4aac6274c3088c1ece3bc0', 8, '2027-01-04T03:00:00.000000+00:00', 'chief', 'dropped', '2027-01-04T03:00:00.000000+00:00', 'Không ban hành nữa');


--
-- Name: audit_head_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_head_id_seq', 1, false);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: agency_directory pk_agency_directory; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency_directory
    ADD CONSTRAINT pk_agency_directory PRIMARY KEY (code);


--
-- Name: agency_former_code pk_agency_former_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency_former_code
    ADD CONSTRAINT pk_agency_former_code PRIMARY KEY (former, code);


--
-- Name: arrived pk_arrived; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrived
    ADD CONSTRAINT pk_arrived PRIMARY KEY (id);


--
-- Name: artefact pk_artefact; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artefact
    ADD CONSTRAINT pk_artefact PRIMARY KEY (entry_id, stage);


--
-- Name: attempt pk_attempt; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT pk_attempt PRIMARY KEY (message_id, n);


--
-- Name: audit pk_audit; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (seq);


--
-- Name: audit_head pk_audit_head; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT pk_audit_head PRIMARY KEY (id);


--
-- Name: configured pk_configured; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.configured
    ADD CONSTRAINT pk_configured PRIMARY KEY (name);


--
-- Name: confirmation pk_confirmation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.confirmation
    ADD CONSTRAINT pk_confirmation PRIMARY KEY (id);


--
-- Name: delivery pk_delivery; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT pk_delivery PRIMARY KEY (message_id, receiver_code);


--
-- Name: directory_sync pk_directory_sync; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.directory_sync
    ADD CONSTRAINT pk_directory_sync PRIMARY KEY (id);


--
-- Name: dispatch pk_dispatch; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispatch
    ADD CONSTRAINT pk_dispatch PRIMARY KEY (audit_seq);


--
-- Name: dossier pk_dossier; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT pk_dossier PRIMARY KEY (id);


--
-- Name: dossier_document pk_dossier_document; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT pk_dossier_document PRIMARY KEY (dossier_id, ordinal);


--
-- Name: history pk_history; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.history
    ADD CONSTRAINT pk_history PRIMARY KEY (audit_seq);


--
-- Name: incoming pk_incoming; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incoming
    ADD CONSTRAINT pk_incoming PRIMARY KEY (id);


--
-- Name: message pk_message; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT pk_message PRIMARY KEY (id);


--
-- Name: receipt pk_receipt; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT pk_receipt PRIMARY KEY (id);


--
-- Name: register pk_register; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register
    ADD CONSTRAINT pk_register PRIMARY KEY (id);


--
-- Name: restoration pk_restoration; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.restoration
    ADD CONSTRAINT pk_restoration PRIMARY KEY (id);


--
-- Name: series pk_series; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.series
    ADD CONSTRAINT pk_series PRIMARY KEY (agency_code, book, year);


--
-- Name: tree_head pk_tree_head; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tree_head
    ADD CONSTRAINT pk_tree_head PRIMARY KEY (size);


--
-- Name: unnumbered pk_unnumbered; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unnumbered
    ADD CONSTRAINT pk_unnumbered PRIMARY KEY (id);


--
-- Name: arrived uq_arrived_incoming_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrived
    ADD CONSTRAINT uq_arrived_incoming_id UNIQUE (incoming_id);


--
-- Name: arrived uq_arrived_message; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrived
    ADD CONSTRAINT uq_arrived_message UNIQUE (agency_code, transport, axis_id, sha256);


--
-- Name: confirmation uq_confirmation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.confirmation
    ADD CONSTRAINT uq_confirmation UNIQUE (restoration_id, agency_code, book, year);


--
-- Name: dossier_document uq_dossier_document_entry; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT uq_dossier_document_entry UNIQUE (dossier_id, entry_id);


--
-- Name: dossier_document uq_dossier_document_incoming; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT uq_dossier_document_incoming UNIQUE (dossier_id, incoming_id);


--
-- Name: dossier uq_dossier_notation; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT uq_dossier_notation UNIQUE (agency_code, year, notation);


--
-- Name: incoming uq_incoming_message_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incoming
    ADD CONSTRAINT uq_incoming_message_id UNIQUE (message_id);


--
-- Name: incoming uq_incoming_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incoming
    ADD CONSTRAINT uq_incoming_number UNIQUE (agency_code, year, arrival_number);


--
-- Name: message uq_message_audit_seq; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT uq_message_audit_seq UNIQUE (audit_seq);


--
-- Name: receipt uq_receipt_digest; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT uq_receipt_digest UNIQUE (digest);


--
-- Name: register uq_register_lookup_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register
    ADD CONSTRAINT uq_register_lookup_code UNIQUE (lookup_code);


--
-- Name: register uq_register_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register
    ADD CONSTRAINT uq_register_number UNIQUE (agency_code, book, year, value);


--
-- Name: register uq_register_request_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register
    ADD CONSTRAINT uq_register_request_id UNIQUE (request_id);


--
-- Name: register uq_register_symbol; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register
    ADD CONSTRAINT uq_register_symbol UNIQUE (agency_code, year, symbol, value);


--
-- Name: unnumbered uq_unnumbered_lookup_code; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unnumbered
    ADD CONSTRAINT uq_unnumbered_lookup_code UNIQUE (lookup_code);


--
-- Name: unnumbered uq_unnumbered_request_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unnumbered
    ADD CONSTRAINT uq_unnumbered_request_id UNIQUE (request_id);


--
-- Name: ix_agency_directory_canonical; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_agency_directory_canonical ON public.agency_directory USING btree (canonical);


--
-- Name: ix_agency_directory_folded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_agency_directory_folded ON public.agency_directory USING btree (folded);


--
-- Name: ix_agency_former_code_code; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_agency_former_code_code ON public.agency_former_code USING btree (code);


--
-- Name: ix_arrived_about_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_arrived_about_id ON public.arrived USING btree (about_id);


--
-- Name: ix_arrived_document_key; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_arrived_document_key ON public.arrived USING btree (agency_code, document_key);


--
-- Name: ix_arrived_sender_agency; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_arrived_sender_agency ON public.arrived USING btree (agency_code, sender_agency, purpose);


--
-- Name: ix_arrived_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_arrived_sha256 ON public.arrived USING btree (sha256);


--
-- Name: ix_arrived_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_arrived_state ON public.arrived USING btree (state);


--
-- Name: ix_artefact_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_artefact_sha256 ON public.artefact USING btree (sha256);


--
-- Name: ix_delivery_receiver_code; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_delivery_receiver_code ON public.delivery USING btree (receiver_code);


--
-- Name: ix_dispatch_entry_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_dispatch_entry_id ON public.dispatch USING btree (entry_id);


--
-- Name: ix_history_entry_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_history_entry_id ON public.history USING btree (entry_id);


--
-- Name: ix_message_document_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_message_document_id ON public.message USING btree (document_id);


--
-- Name: ix_message_entry_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_message_entry_id ON public.message USING btree (entry_id);


--
-- Name: ix_message_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_message_open ON public.message USING btree (audit_seq) WHERE ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('unknown'::character varying)::text]));


--
-- Name: ix_message_other_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_message_other_id ON public.message USING btree (other_id);


--
-- Name: ix_receipt_entry_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_receipt_entry_id ON public.receipt USING btree (entry_id);


--
-- Name: ix_register_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_register_unfinished ON public.register USING btree (id) WHERE ((state)::text = ANY (ARRAY[('reserved'::character varying)::text, ('numbered'::character varying)::text, ('signed'::character varying)::text, ('sealed'::character varying)::text]));


--
-- Name: uq_arrived_document; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_arrived_document ON public.arrived USING btree (agency_code, sender_agency, document_key, twin) WHERE (((purpose)::text = ANY (ARRAY[('0'::character varying)::text, ('3'::character varying)::text])) AND ((state)::text <> ALL (ARRAY[('kept'::character varying)::text, ('quarantined'::character varying)::text, ('duplicate'::character varying)::text, ('task'::character varying)::text, ('answered'::character varying)::text])));


--
-- Name: arrived arrived_done; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER arrived_done BEFORE UPDATE OF state, incoming_id, answered ON public.arrived FOR EACH ROW WHEN (((old.state)::text = ANY (ARRAY[('returned'::character varying)::text, ('noted'::character varying)::text, ('duplicate'::character varying)::text, ('recalled'::character varying)::text, ('replaced'::character varying)::text]))) EXECUTE FUNCTION public.refuse_change('what is settled stays so');


--
-- Name: arrived arrived_entered_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER arrived_entered_once BEFORE UPDATE OF incoming_id ON public.arrived FOR EACH ROW WHEN ((old.incoming_id IS NOT NULL)) EXECUTE FUNCTION public.refuse_change('a message is entered once');


--
-- Name: arrived arrived_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER arrived_fixed BEFORE UPDATE OF id, agency_code, transport, axis_id, offered_by, message_type, sha256, size, received_at, received_by ON public.arrived FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what has arrived is never changed');


--
-- Name: arrived arrived_keys_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER arrived_keys_once BEFORE UPDATE OF sender_agency, document_key, twin ON public.arrived FOR EACH ROW WHEN (((old.state)::text <> 'kept'::text)) EXECUTE FUNCTION public.refuse_change('a message is read once');


--
-- Name: arrived arrived_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER arrived_no_delete BEFORE DELETE ON public.arrived FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what has arrived is never deleted');


--
-- Name: arrived arrived_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER arrived_no_delete_all BEFORE TRUNCATE ON public.arrived FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('what has arrived is never deleted');


--
-- Name: arrived arrived_read_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER arrived_read_once BEFORE UPDATE OF sender_key, sender_code, sender_name, document_id, code, issued_on, type_name, subject, purpose, asks_reason, about_document, content, verdict, findings ON public.arrived FOR EACH ROW WHEN (((old.state)::text <> 'kept'::text)) EXECUTE FUNCTION public.refuse_change('a message is read once');


--
-- Name: artefact artefact_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artefact_no_delete BEFORE DELETE ON public.artefact FOR EACH ROW EXECUTE FUNCTION public.refuse_change('the first artefact stays');


--
-- Name: artefact artefact_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artefact_no_delete_all BEFORE TRUNCATE ON public.artefact FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('the first artefact stays');


--
-- Name: artefact artefact_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER artefact_no_update BEFORE UPDATE ON public.artefact FOR EACH ROW EXECUTE FUNCTION public.refuse_change('the first artefact stays');


--
-- Name: attempt attempt_ended_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER attempt_ended_once BEFORE UPDATE ON public.attempt FOR EACH ROW WHEN ((old.ended_at IS NOT NULL)) EXECUTE FUNCTION public.refuse_change('an attempt ends once');


--
-- Name: attempt attempt_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER attempt_fixed BEFORE UPDATE OF message_id, n, started_at ON public.attempt FOR EACH ROW EXECUTE FUNCTION public.refuse_change('an attempt is never changed');


--
-- Name: attempt attempt_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER attempt_no_delete BEFORE DELETE ON public.attempt FOR EACH ROW EXECUTE FUNCTION public.refuse_change('an attempt is never deleted');


--
-- Name: attempt attempt_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER attempt_no_delete_all BEFORE TRUNCATE ON public.attempt FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('an attempt is never deleted');


--
-- Name: audit_head audit_head_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON public.audit_head FOR EACH ROW EXECUTE FUNCTION public.refuse_change('the audit chain has one head');


--
-- Name: audit_head audit_head_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_head_no_delete_all BEFORE TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('the audit chain has one head');


--
-- Name: audit audit_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_no_delete BEFORE DELETE ON public.audit FOR EACH ROW EXECUTE FUNCTION public.refuse_change('audit rows are never deleted');


--
-- Name: audit audit_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_no_delete_all BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('audit rows are never deleted');


--
-- Name: audit audit_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_no_update BEFORE UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION public.refuse_change('audit rows are never changed');


--
-- Name: confirmation confirmation_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER confirmation_no_delete BEFORE DELETE ON public.confirmation FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was said is never deleted');


--
-- Name: confirmation confirmation_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER confirmation_no_delete_all BEFORE TRUNCATE ON public.confirmation FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('what was said is never deleted');


--
-- Name: confirmation confirmation_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER confirmation_no_update BEFORE UPDATE ON public.confirmation FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was said is never changed');


--
-- Name: delivery delivery_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER delivery_fixed BEFORE UPDATE OF message_id, receiver_code, receiver_name, receiver_key ON public.delivery FOR EACH ROW EXECUTE FUNCTION public.refuse_change('the receivers of a message stay');


--
-- Name: delivery delivery_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER delivery_no_delete BEFORE DELETE ON public.delivery FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a delivery is never deleted');


--
-- Name: delivery delivery_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER delivery_no_delete_all BEFORE TRUNCATE ON public.delivery FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a delivery is never deleted');


--
-- Name: dispatch dispatch_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dispatch_no_delete BEFORE DELETE ON public.dispatch FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was sent is never deleted');


--
-- Name: dispatch dispatch_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dispatch_no_delete_all BEFORE TRUNCATE ON public.dispatch FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('what was sent is never deleted');


--
-- Name: dispatch dispatch_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dispatch_no_update BEFORE UPDATE ON public.dispatch FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was sent is never changed');


--
-- Name: dossier_document dossier_document_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dossier_document_fixed BEFORE UPDATE ON public.dossier_document FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a place in a dossier stays');


--
-- Name: dossier_document dossier_document_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dossier_document_no_delete BEFORE DELETE ON public.dossier_document FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a place in a dossier stays');


--
-- Name: dossier_document dossier_document_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dossier_document_no_delete_all BEFORE TRUNCATE ON public.dossier_document FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a place in a dossier stays');


--
-- Name: dossier dossier_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dossier_no_delete BEFORE DELETE ON public.dossier FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a dossier is never deleted');


--
-- Name: dossier dossier_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dossier_no_delete_all BEFORE TRUNCATE ON public.dossier FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a dossier is never deleted');


--
-- Name: history history_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER history_no_delete BEFORE DELETE ON public.history FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was done is never deleted');


--
-- Name: history history_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER history_no_delete_all BEFORE TRUNCATE ON public.history FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('what was done is never deleted');


--
-- Name: history history_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER history_no_update BEFORE UPDATE ON public.history FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was done is never changed');


--
-- Name: incoming incoming_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incoming_fixed BEFORE UPDATE OF id, agency_code, year, arrival_number, arrived_on, author, symbol, dated_on, subject, sha256, message_id, entered_at, entered_by ON public.incoming FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what has arrived is never changed');


--
-- Name: incoming incoming_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incoming_no_delete BEFORE DELETE ON public.incoming FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what has arrived is never deleted');


--
-- Name: incoming incoming_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incoming_no_delete_all BEFORE TRUNCATE ON public.incoming FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('what has arrived is never deleted');


--
-- Name: message message_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER message_fixed BEFORE UPDATE OF id, audit_seq, entry_id, act, status_code, document_id, other_id, reason, queued_at, arrived_id ON public.message FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a message is never changed');


--
-- Name: message message_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER message_no_delete BEFORE DELETE ON public.message FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a message is never deleted');


--
-- Name: message message_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER message_no_delete_all BEFORE TRUNCATE ON public.message FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a message is never deleted');


--
-- Name: message message_payload_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER message_payload_once BEFORE UPDATE OF payload, payload_size ON public.message FOR EACH ROW WHEN ((old.payload IS NOT NULL)) EXECUTE FUNCTION public.refuse_change('every attempt sends the same bytes');


--
-- Name: message message_settled; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER message_settled BEFORE UPDATE ON public.message FOR EACH ROW WHEN (((old.state)::text = ANY (ARRAY[('sent'::character varying)::text, ('cancelled'::character varying)::text]))) EXECUTE FUNCTION public.refuse_change('a message that was sent or cancelled stays so');


--
-- Name: receipt receipt_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER receipt_no_delete BEFORE DELETE ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a receipt is never deleted');


--
-- Name: receipt receipt_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER receipt_no_delete_all BEFORE TRUNCATE ON public.receipt FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a receipt is never deleted');


--
-- Name: receipt receipt_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER receipt_no_update BEFORE UPDATE ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a receipt is never changed');


--
-- Name: register register_code_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER register_code_fixed BEFORE UPDATE OF lookup_code ON public.register FOR EACH ROW WHEN (((old.state)::text <> 'reserved'::text)) EXECUTE FUNCTION public.refuse_change('the look-up code goes with the document');


--
-- Name: register register_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER register_fixed BEFORE UPDATE OF request_id, lookup_url, medium, kind, type_name, template_digest, digest, request, agency, subject, signer_title, signer_name, recipients, copies, note, retain_until, numbered_at, numbered_by ON public.register FOR EACH ROW WHEN (((old.state)::text <> 'reserved'::text)) EXECUTE FUNCTION public.refuse_change('what was numbered is never changed');


--
-- Name: register register_frozen; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER register_frozen BEFORE UPDATE ON public.register FOR EACH ROW WHEN (((old.state)::text = ANY (ARRAY[('voided'::character varying)::text, ('recalled'::character varying)::text]))) EXECUTE FUNCTION public.refuse_change('a voided number and a recalled document stay as they are');


--
-- Name: register register_name_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER register_name_fixed BEFORE UPDATE OF symbol, issued_on, document_id ON public.register FOR EACH ROW WHEN ((((old.state)::text <> 'reserved'::text) OR ((old.kind)::text <> ''::text))) EXECUTE FUNCTION public.refuse_change('symbol and date go with the number');


--
-- Name: register register_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER register_no_delete BEFORE DELETE ON public.register FOR EACH ROW EXECUTE FUNCTION public.refuse_change('numbers are voided, never deleted');


--
-- Name: register register_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER register_no_delete_all BEFORE TRUNCATE ON public.register FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('numbers are voided, never deleted');


--
-- Name: register register_place_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER register_place_fixed BEFORE UPDATE OF id, agency_code, book, year, value ON public.register FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a number stays where it stands');


--
-- Name: restoration restoration_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER restoration_no_delete BEFORE DELETE ON public.restoration FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a restoration is never deleted');


--
-- Name: restoration restoration_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER restoration_no_delete_all BEFORE TRUNCATE ON public.restoration FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a restoration is never deleted');


--
-- Name: restoration restoration_no_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER restoration_no_update BEFORE UPDATE ON public.restoration FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a restoration is never changed');


--
-- Name: series series_by_one; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER series_by_one BEFORE UPDATE OF agency_code, book, year, last, last_day ON public.series FOR EACH ROW WHEN ((((new.last <> old.last) AND (new.last <> (old.last + 1))) OR (new.last_day < old.last_day) OR ((new.agency_code)::text <> (old.agency_code)::text) OR ((new.book)::text <> (old.book)::text) OR (new.year <> old.year))) EXECUTE FUNCTION public.refuse_change('numbers rise by one, dates never fall');


--
-- Name: series series_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER series_no_delete BEFORE DELETE ON public.series FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a series goes on to the end of its year');


--
-- Name: series series_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER series_no_delete_all BEFORE TRUNCATE ON public.series FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a series goes on to the end of its year');


--
-- Name: tree_head tree_head_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tree_head_fixed BEFORE UPDATE OF size, root, occasion, at, frontier, statement, seal ON public.tree_head FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a sealed head is never changed');


--
-- Name: tree_head tree_head_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tree_head_no_delete BEFORE DELETE ON public.tree_head FOR EACH ROW EXECUTE FUNCTION public.refuse_change('a sealed head is never deleted');


--
-- Name: tree_head tree_head_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tree_head_no_delete_all BEFORE TRUNCATE ON public.tree_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('a sealed head is never deleted');


--
-- Name: tree_head tree_head_time_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER tree_head_time_fixed BEFORE UPDATE ON public.tree_head FOR EACH ROW WHEN ((old."timestamp" IS NOT NULL)) EXECUTE FUNCTION public.refuse_change('a time-stamp is never replaced');


--
-- Name: unnumbered unnumbered_done; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER unnumbered_done BEFORE UPDATE OF state ON public.unnumbered FOR EACH ROW WHEN (((old.state)::text = ANY (ARRAY[('numbered'::character varying)::text, ('dropped'::character varying)::text]))) EXECUTE FUNCTION public.refuse_change('what is numbered or dropped stays so');


--
-- Name: unnumbered unnumbered_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER unnumbered_fixed BEFORE UPDATE OF id, request_id, digest, request, agency, kind, type_name, template_digest, book, symbol, subject, signer_name, lookup_code, lookup_url, drawn_on, prepared_sha256, prepared_size ON public.unnumbered FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was laid out is never changed');


--
-- Name: unnumbered unnumbered_no_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER unnumbered_no_delete BEFORE DELETE ON public.unnumbered FOR EACH ROW EXECUTE FUNCTION public.refuse_change('what was laid out is never deleted');


--
-- Name: unnumbered unnumbered_no_delete_all; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER unnumbered_no_delete_all BEFORE TRUNCATE ON public.unnumbered FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change('what was laid out is never deleted');


--
-- Name: unnumbered unnumbered_signed_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER unnumbered_signed_once BEFORE UPDATE OF signed_sha256, signed_size, signed_at, signed_by ON public.unnumbered FOR EACH ROW WHEN ((old.signed_sha256 IS NOT NULL)) EXECUTE FUNCTION public.refuse_change('a document is signed once');


--
-- Name: agency_former_code fk_agency_former_code_code; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agency_former_code
    ADD CONSTRAINT fk_agency_former_code_code FOREIGN KEY (code) REFERENCES public.agency_directory(code);


--
-- Name: arrived fk_arrived_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrived
    ADD CONSTRAINT fk_arrived_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: arrived fk_arrived_incoming_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.arrived
    ADD CONSTRAINT fk_arrived_incoming_id FOREIGN KEY (incoming_id) REFERENCES public.incoming(id);


--
-- Name: artefact fk_artefact_entry_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.artefact
    ADD CONSTRAINT fk_artefact_entry_id FOREIGN KEY (entry_id) REFERENCES public.register(id);


--
-- Name: attempt fk_attempt_message_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempt
    ADD CONSTRAINT fk_attempt_message_id FOREIGN KEY (message_id) REFERENCES public.message(id);


--
-- Name: confirmation fk_confirmation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.confirmation
    ADD CONSTRAINT fk_confirmation_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: confirmation fk_confirmation_restoration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.confirmation
    ADD CONSTRAINT fk_confirmation_restoration_id FOREIGN KEY (restoration_id) REFERENCES public.restoration(id);


--
-- Name: delivery fk_delivery_message_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT fk_delivery_message_id FOREIGN KEY (message_id) REFERENCES public.message(id);


--
-- Name: directory_sync fk_directory_sync_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.directory_sync
    ADD CONSTRAINT fk_directory_sync_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: dispatch fk_dispatch_audit_seq; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispatch
    ADD CONSTRAINT fk_dispatch_audit_seq FOREIGN KEY (audit_seq) REFERENCES public.audit(seq);


--
-- Name: dispatch fk_dispatch_entry_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispatch
    ADD CONSTRAINT fk_dispatch_entry_id FOREIGN KEY (entry_id) REFERENCES public.register(id);


--
-- Name: dossier_document fk_dossier_document_dossier_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT fk_dossier_document_dossier_id FOREIGN KEY (dossier_id) REFERENCES public.dossier(id);


--
-- Name: dossier_document fk_dossier_document_entry_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT fk_dossier_document_entry_id FOREIGN KEY (entry_id) REFERENCES public.register(id);


--
-- Name: dossier_document fk_dossier_document_incoming_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT fk_dossier_document_incoming_id FOREIGN KEY (incoming_id) REFERENCES public.incoming(id);


--
-- Name: dossier fk_dossier_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT fk_dossier_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: history fk_history_audit_seq; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.history
    ADD CONSTRAINT fk_history_audit_seq FOREIGN KEY (audit_seq) REFERENCES public.audit(seq);


--
-- Name: history fk_history_entry_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.history
    ADD CONSTRAINT fk_history_entry_id FOREIGN KEY (entry_id) REFERENCES public.register(id);


--
-- Name: history fk_history_other_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.history
    ADD CONSTRAINT fk_history_other_id FOREIGN KEY (other_id) REFERENCES public.register(id);


--
-- Name: incoming fk_incoming_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incoming
    ADD CONSTRAINT fk_incoming_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: message fk_message_audit_seq; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT fk_message_audit_seq FOREIGN KEY (audit_seq) REFERENCES public.audit(seq);


--
-- Name: message fk_message_entry_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT fk_message_entry_id FOREIGN KEY (entry_id) REFERENCES public.register(id);


--
-- Name: message fk_message_other_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT fk_message_other_id FOREIGN KEY (other_id) REFERENCES public.register(id);


--
-- Name: receipt fk_receipt_entry_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT fk_receipt_entry_id FOREIGN KEY (entry_id) REFERENCES public.register(id);


--
-- Name: receipt fk_receipt_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT fk_receipt_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: register fk_register_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.register
    ADD CONSTRAINT fk_register_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: restoration fk_restoration_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.restoration
    ADD CONSTRAINT fk_restoration_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- Name: tree_head fk_tree_head_size; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tree_head
    ADD CONSTRAINT fk_tree_head_size FOREIGN KEY (size) REFERENCES public.audit(seq);


--
-- Name: unnumbered fk_unnumbered_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unnumbered
    ADD CONSTRAINT fk_unnumbered_id FOREIGN KEY (id) REFERENCES public.audit(seq);


--
-- PostgreSQL database dump complete
--

\unrestrict sWj6AmQrp1GQMo44y5KP1XoY9AwXkjdL9ohrbJwoVaVYSe6UocaoAACPrYGX1cC

