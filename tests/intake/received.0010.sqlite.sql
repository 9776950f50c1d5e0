BEGIN TRANSACTION;
CREATE TABLE agency_directory (
	code VARCHAR NOT NULL, 
	canonical VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	parent_code VARCHAR NOT NULL, 
	old_codes TEXT NOT NULL, 
	closed BOOLEAN NOT NULL, 
	successor_code VARCHAR NOT NULL, 
	email TEXT NOT NULL, 
	CONSTRAINT pk_agency_directory PRIMARY KEY (code)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0010');
CREATE TABLE arrived (
	id INTEGER NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	transport VARCHAR NOT NULL, 
	axis_id VARCHAR NOT NULL, 
	offered_by VARCHAR NOT NULL, 
	message_type VARCHAR NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	received_at VARCHAR NOT NULL, 
	received_by VARCHAR NOT NULL, 
	sender_key VARCHAR NOT NULL, 
	sender_code VARCHAR NOT NULL, 
	sender_name TEXT NOT NULL, 
	document_id VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	issued_on DATE, 
	type_name TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	purpose VARCHAR NOT NULL, 
	asks_reason TEXT NOT NULL, 
	about_document VARCHAR NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	verdict VARCHAR NOT NULL, 
	findings TEXT NOT NULL, 
	about_id INTEGER, 
	incoming_id INTEGER, 
	state VARCHAR NOT NULL, 
	state_at VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	answered VARCHAR NOT NULL, 
	CONSTRAINT pk_arrived PRIMARY KEY (id), 
	CONSTRAINT ck_arrived_ck_arrived_state CHECK (state IN ('kept', 'quarantined', 'waiting', 'registered', 'returned', 'task', 'answered', 'noted', 'duplicate', 'recalled', 'replaced')), 
	CONSTRAINT ck_arrived_ck_arrived_reason CHECK (state <> 'returned' OR reason <> ''), 
	CONSTRAINT ck_arrived_ck_arrived_registered CHECK (state <> 'registered' OR incoming_id IS NOT NULL), 
	CONSTRAINT ck_arrived_ck_arrived_duplicate CHECK (state <> 'duplicate' OR about_id IS NOT NULL), 
	CONSTRAINT fk_arrived_id FOREIGN KEY(id) REFERENCES audit (seq), 
	CONSTRAINT fk_arrived_incoming_id FOREIGN KEY(incoming_id) REFERENCES incoming (id), 
	CONSTRAINT uq_arrived_message UNIQUE (agency_code, transport, axis_id, sha256), 
	CONSTRAINT uq_arrived_incoming_id UNIQUE (incoming_id)
);
INSERT INTO "arrived" VALUES(1,'H99.12.01','axis','R000001-1','000.00.12.H99','edoc','74b6a3dcfbb41212864352ba752228c0c6995c93a9b4522f2a6c0dc60212d562',3155,'2026-11-20T03:00:00.000000+00:00','clerk','000.00.12.H99','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT','05/QĐ-SGDĐT','2026-11-20','Quyết định','Về việc công nhận kết quả <thi> & tuyển sinh','0','','','d89f28f54fe3500e32efe3f308bca6ab2335229ba82139f3cbea46b98ba3144e','passed','[{"code":"edxml.G1.empty","facts":{},"level":"note","rule":"G1"}]',NULL,7,'registered','2026-11-20T03:00:00.000000+00:00','','03');
INSERT INTO "arrived" VALUES(4,'H99.12.01','axis','R000002-1','000.00.12.H99','edoc','ce92802e23157715ab3af950ba702aebfb28378b7aef8b257878e47a47d93629',2701,'2026-11-20T03:00:00.000000+00:00','clerk','000.00.12.H99','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT','05/QĐ-SGDĐT','2026-11-20','Quyết định','Về việc công nhận kết quả <thi> & tuyển sinh','2','Sai thẩm quyền','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT','7de769a005fcee23a7b3ed7cdc261828ba37e99691262a3a073a6e93a15e6b1d','','[{"code":"edxml.A3","facts":{},"level":"warning","rule":"A3"},{"code":"edxml.G1.empty","facts":{},"level":"note","rule":"G1"}]',1,NULL,'task','2026-11-20T03:00:00.000000+00:00','','01');
CREATE TABLE artefact (
	entry_id INTEGER NOT NULL, 
	stage VARCHAR NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	kept_at VARCHAR NOT NULL, 
	CONSTRAINT pk_artefact PRIMARY KEY (entry_id, stage), 
	CONSTRAINT fk_artefact_entry_id FOREIGN KEY(entry_id) REFERENCES register (id)
);
CREATE TABLE attempt (
	message_id VARCHAR(32) NOT NULL, 
	n INTEGER NOT NULL, 
	started_at VARCHAR NOT NULL, 
	ended_at VARCHAR, 
	outcome VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY (message_id, n), 
	CONSTRAINT ck_attempt_ck_attempt_outcome CHECK (outcome IN ('', 'accepted', 'refused', 'failed', 'unknown')), 
	CONSTRAINT fk_attempt_message_id FOREIGN KEY(message_id) REFERENCES message (id)
);
CREATE TABLE audit (
	seq INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	prev_hash VARCHAR(64) NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, salt VARCHAR(32) DEFAULT '' NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (seq)
);
INSERT INTO "audit" VALUES(1,'2026-11-20T03:00:00.000000+00:00','clerk','message_kept','message-74b6a3dcfbb4','{"agency":"H99.12.01","row":"55941579ffe71fc8df856d96cbb02204676c67d7e12d22c9bb2e19f8b3c54bbc","sha256":"74b6a3dcfbb41212864352ba752228c0c6995c93a9b4522f2a6c0dc60212d562"}','0000000000000000000000000000000000000000000000000000000000000000','5db38fe7692b35d2b3c834be0cf31a08af416f14c0a6d3f9e7fd183e793bb7f6','6b27270e7063f48516e241a41d8a95e4');
INSERT INTO "audit" VALUES(2,'2026-11-20T03:00:00.000000+00:00','clerk','message_read','message-1','{"arrived":1,"row":"7981126c887b7865db90563e86b360b3d2c6f39f05039bb91da4ecbe5450af64","state":"waiting"}','5db38fe7692b35d2b3c834be0cf31a08af416f14c0a6d3f9e7fd183e793bb7f6','3494d679000db727353d6f801112e528f33a0b4a6fe402cb3d1db538f84b1ae8','528104276847f70af23246f984cd626b');
INSERT INTO "audit" VALUES(3,'2026-11-20T03:00:00.000000+00:00','clerk','status_queued','message-1','{"code":"01","notices":"7c195b18b74e9421b482bb6c715046a608bbfb53e648e59e043ac79594ce7b33","of":2}','3494d679000db727353d6f801112e528f33a0b4a6fe402cb3d1db538f84b1ae8','85bf37ade922f2199de29eb637cb009b27a2e697d06908aecdf1f49a8c3fdf55','cff356b15ee5161bb6606457466a9178');
INSERT INTO "audit" VALUES(4,'2026-11-20T03:00:00.000000+00:00','clerk','message_kept','message-ce92802e2315','{"agency":"H99.12.01","row":"fdf326aeeb4347de0be611afbc510415b7d40d403b7c136afc99537054515332","sha256":"ce92802e23157715ab3af950ba702aebfb28378b7aef8b257878e47a47d93629"}','85bf37ade922f2199de29eb637cb009b27a2e697d06908aecdf1f49a8c3fdf55','40044f5bc1a8940a38b02488dbbed06267ba576d94dde5e7fe0346a7335779b7','213d3d9f6cdc5ec70bee47317676842d');
INSERT INTO "audit" VALUES(5,'2026-11-20T03:00:00.000000+00:00','clerk','message_read','message-4','{"arrived":4,"row":"83c885b100fbe89ac85bae084c87a8ecdf22799b7a3cf29ed18917514c929923","state":"task"}','40044f5bc1a8940a38b02488dbbed06267ba576d94dde5e7fe0346a7335779b7','2122ef959935460487a71da0da77f8810ead262f45e26d590f53800f2a3a7d5f','207a5550323b38da5e82b7ad9d0d9e99');
INSERT INTO "audit" VALUES(6,'2026-11-20T03:00:00.000000+00:00','clerk','status_queued','message-4','{"code":"01","notices":"4665905690dd07c836fbc84ad65e99e424e0bac38ac3de5e6c6b542c26b523c0","of":5}','2122ef959935460487a71da0da77f8810ead262f45e26d590f53800f2a3a7d5f','28d21b71ce7426d4a342259454a7ba069888b276fa30a45ff65b6566de565bf7','65bfdd8ed2cfe47c06e44efa58a8019c');
INSERT INTO "audit" VALUES(7,'2026-11-20T03:00:00.000000+00:00','clerk','received','incoming-2026-1','{"agency":"H99.12.01","date":"2026-11-20","number":1,"row":"172a195ddb31c1c3f8a2d4ed64df972e3d611cfc4ed599ed6837f44c36e12ac6","sha256":"74b6a3dcfbb41212864352ba752228c0c6995c93a9b4522f2a6c0dc60212d562","year":2026}','28d21b71ce7426d4a342259454a7ba069888b276fa30a45ff65b6566de565bf7','2de292e9437fb73ae9dc13b1bab13eda63b8a00fb9a1d5983e4b8cdec7d8fb3b','df2e373cb370fe1bafa5564d918ddcf9');
INSERT INTO "audit" VALUES(8,'2026-11-20T03:00:00.000000+00:00','clerk','message_entered','message-1','{"arrival":7,"arrived":1,"row":"cfe06a2592ff1540685b7259191374851e5b515b47c39130781fa4a8381a506e","verdict":"passed"}','2de292e9437fb73ae9dc13b1bab13eda63b8a00fb9a1d5983e4b8cdec7d8fb3b','3d6aab9b58e810dbf8164bd357a8a7221711309a48dab2b81a3d37216c860468','34c638e27777ae068e1862e61d36e236');
INSERT INTO "audit" VALUES(9,'2026-11-20T03:00:00.000000+00:00','clerk','status_queued','message-1','{"code":"03","notices":"b9742cfa05b03d89d9fd451e394b2f6f3f4a480cd6545dbce0e86ca1245139f6","of":8}','3d6aab9b58e810dbf8164bd357a8a7221711309a48dab2b81a3d37216c860468','8ac73001e97f9393cfd9f053aec56f595b43f1a5b81b76e23e4e4a54b355764b','c20fd489c5066067d4d7b985e0d85879');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id), 
	CONSTRAINT ck_audit_head_ck_audit_head_single CHECK (id = 1)
);
INSERT INTO "audit_head" VALUES(1,9,'8ac73001e97f9393cfd9f053aec56f595b43f1a5b81b76e23e4e4a54b355764b');
CREATE TABLE configured (
	name VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_configured PRIMARY KEY (name)
);
CREATE TABLE confirmation (
	id INTEGER NOT NULL, 
	restoration_id INTEGER NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	book VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	found INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	confirmed_in INTEGER NOT NULL, 
	CONSTRAINT pk_confirmation PRIMARY KEY (id), 
	CONSTRAINT fk_confirmation_id FOREIGN KEY(id) REFERENCES audit (seq), 
	CONSTRAINT fk_confirmation_restoration_id FOREIGN KEY(restoration_id) REFERENCES restoration (id), 
	CONSTRAINT uq_confirmation UNIQUE (restoration_id, agency_code, book, year)
);
CREATE TABLE delivery (
	message_id VARCHAR(32) NOT NULL, 
	receiver_code VARCHAR NOT NULL, 
	receiver_name TEXT NOT NULL, 
	state VARCHAR NOT NULL, 
	state_at VARCHAR NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_delivery PRIMARY KEY (message_id, receiver_code), 
	CONSTRAINT fk_delivery_message_id FOREIGN KEY(message_id) REFERENCES message (id)
);
INSERT INTO "delivery" VALUES('b795b65a284e83aa6c333fd5a3e0902f','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('30c9f9816bad52d24e0bb077d727f482','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('20f4f1fa38cd58237a5e448f81b96469','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
CREATE TABLE directory_sync (
	id INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	whole BOOLEAN NOT NULL, 
	listed INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_directory_sync PRIMARY KEY (id), 
	CONSTRAINT fk_directory_sync_id FOREIGN KEY(id) REFERENCES audit (seq)
);
CREATE TABLE dispatch (
	audit_seq INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	sent_on DATE NOT NULL, 
	received_by TEXT NOT NULL, 
	note TEXT NOT NULL, 
	at VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	CONSTRAINT pk_dispatch PRIMARY KEY (audit_seq), 
	CONSTRAINT fk_dispatch_audit_seq FOREIGN KEY(audit_seq) REFERENCES audit (seq), 
	CONSTRAINT fk_dispatch_entry_id FOREIGN KEY(entry_id) REFERENCES register (id)
);
CREATE TABLE dossier (
	id INTEGER NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	notation VARCHAR NOT NULL, 
	title TEXT NOT NULL, 
	maintenance VARCHAR NOT NULL, 
	opened_at VARCHAR NOT NULL, 
	opened_by VARCHAR NOT NULL, 
	CONSTRAINT pk_dossier PRIMARY KEY (id), 
	CONSTRAINT fk_dossier_id FOREIGN KEY(id) REFERENCES audit (seq), 
	CONSTRAINT uq_dossier_notation UNIQUE (agency_code, year, notation)
);
CREATE TABLE dossier_document (
	dossier_id INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	entry_id INTEGER, 
	incoming_id INTEGER, 
	CONSTRAINT pk_dossier_document PRIMARY KEY (dossier_id, ordinal), 
	CONSTRAINT ck_dossier_document_ck_dossier_document_one CHECK ((entry_id IS NULL) <> (incoming_id IS NULL)), 
	CONSTRAINT fk_dossier_document_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossier (id), 
	CONSTRAINT fk_dossier_document_entry_id FOREIGN KEY(entry_id) REFERENCES register (id), 
	CONSTRAINT fk_dossier_document_incoming_id FOREIGN KEY(incoming_id) REFERENCES incoming (id), 
	CONSTRAINT uq_dossier_document_entry UNIQUE (dossier_id, entry_id), 
	CONSTRAINT uq_dossier_document_incoming UNIQUE (dossier_id, incoming_id)
);
CREATE TABLE history (
	audit_seq INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	act VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	other_id INTEGER, 
	CONSTRAINT pk_history PRIMARY KEY (audit_seq), 
	CONSTRAINT fk_history_audit_seq FOREIGN KEY(audit_seq) REFERENCES audit (seq), 
	CONSTRAINT fk_history_entry_id FOREIGN KEY(entry_id) REFERENCES register (id), 
	CONSTRAINT fk_history_other_id FOREIGN KEY(other_id) REFERENCES register (id)
);
CREATE TABLE incoming (
	id INTEGER NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	arrival_number INTEGER NOT NULL, 
	arrived_on DATE NOT NULL, 
	author TEXT NOT NULL, 
	symbol TEXT NOT NULL, 
	dated_on DATE, 
	subject TEXT NOT NULL, 
	addressee TEXT NOT NULL, 
	forwarded_on DATE, 
	received_by TEXT NOT NULL, 
	note TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	sha256 VARCHAR(64), 
	message_id VARCHAR, 
	entered_at VARCHAR NOT NULL, 
	entered_by VARCHAR NOT NULL, 
	CONSTRAINT pk_incoming PRIMARY KEY (id), 
	CONSTRAINT fk_incoming_id FOREIGN KEY(id) REFERENCES audit (seq), 
	CONSTRAINT uq_incoming_number UNIQUE (agency_code, year, arrival_number), 
	CONSTRAINT uq_incoming_message_id UNIQUE (message_id)
);
INSERT INTO "incoming" VALUES(7,'H99.12.01',2026,1,'2026-11-20','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','05/QĐ-SGDĐT','2026-11-20','Quyết định về việc công nhận kết quả <thi> & tuyển sinh','',NULL,'','','05/qd-sgddt so giao duc va dao tao tinh vi du quyet dinh ve viec cong nhan ket qua <thi> & tuyen sinh','74b6a3dcfbb41212864352ba752228c0c6995c93a9b4522f2a6c0dc60212d562','R000001-1/1','2026-11-20T03:00:00.000000+00:00','clerk');
CREATE TABLE message (
	id VARCHAR(32) NOT NULL, 
	audit_seq INTEGER NOT NULL, 
	entry_id INTEGER, 
	arrived_id INTEGER, 
	act VARCHAR NOT NULL, 
	status_code VARCHAR NOT NULL, 
	document_id VARCHAR NOT NULL, 
	other_id INTEGER, 
	reason TEXT NOT NULL, 
	queued_at VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	payload VARCHAR(64), 
	payload_size INTEGER, 
	transport VARCHAR NOT NULL, 
	axis_id VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before VARCHAR NOT NULL, 
	give_up_at VARCHAR, 
	claimed_until VARCHAR, 
	fault_code VARCHAR NOT NULL, 
	fault_text TEXT NOT NULL, 
	settled_at VARCHAR, 
	CONSTRAINT pk_message PRIMARY KEY (id), 
	CONSTRAINT ck_message_ck_message_one CHECK ((entry_id IS NULL) <> (arrived_id IS NULL)), 
	CONSTRAINT ck_message_ck_message_act CHECK (act IN ('released', 'recalled', 'replaced', 'corrected', 'taken_back', 'status')), 
	CONSTRAINT ck_message_ck_message_state CHECK (state IN ('waiting', 'unknown', 'sent', 'stopped', 'cancelled')), 
	CONSTRAINT fk_message_audit_seq FOREIGN KEY(audit_seq) REFERENCES audit (seq), 
	CONSTRAINT fk_message_entry_id FOREIGN KEY(entry_id) REFERENCES register (id), 
	CONSTRAINT fk_message_other_id FOREIGN KEY(other_id) REFERENCES register (id), 
	CONSTRAINT uq_message_audit_seq UNIQUE (audit_seq)
);
INSERT INTO "message" VALUES('b795b65a284e83aa6c333fd5a3e0902f',3,NULL,1,'status','01','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT',NULL,'','2026-11-20T03:00:00.000000+00:00','waiting',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','',NULL);
INSERT INTO "message" VALUES('30c9f9816bad52d24e0bb077d727f482',6,NULL,4,'status','01','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT',NULL,'','2026-11-20T03:00:00.000000+00:00','waiting',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','',NULL);
INSERT INTO "message" VALUES('20f4f1fa38cd58237a5e448f81b96469',9,NULL,1,'status','03','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT',NULL,'Đã tiếp nhận, số đến 1/2026','2026-11-20T03:00:00.000000+00:00','waiting',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','',NULL);
CREATE TABLE receipt (
	id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	entry_id INTEGER, 
	code VARCHAR NOT NULL, 
	reporter_code VARCHAR NOT NULL, 
	reporter_name TEXT NOT NULL, 
	about VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	description TEXT NOT NULL, 
	received_at VARCHAR NOT NULL, 
	CONSTRAINT pk_receipt PRIMARY KEY (id), 
	CONSTRAINT fk_receipt_id FOREIGN KEY(id) REFERENCES audit (seq), 
	CONSTRAINT fk_receipt_entry_id FOREIGN KEY(entry_id) REFERENCES register (id), 
	CONSTRAINT uq_receipt_digest UNIQUE (digest)
);
CREATE TABLE register (
	id INTEGER NOT NULL, 
	request_id VARCHAR NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	book VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	value INTEGER NOT NULL, 
	symbol VARCHAR NOT NULL, 
	issued_on DATE NOT NULL, 
	document_id VARCHAR NOT NULL, 
	lookup_code VARCHAR NOT NULL, 
	lookup_url VARCHAR NOT NULL, 
	medium VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	type_name VARCHAR NOT NULL, 
	template_digest VARCHAR NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	request TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	signer_title TEXT NOT NULL, 
	signer_name TEXT NOT NULL, 
	recipients TEXT NOT NULL, 
	copies INTEGER NOT NULL, 
	note TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	retain_until DATE, 
	numbered_at VARCHAR NOT NULL, 
	numbered_by VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	state_at VARCHAR NOT NULL, 
	state_reason TEXT NOT NULL, 
	CONSTRAINT pk_register PRIMARY KEY (id), 
	CONSTRAINT ck_register_ck_register_value CHECK (value >= 1), 
	CONSTRAINT ck_register_ck_register_medium CHECK (medium IN ('electronic', 'paper')), 
	CONSTRAINT ck_register_ck_register_state CHECK (state IN ('reserved', 'numbered', 'signed', 'sealed', 'released', 'dispatched', 'corrected', 'replaced', 'recalled', 'voided')), 
	CONSTRAINT ck_register_ck_register_reason CHECK (state <> 'voided' OR state_reason <> ''), 
	CONSTRAINT fk_register_id FOREIGN KEY(id) REFERENCES audit (seq), 
	CONSTRAINT uq_register_request_id UNIQUE (request_id), 
	CONSTRAINT uq_register_number UNIQUE (agency_code, book, year, value), 
	CONSTRAINT uq_register_symbol UNIQUE (agency_code, year, symbol, value), 
	CONSTRAINT uq_register_lookup_code UNIQUE (lookup_code)
);
CREATE TABLE restoration (
	id INTEGER NOT NULL, 
	made_at VARCHAR NOT NULL, 
	since_year INTEGER NOT NULL, 
	CONSTRAINT pk_restoration PRIMARY KEY (id), 
	CONSTRAINT fk_restoration_id FOREIGN KEY(id) REFERENCES audit (seq)
);
CREATE TABLE series (
	agency_code VARCHAR NOT NULL, 
	book VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	last_day DATE NOT NULL, awaits INTEGER, 
	CONSTRAINT pk_series PRIMARY KEY (agency_code, book, year)
);
INSERT INTO "series" VALUES('H99.12.01','incoming',2026,1,'2026-11-20',NULL);
CREATE TABLE tree_head (
	size INTEGER NOT NULL, 
	root VARCHAR(64) NOT NULL, 
	occasion VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	frontier TEXT NOT NULL, 
	statement TEXT NOT NULL, 
	seal TEXT NOT NULL, 
	timestamp TEXT, 
	CONSTRAINT pk_tree_head PRIMARY KEY (size), 
	CONSTRAINT fk_tree_head_size FOREIGN KEY(size) REFERENCES audit (seq)
);
CREATE TABLE unnumbered (
	id INTEGER NOT NULL, 
	request_id VARCHAR NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	request TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	type_name VARCHAR NOT NULL, 
	template_digest VARCHAR NOT NULL, 
	book VARCHAR NOT NULL, 
	symbol VARCHAR NOT NULL, 
	subject TEXT NOT NULL, 
	signer_name TEXT NOT NULL, 
	lookup_code VARCHAR NOT NULL, 
	lookup_url VARCHAR NOT NULL, 
	drawn_on DATE NOT NULL, 
	prepared_sha256 VARCHAR(64) NOT NULL, 
	prepared_size INTEGER NOT NULL, 
	signed_sha256 VARCHAR(64), 
	signed_size INTEGER, 
	signed_at VARCHAR, 
	signed_by VARCHAR, 
	state VARCHAR NOT NULL, 
	state_at VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_unnumbered PRIMARY KEY (id), 
	CONSTRAINT ck_unnumbered_ck_unnumbered_state CHECK (state IN ('prepared', 'signed', 'numbered', 'dropped')), 
	CONSTRAINT ck_unnumbered_ck_unnumbered_reason CHECK (state <> 'dropped' OR reason <> ''), 
	CONSTRAINT ck_unnumbered_ck_unnumbered_signed CHECK (state NOT IN ('signed', 'numbered') OR signed_by IS NOT NULL), 
	CONSTRAINT fk_unnumbered_id FOREIGN KEY(id) REFERENCES audit (seq), 
	CONSTRAINT uq_unnumbered_request_id UNIQUE (request_id), 
	CONSTRAINT uq_unnumbered_lookup_code UNIQUE (lookup_code)
);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the audit chain has one head'); END;
CREATE TRIGGER series_no_delete BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'a series goes on to the end of its year'); END;
CREATE INDEX ix_register_unfinished ON register (id) WHERE state IN ('reserved', 'numbered', 'signed', 'sealed');
CREATE INDEX ix_history_entry_id ON history (entry_id);
CREATE INDEX ix_artefact_sha256 ON artefact (sha256);
CREATE INDEX ix_dispatch_entry_id ON dispatch (entry_id);
CREATE TRIGGER register_no_delete BEFORE DELETE ON register BEGIN SELECT RAISE(ABORT, 'numbers are voided, never deleted'); END;
CREATE TRIGGER register_fixed BEFORE UPDATE OF request_id, lookup_url, medium, kind, type_name, template_digest, digest, request, agency, subject, signer_title, signer_name, recipients, copies, note, retain_until, numbered_at, numbered_by ON register WHEN OLD.state <> 'reserved' BEGIN SELECT RAISE(ABORT, 'what was numbered is never changed'); END;
CREATE TRIGGER register_frozen BEFORE UPDATE ON register WHEN OLD.state IN ('voided', 'recalled') BEGIN SELECT RAISE(ABORT, 'a voided number and a recalled document stay as they are'); END;
CREATE TRIGGER artefact_no_update BEFORE UPDATE ON artefact BEGIN SELECT RAISE(ABORT, 'the first artefact stays'); END;
CREATE TRIGGER artefact_no_delete BEFORE DELETE ON artefact BEGIN SELECT RAISE(ABORT, 'the first artefact stays'); END;
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'what was done is never changed'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'what was done is never deleted'); END;
CREATE TRIGGER tree_head_fixed BEFORE UPDATE OF size, root, occasion, at, frontier, statement, seal ON tree_head BEGIN SELECT RAISE(ABORT, 'a sealed head is never changed'); END;
CREATE TRIGGER tree_head_time_fixed BEFORE UPDATE ON tree_head WHEN OLD.timestamp IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a time-stamp is never replaced'); END;
CREATE TRIGGER tree_head_no_delete BEFORE DELETE ON tree_head BEGIN SELECT RAISE(ABORT, 'a sealed head is never deleted'); END;
CREATE TRIGGER dispatch_no_delete BEFORE DELETE ON dispatch BEGIN SELECT RAISE(ABORT, 'what was sent is never deleted'); END;
CREATE TRIGGER incoming_fixed BEFORE UPDATE OF id, agency_code, year, arrival_number, arrived_on, author, symbol, dated_on, subject, sha256, message_id, entered_at, entered_by ON incoming BEGIN SELECT RAISE(ABORT, 'what has arrived is never changed'); END;
CREATE TRIGGER incoming_no_delete BEFORE DELETE ON incoming BEGIN SELECT RAISE(ABORT, 'what has arrived is never deleted'); END;
CREATE TRIGGER dossier_no_delete BEFORE DELETE ON dossier BEGIN SELECT RAISE(ABORT, 'a dossier is never deleted'); END;
CREATE TRIGGER dossier_document_fixed BEFORE UPDATE ON dossier_document BEGIN SELECT RAISE(ABORT, 'a place in a dossier stays'); END;
CREATE TRIGGER dossier_document_no_delete BEFORE DELETE ON dossier_document BEGIN SELECT RAISE(ABORT, 'a place in a dossier stays'); END;
CREATE TRIGGER series_by_one BEFORE UPDATE OF agency_code, book, year, last, last_day ON series WHEN NEW.last NOT IN (OLD.last, OLD.last + 1) OR NEW.last_day < OLD.last_day OR NEW.agency_code <> OLD.agency_code OR NEW.book <> OLD.book OR NEW.year <> OLD.year BEGIN SELECT RAISE(ABORT, 'numbers rise by one, dates never fall'); END;
CREATE TRIGGER dispatch_no_update BEFORE UPDATE ON dispatch BEGIN SELECT RAISE(ABORT, 'what was sent is never changed'); END;
CREATE TRIGGER restoration_no_update BEFORE UPDATE ON restoration BEGIN SELECT RAISE(ABORT, 'a restoration is never changed'); END;
CREATE TRIGGER restoration_no_delete BEFORE DELETE ON restoration BEGIN SELECT RAISE(ABORT, 'a restoration is never deleted'); END;
CREATE TRIGGER confirmation_no_update BEFORE UPDATE ON confirmation BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END;
CREATE TRIGGER confirmation_no_delete BEFORE DELETE ON confirmation BEGIN SELECT RAISE(ABORT, 'what was said is never deleted'); END;
CREATE TRIGGER unnumbered_no_delete BEFORE DELETE ON unnumbered BEGIN SELECT RAISE(ABORT, 'what was laid out is never deleted'); END;
CREATE TRIGGER unnumbered_fixed BEFORE UPDATE OF id, request_id, digest, request, agency, kind, type_name, template_digest, book, symbol, subject, signer_name, lookup_code, lookup_url, drawn_on, prepared_sha256, prepared_size ON unnumbered BEGIN SELECT RAISE(ABORT, 'what was laid out is never changed'); END;
CREATE TRIGGER unnumbered_signed_once BEFORE UPDATE OF signed_sha256, signed_size, signed_at, signed_by ON unnumbered WHEN OLD.signed_sha256 IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a document is signed once'); END;
CREATE TRIGGER unnumbered_done BEFORE UPDATE OF state ON unnumbered WHEN OLD.state IN ('numbered', 'dropped') BEGIN SELECT RAISE(ABORT, 'what is numbered or dropped stays so'); END;
CREATE TRIGGER register_place_fixed BEFORE UPDATE OF id, agency_code, book, year, value ON register BEGIN SELECT RAISE(ABORT, 'a number stays where it stands'); END;
CREATE TRIGGER register_name_fixed BEFORE UPDATE OF symbol, issued_on, document_id ON register WHEN OLD.state <> 'reserved' OR OLD.kind <> '' BEGIN SELECT RAISE(ABORT, 'symbol and date go with the number'); END;
CREATE TRIGGER register_code_fixed BEFORE UPDATE OF lookup_code ON register WHEN OLD.state <> 'reserved' BEGIN SELECT RAISE(ABORT, 'the look-up code goes with the document'); END;
CREATE INDEX ix_message_entry_id ON message (entry_id);
CREATE INDEX ix_message_document_id ON message (document_id);
CREATE INDEX ix_message_other_id ON message (other_id);
CREATE INDEX ix_message_open ON message (audit_seq) WHERE state IN ('waiting', 'unknown');
CREATE INDEX ix_delivery_receiver_code ON delivery (receiver_code);
CREATE INDEX ix_receipt_entry_id ON receipt (entry_id);
CREATE TRIGGER message_no_delete BEFORE DELETE ON message BEGIN SELECT RAISE(ABORT, 'a message is never deleted'); END;
CREATE TRIGGER message_fixed BEFORE UPDATE OF id, audit_seq, entry_id, act, status_code, document_id, other_id, reason, queued_at, arrived_id ON message BEGIN SELECT RAISE(ABORT, 'a message is never changed'); END;
CREATE TRIGGER message_payload_once BEFORE UPDATE OF payload, payload_size ON message WHEN OLD.payload IS NOT NULL BEGIN SELECT RAISE(ABORT, 'every attempt sends the same bytes'); END;
CREATE TRIGGER message_settled BEFORE UPDATE ON message WHEN OLD.state IN ('sent', 'cancelled') BEGIN SELECT RAISE(ABORT, 'a message that was sent or cancelled stays so'); END;
CREATE TRIGGER attempt_no_delete BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;
CREATE TRIGGER attempt_fixed BEFORE UPDATE OF message_id, n, started_at ON attempt BEGIN SELECT RAISE(ABORT, 'an attempt is never changed'); END;
CREATE TRIGGER attempt_ended_once BEFORE UPDATE ON attempt WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'an attempt ends once'); END;
CREATE TRIGGER delivery_no_delete BEFORE DELETE ON delivery BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;
CREATE TRIGGER delivery_fixed BEFORE UPDATE OF message_id, receiver_code, receiver_name ON delivery BEGIN SELECT RAISE(ABORT, 'the receivers of a message stay'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'a receipt is never deleted'); END;
CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'a receipt is never changed'); END;
CREATE INDEX ix_arrived_sha256 ON arrived (sha256);
CREATE INDEX ix_arrived_about_id ON arrived (about_id);
CREATE INDEX ix_arrived_state ON arrived (state);
CREATE TRIGGER arrived_no_delete BEFORE DELETE ON arrived BEGIN SELECT RAISE(ABORT, 'what has arrived is never deleted'); END;
CREATE TRIGGER arrived_fixed BEFORE UPDATE OF id, agency_code, transport, axis_id, offered_by, message_type, sha256, size, received_at, received_by ON arrived BEGIN SELECT RAISE(ABORT, 'what has arrived is never changed'); END;
CREATE TRIGGER arrived_read_once BEFORE UPDATE OF sender_key, sender_code, sender_name, document_id, code, issued_on, type_name, subject, purpose, asks_reason, about_document, content, verdict, findings ON arrived WHEN OLD.state <> 'kept' BEGIN SELECT RAISE(ABORT, 'a message is read once'); END;
CREATE TRIGGER arrived_done BEFORE UPDATE OF state, incoming_id, answered ON arrived WHEN OLD.state IN ('returned', 'noted', 'duplicate', 'recalled', 'replaced') BEGIN SELECT RAISE(ABORT, 'what is settled stays so'); END;
CREATE TRIGGER arrived_entered_once BEFORE UPDATE OF incoming_id ON arrived WHEN OLD.incoming_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a message is entered once'); END;
CREATE INDEX ix_agency_directory_canonical ON agency_directory (canonical);
CREATE INDEX ix_agency_directory_folded ON agency_directory (folded);
CREATE UNIQUE INDEX uq_arrived_document ON arrived (agency_code, sender_key, document_id) WHERE purpose IN ('0', '3') AND state NOT IN ('kept', 'quarantined', 'duplicate', 'task', 'answered');
COMMIT;
