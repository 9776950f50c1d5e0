BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE artefact (
	entry_id INTEGER NOT NULL, 
	stage VARCHAR NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	kept_at VARCHAR NOT NULL, 
	CONSTRAINT pk_artefact PRIMARY KEY (entry_id, stage), 
	CONSTRAINT fk_artefact_entry_id FOREIGN KEY(entry_id) REFERENCES register (id)
);
INSERT INTO "artefact" VALUES(1,'signed','d56d254dd2b8d9f162d6f53c1ccb05a0e57e243c190e834de5539f574990a923',18,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES(1,'pdf','6c7f1faf0c377e5bd6ad5361ab44942a81de93da1b68d95e7f11031dd23914f9',27,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES(1,'package','d7385b3cf458f66491d6969239a530ea894ac09993061bef794664dfd5f9f650',16,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES(4,'signed','a984d3f0228b99aad2d94f921c1a4b283d9c278f78129e439949ccd60cfd1b72',13,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES(4,'pdf','8d1849856951bb8a0acf497006b1e15d4990f862d26e8f0d9829c3774ab1d2df',17,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES(3,'signed','f9669d6e1028054c706dbda047debd8309874c613a6bbb9788bd8be3c3bd832f',14,'2026-11-20T05:03:00.000000+00:00');
INSERT INTO "artefact" VALUES(3,'pdf','693aa6c014f84ad48c539205ea8a1000cc473692b24e4dbc0ec07beb37c24646',30,'2026-11-20T05:03:00.000000+00:00');
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
INSERT INTO "audit" VALUES(1,'2026-11-20T03:00:00.000000+00:00','clerk','numbered','request-0001','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"01/QĐ-SGDĐT","row":"63de3d47fbb55141b4daf96499db7c34e95e6d97bec8117b6e9436a44c63b8b0","year":2026}','0000000000000000000000000000000000000000000000000000000000000000','afd282bdec1716cc8ea03e0a21cf3018edaa3d2acc88d4debc6d43255e17b2dc','528104276847f70af23246f984cd626b');
INSERT INTO "audit" VALUES(2,'2026-11-20T03:03:00.000000+00:00','clerk','numbered','request-0002','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"d12512e756469a5aada6c03ae7e302c01cceeba4544887b07fe71dcc9c239e37","number":"02/QĐ-SGDĐT","row":"c19d3bdb542861e749f976ebe59178c2cb0df9530f1f66c5399ccfadac48a854","year":2026}','afd282bdec1716cc8ea03e0a21cf3018edaa3d2acc88d4debc6d43255e17b2dc','aca927ff2786d3307fd3e49b2fddded9001d4eb5b2a75201659ac86ba7df8ebf','213d3d9f6cdc5ec70bee47317676842d');
INSERT INTO "audit" VALUES(3,'2026-11-20T03:03:00.000000+00:00','clerk','numbered','request-0003','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"03/QĐ-SGDĐT","row":"5eb9735f4b1d7072df8bce2fca1ddcacb25252469ecfd6de588a493eed314a59","year":2026}','aca927ff2786d3307fd3e49b2fddded9001d4eb5b2a75201659ac86ba7df8ebf','91d9cbe4e10058660694749f5b7bb33238dcb9becb4db43959a162b0b233215f','65bfdd8ed2cfe47c06e44efa58a8019c');
INSERT INTO "audit" VALUES(4,'2026-11-20T03:03:00.000000+00:00','clerk','numbered','request-0004','{"agency":"H99.12","book":"copies","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"01/BS-SGDĐT","row":"34106c7e24dc592769a9315d0a3c9e6a24d628fc12ee2e871e02eb31168f88a7","year":2026}','91d9cbe4e10058660694749f5b7bb33238dcb9becb4db43959a162b0b233215f','cb23f9bd27aaf5930e9c6362f75282cf5a6a898591ad8b937a9e9cd1cde2188a','34c638e27777ae068e1862e61d36e236');
INSERT INTO "audit" VALUES(5,'2026-11-20T04:03:00.000000+00:00','chief','voided','request-0002','{"number":"02/QĐ-SGDĐT","reason_sha256":"69ca128c9115718f3728e371cafbac6213f702ea0af4fac7492be8d79ba8417f","state":"voided","year":2026}','cb23f9bd27aaf5930e9c6362f75282cf5a6a898591ad8b937a9e9cd1cde2188a','afd488d420d38cd718d8ad98b89405217307d225c63e0ef6bc1201f5f39f2282','c20fd489c5066067d4d7b985e0d85879');
INSERT INTO "audit" VALUES(6,'2026-11-20T04:03:00.000000+00:00','clerk','signed','request-0001','{"number":"01/QĐ-SGDĐT","sha256":"d56d254dd2b8d9f162d6f53c1ccb05a0e57e243c190e834de5539f574990a923","stage":"signed","state":"signed","year":2026}','afd488d420d38cd718d8ad98b89405217307d225c63e0ef6bc1201f5f39f2282','e8050f374ef1e3a922dbef1d1a4008f05659fa610d833ef3bfbde6706b0b7171','2e68197bac7eff7f6a3f04d006908447');
INSERT INTO "audit" VALUES(7,'2026-11-20T04:03:00.000000+00:00','clerk','sealed','request-0001','{"number":"01/QĐ-SGDĐT","sha256":"6c7f1faf0c377e5bd6ad5361ab44942a81de93da1b68d95e7f11031dd23914f9","signed_sha256":"d56d254dd2b8d9f162d6f53c1ccb05a0e57e243c190e834de5539f574990a923","stage":"pdf","state":"sealed","year":2026}','e8050f374ef1e3a922dbef1d1a4008f05659fa610d833ef3bfbde6706b0b7171','f2e8f5233b29117c1a5e6cea8b48c5c7aaac51d67563a6b9003407e77dc4a540','ac5ad68e4607103a83912e0569948dae');
INSERT INTO "audit" VALUES(8,'2026-11-20T04:03:00.000000+00:00','clerk','kept','request-0001','{"sha256":"d7385b3cf458f66491d6969239a530ea894ac09993061bef794664dfd5f9f650","stage":"package"}','f2e8f5233b29117c1a5e6cea8b48c5c7aaac51d67563a6b9003407e77dc4a540','e7555d0e9ad44526feb119e6fc1f9e4294bf75e9255ce753201d5f57f567ad5a','7d9bddd55088fd719e63cc9fbb1c1dfc');
INSERT INTO "audit" VALUES(9,'2026-11-20T04:03:00.000000+00:00','clerk','signed','request-0004','{"number":"01/BS-SGDĐT","sha256":"a984d3f0228b99aad2d94f921c1a4b283d9c278f78129e439949ccd60cfd1b72","stage":"signed","state":"signed","year":2026}','e7555d0e9ad44526feb119e6fc1f9e4294bf75e9255ce753201d5f57f567ad5a','186b4e16c660bc1d87789b305233034e3f5c360c17660139acaf81858be8f3cc','4a44a4bd961695f558747f2e044bcad7');
INSERT INTO "audit" VALUES(10,'2026-11-20T04:03:00.000000+00:00','clerk','sealed','request-0004','{"number":"01/BS-SGDĐT","sha256":"8d1849856951bb8a0acf497006b1e15d4990f862d26e8f0d9829c3774ab1d2df","signed_sha256":"a984d3f0228b99aad2d94f921c1a4b283d9c278f78129e439949ccd60cfd1b72","stage":"pdf","state":"sealed","year":2026}','186b4e16c660bc1d87789b305233034e3f5c360c17660139acaf81858be8f3cc','b3f4a37a211e2129a8c46b1a8e1313df0bf9c3a57a4584f80cfdc7df1b9c26e1','e8157c2bd6d1761071c76c7f375e8e2b');
INSERT INTO "audit" VALUES(11,'2026-11-20T05:03:00.000000+00:00','clerk','released','request-0001','{"number":"01/QĐ-SGDĐT","state":"released","year":2026}','b3f4a37a211e2129a8c46b1a8e1313df0bf9c3a57a4584f80cfdc7df1b9c26e1','f4c0d15518339674a1deef4ac48255ea5f9203f9c23bebe7fff3c97d8700c109','6e45b3ca38dd305cd78d397115c7188a');
INSERT INTO "audit" VALUES(12,'2026-11-20T05:03:00.000000+00:00','admin','configured','esign.toml','{"sha256":"abababababababababababababababababababababababababababababababab"}','f4c0d15518339674a1deef4ac48255ea5f9203f9c23bebe7fff3c97d8700c109','2f8332819eeac91becae720d63b46ccecf9284ab4c668a84442d618b1e7a0b70','0f684cf9aacfcd059b71ae882c19a563');
INSERT INTO "audit" VALUES(13,'2026-11-20T05:03:00.000000+00:00','esign','signed','request-0003','{"number":"03/QĐ-SGDĐT","sha256":"f9669d6e1028054c706dbda047debd8309874c613a6bbb9788bd8be3c3bd832f","stage":"signed","state":"signed","year":2026}','2f8332819eeac91becae720d63b46ccecf9284ab4c668a84442d618b1e7a0b70','c8ad3497c709540f048a6c47b9c903eaa53556a7929b923332d1b2373cfca947','a1a8494ef477e9f3a2fb5d21b51c3876');
INSERT INTO "audit" VALUES(14,'2026-11-20T05:03:00.000000+00:00','esign','sealed','request-0003','{"number":"03/QĐ-SGDĐT","sha256":"693aa6c014f84ad48c539205ea8a1000cc473692b24e4dbc0ec07beb37c24646","signed_sha256":"f9669d6e1028054c706dbda047debd8309874c613a6bbb9788bd8be3c3bd832f","stage":"pdf","state":"sealed","year":2026}','c8ad3497c709540f048a6c47b9c903eaa53556a7929b923332d1b2373cfca947','da2ccef1261119b33d0c4004856db6875f2b5d43ad61a9ee41a277e6adfe578f','7899275bde56d67fbb43875b6cd366f3');
INSERT INTO "audit" VALUES(15,'2026-11-21T05:03:00.000000+00:00','chief','voided','request-0003','{"number":"03/QĐ-SGDĐT","reason_sha256":"1f55fa098d4228390d44488d94ca8b3f33b2db6f29b5592b1cd7389211e850a4","state":"voided","year":2026}','da2ccef1261119b33d0c4004856db6875f2b5d43ad61a9ee41a277e6adfe578f','f1fa04d61094b6c587c071c24924de3a1b8ad5422c3f8fae8e74417462c6cde2','dd4470762bba6d04a61841b6225463ae');
INSERT INTO "audit" VALUES(16,'2027-01-04T03:00:00.000000+00:00','clerk','numbered','request-0005','{"agency":"H99.12","book":"outgoing","date":"2027-01-04","digest":"2161c535de7b902c4136bdea6c3f1e672532969547154009dee7cc0ebe0fec9a","number":"01/QĐ-SGDĐT","row":"ee6f983f35774d714f8f2e79adf3be308acb9a180924a2d5f833115b82844b94","year":2027}','f1fa04d61094b6c587c071c24924de3a1b8ad5422c3f8fae8e74417462c6cde2','d2404f3cdac759824f8db57fae3d8936189e5123d76b021a4f77a77720deadec','f6f34b229fa11a4b9236ed1fb80e0598');
INSERT INTO "audit" VALUES(17,'2027-01-04T03:00:00.000000+00:00','clerk','laid_out','open-0001','{"row":"9139d8e39c0a834d9483552b4943efe7608d4553d2d179f98e972fd67f665f49","sha256":"0621a1c111cfd4554a172d9ecd490a9a8d6e4e66e0f444491b716fb1d00ab1b9"}','d2404f3cdac759824f8db57fae3d8936189e5123d76b021a4f77a77720deadec','f00d27d1fdb4cc6978687652eb82b9dff8b4d31c7a583d69c27f769a12b317ae','b40081e4bc7ec345d0437a405b02aa7b');
INSERT INTO "audit" VALUES(18,'2027-01-04T03:00:00.000000+00:00','clerk','laid_out','open-0002','{"row":"93f79de21328a428b92b5d082a61290a20770ade2553d96906a17819307ff08f","sha256":"e49b3988b52f0294eefe8339cd73ed82847ff40c1dfcabbe2ef4da1875ab7f98"}','f00d27d1fdb4cc6978687652eb82b9dff8b4d31c7a583d69c27f769a12b317ae','a1b88d2761ed3a45c33ddbc744ce2d563a8f4adb8ae806365e5a3954173a4436','1800da191e1d0073e3464e247fcf80aa');
INSERT INTO "audit" VALUES(19,'2027-01-04T03:00:00.000000+00:00','chief','signed_unnumbered','open-0002','{"sha256":"d3db69ff9944b903873d2ab48c1ce8475f46fa9a5937f5bb8f04a31ac373dc29","unnumbered":18}','a1b88d2761ed3a45c33ddbc744ce2d563a8f4adb8ae806365e5a3954173a4436','c0aba7fe36f8974ae619284d714af1c549161e361eef904ead36f6c867c241b2','957ac3cbe645c16dd7ceec1a41397380');
INSERT INTO "audit" VALUES(20,'2027-01-04T03:00:00.000000+00:00','clerk','laid_out','open-0003','{"row":"0857cc8028570f65978a0ec39338066c58dd531eca002f029b2a72350fc9a8e6","sha256":"16283f82099f2d369b0fa47dbfd41b307fc73ac8d730fc995cd2887814ad274d"}','c0aba7fe36f8974ae619284d714af1c549161e361eef904ead36f6c867c241b2','3d00288aeb5443c492a863d8cdc42204be0bcd92ca76ce7f46564d921574a004','2c2dca0187208591bd8457362e895d8e');
INSERT INTO "audit" VALUES(21,'2027-01-04T03:00:00.000000+00:00','chief','signed_unnumbered','open-0003','{"sha256":"c3f0683e6e84d6a1caa3cbb0febcddc2a306d89c8f4aac6274c3088c1ece3bc0","unnumbered":20}','3d00288aeb5443c492a863d8cdc42204be0bcd92ca76ce7f46564d921574a004','2e9767cca3704e74be9e26a12d988d90d33af4ebaf9d1344928c66de37740eeb','16332c10b944f1ce7ec99be2efa40a7b');
INSERT INTO "audit" VALUES(22,'2027-01-04T03:00:00.000000+00:00','clerk','dropped','open-0003','{"reason_sha256":"1f55fa098d4228390d44488d94ca8b3f33b2db6f29b5592b1cd7389211e850a4","unnumbered":20}','2e9767cca3704e74be9e26a12d988d90d33af4ebaf9d1344928c66de37740eeb','0dffea2676f18dc2877f468efff832ec60d766ac13bfc018875f6901c383fee5','fd5293aeb767f4405dcee8d83b653feb');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id), 
	CONSTRAINT ck_audit_head_ck_audit_head_single CHECK (id = 1)
);
INSERT INTO "audit_head" VALUES(1,22,'0dffea2676f18dc2877f468efff832ec60d766ac13bfc018875f6901c383fee5');
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
INSERT INTO "history" VALUES(5,2,'voided','voided','2026-11-20T04:03:00.000000+00:00','chief','Trình nhầm người ký',NULL);
INSERT INTO "history" VALUES(6,1,'signed','signed','2026-11-20T04:03:00.000000+00:00','clerk','',NULL);
INSERT INTO "history" VALUES(7,1,'sealed','sealed','2026-11-20T04:03:00.000000+00:00','clerk','',NULL);
INSERT INTO "history" VALUES(9,4,'signed','signed','2026-11-20T04:03:00.000000+00:00','clerk','',NULL);
INSERT INTO "history" VALUES(10,4,'sealed','sealed','2026-11-20T04:03:00.000000+00:00','clerk','',NULL);
INSERT INTO "history" VALUES(11,1,'released','released','2026-11-20T05:03:00.000000+00:00','clerk','',NULL);
INSERT INTO "history" VALUES(13,3,'signed','signed','2026-11-20T05:03:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(14,3,'sealed','sealed','2026-11-20T05:03:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(15,3,'voided','voided','2026-11-21T05:03:00.000000+00:00','chief','Không ban hành nữa',NULL);
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
INSERT INTO "register" VALUES(1,'request-0001','H99.12','outgoing',2026,1,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,01/QĐ-SGDĐT','DCKJ-E3KG-CFT8','https://tra-cuu.example/v/DCKJ-E3KG-CFT8','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc khen thưởng','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','01/qd-sgddt quyet dinh ve viec khen thuong ve viec khen thuong giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000',NULL,'2026-11-20T03:00:00.000000+00:00','clerk','released','2026-11-20T05:03:00.000000+00:00','');
INSERT INTO "register" VALUES(2,'request-0002','H99.12','outgoing',2026,2,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,02/QĐ-SGDĐT','SZSN-DCAY-WMB1','https://tra-cuu.example/v/SZSN-DCAY-WMB1','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','d12512e756469a5aada6c03ae7e302c01cceeba4544887b07fe71dcc9c239e37','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc kỷ luật","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0002"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc kỷ luật','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','02/qd-sgddt quyet dinh ve viec ky luat ve viec ky luat giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000',NULL,'2026-11-20T03:03:00.000000+00:00','clerk','voided','2026-11-20T04:03:00.000000+00:00','Trình nhầm người ký');
INSERT INTO "register" VALUES(3,'request-0003','H99.12','outgoing',2026,3,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,03/QĐ-SGDĐT','41X5-AM1J-7CWD','https://tra-cuu.example/v/41X5-AM1J-7CWD','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0003"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc khen thưởng','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','03/qd-sgddt quyet dinh ve viec khen thuong ve viec khen thuong giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000',NULL,'2026-11-20T03:03:00.000000+00:00','clerk','voided','2026-11-21T05:03:00.000000+00:00','Không ban hành nữa');
INSERT INTO "register" VALUES(4,'request-0004','H99.12','copies',2026,1,'BS-SGDĐT','2026-11-20','H99.12,2026/11/20,01/BS-SGDĐT','VWQ3-EF5K-E3Z1','https://tra-cuu.example/v/VWQ3-EF5K-E3Z1','electronic','diploma-copy','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0004"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Bản sao bằng','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','01/bs-sgddt quyet dinh ban sao bang ve viec khen thuong giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000',NULL,'2026-11-20T03:03:00.000000+00:00','clerk','sealed','2026-11-20T04:03:00.000000+00:00','');
INSERT INTO "register" VALUES(16,'request-0005','H99.12','outgoing',2027,1,'QĐ-SGDĐT','2027-01-04','H99.12,2027/01/04,01/QĐ-SGDĐT','KA90-6YHM-MQ7X','https://tra-cuu.example/v/KA90-6YHM-MQ7X','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','2161c535de7b902c4136bdea6c3f1e672532969547154009dee7cc0ebe0fec9a','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Số đầu năm sau","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0005"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Số đầu năm sau','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','01/qd-sgddt quyet dinh so dau nam sau so dau nam sau giam doc nguyen van a nhu dieu 3 luu: vt, vp 0900 000 000',NULL,'2027-01-04T03:00:00.000000+00:00','clerk','numbered','2027-01-04T03:00:00.000000+00:00','');
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
INSERT INTO "series" VALUES('H99.12','outgoing',2026,3,'2026-11-20',NULL);
INSERT INTO "series" VALUES('H99.12','copies',2026,1,'2026-11-20',NULL);
INSERT INTO "series" VALUES('H99.12','outgoing',2027,1,'2027-01-04',NULL);
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
INSERT INTO "unnumbered" VALUES(17,'open-0001','dd14a452a75ad864bd20ef9a0567fb2ceb34525c57e4ba0777cfe9e097e161e6','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc 1","telephone":"0900 000 000"},"kind":"decision","request_id":"open-0001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','outgoing','QĐ-SGDĐT','Về việc 1','Nguyễn Văn A','0ZGD-3X59-W6QP','https://tra-cuu.example/0ZGD-3X59-W6QP','2027-01-04','0621a1c111cfd4554a172d9ecd490a9a8d6e4e66e0f444491b716fb1d00ab1b9',6,NULL,NULL,NULL,NULL,'prepared','2027-01-04T03:00:00.000000+00:00','');
INSERT INTO "unnumbered" VALUES(18,'open-0002','498e074d67951e19f9d07c6c9c80991a66f49726e9ba50e20cb0465fb2ab3db7','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc 2","telephone":"0900 000 000"},"kind":"decision","request_id":"open-0002"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','outgoing','QĐ-SGDĐT','Về việc 2','Nguyễn Văn A','QMGF-PV5Z-J9G2','https://tra-cuu.example/QMGF-PV5Z-J9G2','2027-01-04','e49b3988b52f0294eefe8339cd73ed82847ff40c1dfcabbe2ef4da1875ab7f98',6,'d3db69ff9944b903873d2ab48c1ce8475f46fa9a5937f5bb8f04a31ac373dc29',8,'2027-01-04T03:00:00.000000+00:00','chief','signed','2027-01-04T03:00:00.000000+00:00','');
INSERT INTO "unnumbered" VALUES(20,'open-0003','2b8dae7113523783ff8c8ebfa63ae84d328e36d0ba4c72b42e55d21013e1d258','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc 3","telephone":"0900 000 000"},"kind":"decision","request_id":"open-0003"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','outgoing','QĐ-SGDĐT','Về việc 3','Nguyễn Văn A','PQ6R-1ANE-A1B5','https://tra-cuu.example/PQ6R-1ANE-A1B5','2027-01-04','16283f82099f2d369b0fa47dbfd41b307fc73ac8d730fc995cd2887814ad274d',6,'c3f0683e6e84d6a1caa3cbb0febcddc2a306d89c8f4aac6274c3088c1ece3bc0',8,'2027-01-04T03:00:00.000000+00:00','chief','dropped','2027-01-04T03:00:00.000000+00:00','Không ban hành nữa');
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
COMMIT;
