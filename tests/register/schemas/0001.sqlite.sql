BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE artefact (
	request_id VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	kept_at VARCHAR NOT NULL, 
	CONSTRAINT pk_artefact PRIMARY KEY (request_id, stage), 
	CONSTRAINT fk_artefact_request_id FOREIGN KEY(request_id) REFERENCES register (request_id)
);
INSERT INTO "artefact" VALUES('request-0001','pdf','6c7f1faf0c377e5bd6ad5361ab44942a81de93da1b68d95e7f11031dd23914f9',27,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES('request-0001','package','d7385b3cf458f66491d6969239a530ea894ac09993061bef794664dfd5f9f650',16,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES('request-0004','pdf','8d1849856951bb8a0acf497006b1e15d4990f862d26e8f0d9829c3774ab1d2df',17,'2026-11-20T04:03:00.000000+00:00');
INSERT INTO "artefact" VALUES('request-0003','pdf','693aa6c014f84ad48c539205ea8a1000cc473692b24e4dbc0ec07beb37c24646',30,'2026-11-20T05:03:00.000000+00:00');
CREATE TABLE audit (
	seq INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	prev_hash VARCHAR(64) NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (seq)
);
INSERT INTO "audit" VALUES(1,'2026-11-20T03:00:00.000000+00:00','clerk','numbered','request-0001','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"01/QĐ-SGDĐT","year":2026}','0000000000000000000000000000000000000000000000000000000000000000','eec4484531983b85018cf861c7be6494a027a66284d461aabefc2d81f7324e00');
INSERT INTO "audit" VALUES(2,'2026-11-20T03:03:00.000000+00:00','clerk','numbered','request-0002','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"d12512e756469a5aada6c03ae7e302c01cceeba4544887b07fe71dcc9c239e37","number":"02/QĐ-SGDĐT","year":2026}','eec4484531983b85018cf861c7be6494a027a66284d461aabefc2d81f7324e00','860dd79e33b98be4d06eead8237cb8512092d09228d982ba38ea796b73648afd');
INSERT INTO "audit" VALUES(3,'2026-11-20T03:03:00.000000+00:00','clerk','numbered','request-0003','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"03/QĐ-SGDĐT","year":2026}','860dd79e33b98be4d06eead8237cb8512092d09228d982ba38ea796b73648afd','32368c50f3634b57d623247c610ee6bb4e9b2152d67e1fa526b72d06d3c60fe4');
INSERT INTO "audit" VALUES(4,'2026-11-20T03:03:00.000000+00:00','clerk','numbered','request-0004','{"agency":"H99.12","book":"copies","date":"2026-11-20","digest":"a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254","number":"01/BS-SGDĐT","year":2026}','32368c50f3634b57d623247c610ee6bb4e9b2152d67e1fa526b72d06d3c60fe4','37d9d6d9ef5cb757964a50feadb403f84daf31fec75751466db351d1f61fca3b');
INSERT INTO "audit" VALUES(5,'2026-11-20T04:03:00.000000+00:00','chief','voided','request-0002','{"number":"02/QĐ-SGDĐT","reason_sha256":"69ca128c9115718f3728e371cafbac6213f702ea0af4fac7492be8d79ba8417f","year":2026}','37d9d6d9ef5cb757964a50feadb403f84daf31fec75751466db351d1f61fca3b','6326a0746ed412ac85fb3649b1f7ecf1441543f07a3b7a05891f6f6f288161d4');
INSERT INTO "audit" VALUES(6,'2026-11-20T04:03:00.000000+00:00','clerk','sealed','request-0001','{"sha256":"6c7f1faf0c377e5bd6ad5361ab44942a81de93da1b68d95e7f11031dd23914f9","stage":"pdf"}','6326a0746ed412ac85fb3649b1f7ecf1441543f07a3b7a05891f6f6f288161d4','20f2c6e3ee97253b273817f80b0ac88611716b4b3962240fecd98e4c8cdcac7e');
INSERT INTO "audit" VALUES(7,'2026-11-20T04:03:00.000000+00:00','clerk','kept','request-0001','{"sha256":"d7385b3cf458f66491d6969239a530ea894ac09993061bef794664dfd5f9f650","stage":"package"}','20f2c6e3ee97253b273817f80b0ac88611716b4b3962240fecd98e4c8cdcac7e','0f0c3d6015ce1a059a51ae43046fa7120766380e2e45957f6e24617ec84adfc1');
INSERT INTO "audit" VALUES(8,'2026-11-20T04:03:00.000000+00:00','clerk','sealed','request-0004','{"sha256":"8d1849856951bb8a0acf497006b1e15d4990f862d26e8f0d9829c3774ab1d2df","stage":"pdf"}','0f0c3d6015ce1a059a51ae43046fa7120766380e2e45957f6e24617ec84adfc1','79ba7ef2d3aa7779adb62cd90071841e77c48adcd35700074bf4603f277db0f1');
INSERT INTO "audit" VALUES(9,'2026-11-20T05:03:00.000000+00:00','clerk','released','request-0001','{}','79ba7ef2d3aa7779adb62cd90071841e77c48adcd35700074bf4603f277db0f1','bdaedd582168da4ac7dd7fc9722fad0cca121ffc3989d2e2782912aee651ef0a');
INSERT INTO "audit" VALUES(10,'2026-11-20T05:03:00.000000+00:00','admin','configured','esign.toml','{"sha256":"abababababababababababababababababababababababababababababababab"}','bdaedd582168da4ac7dd7fc9722fad0cca121ffc3989d2e2782912aee651ef0a','55814efde8ebecb25ba3fd157d3dfa5cd28b48b45b31ab0e53f4ecf9dc5c9b13');
INSERT INTO "audit" VALUES(11,'2026-11-20T05:03:00.000000+00:00','esign','sealed','request-0003','{"sha256":"693aa6c014f84ad48c539205ea8a1000cc473692b24e4dbc0ec07beb37c24646","stage":"pdf"}','55814efde8ebecb25ba3fd157d3dfa5cd28b48b45b31ab0e53f4ecf9dc5c9b13','ffe0a2c5424d96523b885fce34ce0bfa2fe64ecdc2353170c6a37146071e0a3b');
INSERT INTO "audit" VALUES(12,'2026-11-21T05:03:00.000000+00:00','chief','voided','request-0003','{"number":"03/QĐ-SGDĐT","reason_sha256":"1f55fa098d4228390d44488d94ca8b3f33b2db6f29b5592b1cd7389211e850a4","year":2026}','ffe0a2c5424d96523b885fce34ce0bfa2fe64ecdc2353170c6a37146071e0a3b','a5f6884976ac87b6a027e6a56b85c5fafa4df97c61059ec09b5d5e3d0f8c31d0');
INSERT INTO "audit" VALUES(13,'2027-01-04T03:00:00.000000+00:00','clerk','numbered','request-0005','{"agency":"H99.12","book":"outgoing","date":"2027-01-04","digest":"2161c535de7b902c4136bdea6c3f1e672532969547154009dee7cc0ebe0fec9a","number":"01/QĐ-SGDĐT","year":2027}','a5f6884976ac87b6a027e6a56b85c5fafa4df97c61059ec09b5d5e3d0f8c31d0','09f45c3dc84464200f0b3d2ae4d549c15be75eae6fd960cb65877d95fa0a09d6');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id), 
	CONSTRAINT ck_audit_head_ck_audit_head_single CHECK (id = 1)
);
INSERT INTO "audit_head" VALUES(1,13,'09f45c3dc84464200f0b3d2ae4d549c15be75eae6fd960cb65877d95fa0a09d6');
CREATE TABLE register (
	request_id VARCHAR NOT NULL, 
	audit_seq INTEGER NOT NULL, 
	agency_code VARCHAR NOT NULL, 
	book VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	value INTEGER NOT NULL, 
	symbol VARCHAR NOT NULL, 
	issued_on DATE NOT NULL, 
	document_id VARCHAR NOT NULL, 
	lookup_code VARCHAR NOT NULL, 
	lookup_url VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	template_digest VARCHAR NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	request TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	signer_title TEXT NOT NULL, 
	signer_name TEXT NOT NULL, 
	recipients TEXT NOT NULL, 
	numbered_at VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	released_at VARCHAR, 
	voided_at VARCHAR, 
	void_reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_register PRIMARY KEY (request_id), 
	CONSTRAINT ck_register_ck_register_value CHECK (value >= 1), 
	CONSTRAINT ck_register_ck_register_state CHECK (state IN ('numbered', 'sealed', 'released', 'voided')), 
	CONSTRAINT ck_register_ck_register_void_reason CHECK ((state = 'voided') = (void_reason <> '')), 
	CONSTRAINT fk_register_audit_seq FOREIGN KEY(audit_seq) REFERENCES audit (seq), 
	CONSTRAINT uq_register_number UNIQUE (agency_code, book, year, value), 
	CONSTRAINT uq_register_symbol UNIQUE (agency_code, year, symbol, value), 
	CONSTRAINT uq_register_lookup_code UNIQUE (lookup_code)
);
INSERT INTO "register" VALUES('request-0001',1,'H99.12','outgoing',2026,1,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,01/QĐ-SGDĐT','DCKJ-E3KG-CFT8','https://tra-cuu.example/v/DCKJ-E3KG-CFT8','decision','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc khen thưởng','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]','2026-11-20T03:00:00.000000+00:00','released','2026-11-20T05:03:00.000000+00:00',NULL,'');
INSERT INTO "register" VALUES('request-0002',2,'H99.12','outgoing',2026,2,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,02/QĐ-SGDĐT','AA0G-89V8-8ZVG','https://tra-cuu.example/v/AA0G-89V8-8ZVG','decision','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','d12512e756469a5aada6c03ae7e302c01cceeba4544887b07fe71dcc9c239e37','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc kỷ luật","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0002"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc kỷ luật','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]','2026-11-20T03:03:00.000000+00:00','voided',NULL,'2026-11-20T04:03:00.000000+00:00','Trình nhầm người ký');
INSERT INTO "register" VALUES('request-0003',3,'H99.12','outgoing',2026,3,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,03/QĐ-SGDĐT','SZSN-DCAY-WMB1','https://tra-cuu.example/v/SZSN-DCAY-WMB1','decision','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0003"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc khen thưởng','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]','2026-11-20T03:03:00.000000+00:00','voided',NULL,'2026-11-21T05:03:00.000000+00:00','Không ban hành nữa');
INSERT INTO "register" VALUES('request-0004',4,'H99.12','copies',2026,1,'BS-SGDĐT','2026-11-20','H99.12,2026/11/20,01/BS-SGDĐT','44YK-V7VC-VHFC','https://tra-cuu.example/v/44YK-V7VC-VHFC','diploma-copy','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','a0ca032623c828b773c3dd33bf66b6eb97b70b04084b1a72980ceee0cfd36254','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc khen thưởng","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0004"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Bản sao bằng','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]','2026-11-20T03:03:00.000000+00:00','sealed',NULL,NULL,'');
INSERT INTO "register" VALUES('request-0005',13,'H99.12','outgoing',2027,1,'QĐ-SGDĐT','2027-01-04','H99.12,2027/01/04,01/QĐ-SGDĐT','41X5-AM1J-7CWD','https://tra-cuu.example/v/41X5-AM1J-7CWD','decision','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','2161c535de7b902c4136bdea6c3f1e672532969547154009dee7cc0ebe0fec9a','{"content":{"receivers":[],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Số đầu năm sau","telephone":"0900 000 000"},"kind":"decision","request_id":"request-0005"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Số đầu năm sau','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]','2027-01-04T03:00:00.000000+00:00','numbered',NULL,NULL,'');
CREATE TABLE series (
	agency_code VARCHAR NOT NULL, 
	book VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	last_day DATE NOT NULL, 
	CONSTRAINT pk_series PRIMARY KEY (agency_code, book, year)
);
INSERT INTO "series" VALUES('H99.12','outgoing',2026,3,'2026-11-20');
INSERT INTO "series" VALUES('H99.12','copies',2026,1,'2026-11-20');
INSERT INTO "series" VALUES('H99.12','outgoing',2027,1,'2027-01-04');
CREATE INDEX ix_register_unfinished ON register (audit_seq) WHERE state IN ('numbered', 'sealed');
CREATE INDEX ix_artefact_sha256 ON artefact (sha256);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the audit chain has one head'); END;
CREATE TRIGGER register_no_delete BEFORE DELETE ON register BEGIN SELECT RAISE(ABORT, 'numbers are voided, never deleted'); END;
CREATE TRIGGER register_fixed BEFORE UPDATE OF request_id, audit_seq, agency_code, book, year, value, symbol, issued_on, document_id, lookup_code, lookup_url, kind, template_digest, digest, request, agency, subject, signer_title, signer_name, recipients, numbered_at ON register BEGIN SELECT RAISE(ABORT, 'what was numbered is never changed'); END;
CREATE TRIGGER register_voided_stays BEFORE UPDATE ON register WHEN OLD.state = 'voided' BEGIN SELECT RAISE(ABORT, 'a voided number stays as it is'); END;
CREATE TRIGGER artefact_no_update BEFORE UPDATE ON artefact BEGIN SELECT RAISE(ABORT, 'the first artefact stays'); END;
CREATE TRIGGER artefact_no_delete BEFORE DELETE ON artefact BEGIN SELECT RAISE(ABORT, 'the first artefact stays'); END;
CREATE TRIGGER series_no_delete BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'a series goes on to the end of its year'); END;
CREATE TRIGGER series_by_one BEFORE UPDATE ON series WHEN NEW.last <> OLD.last + 1 OR NEW.last_day < OLD.last_day BEGIN SELECT RAISE(ABORT, 'numbers rise by one, dates never fall'); END;
COMMIT;
