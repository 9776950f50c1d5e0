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
INSERT INTO "arrived" VALUES(12,'H99.12.01','axis','R1','','edoc','a791366f6f6201254edcac9ec72017b12d8a69513b5e1e29a29a4048ffb16e27',2,'2026-11-20T03:00:00.000000+00:00','clerk','H99.12','H99.12','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','H99.12,2026/11/20,05/QĐ-SGDĐT','05/QĐ-SGDĐT','2026-11-20','Quyết định','Về việc công nhận kết quả <thi> & tuyển sinh','0','','','1901fd05bccb428ad122242b43a48abb48dc63efa1df1f2f0c01185c9f25bd1c','passed','[]',NULL,18,'registered','2026-11-20T03:00:00.000000+00:00','','03');
INSERT INTO "arrived" VALUES(15,'H99.12.01','axis','R2','','edoc','d653b016db1da8f5b36f84a44465e5d6adffeb38ae46cc701e3462343727717b',2,'2026-11-20T03:00:00.000000+00:00','clerk','000.00.12.H99','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT','05/QĐ-SGDĐT','2026-11-20','Quyết định','Về việc công nhận kết quả <thi> & tuyển sinh','0','','','1901fd05bccb428ad122242b43a48abb48dc63efa1df1f2f0c01185c9f25bd1c','passed','[]',NULL,NULL,'waiting','2026-11-20T03:00:00.000000+00:00','','01');
INSERT INTO "arrived" VALUES(21,'H99.12.01','axis','R3','','edoc','021bbd75cf6530bd40f4ab8b131600e0188f4a8c51c9ebe112daef408a498e56',2,'2026-11-20T03:00:00.000000+00:00','clerk','000.00.12.H99','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','000.00.12.H99,2026/11/20,09/QĐ-SGDĐT','09/QĐ-SGDĐT','2026-11-20','Quyết định','Về việc công nhận kết quả <thi> & tuyển sinh','0','','','1901fd05bccb428ad122242b43a48abb48dc63efa1df1f2f0c01185c9f25bd1c','passed','[]',NULL,NULL,'waiting','2026-11-20T03:00:00.000000+00:00','','01');
CREATE TABLE artefact (
	entry_id INTEGER NOT NULL, 
	stage VARCHAR NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	kept_at VARCHAR NOT NULL, 
	CONSTRAINT pk_artefact PRIMARY KEY (entry_id, stage), 
	CONSTRAINT fk_artefact_entry_id FOREIGN KEY(entry_id) REFERENCES register (id)
);
INSERT INTO "artefact" VALUES(1,'signed','e198d1df5434b8be421f1b7cf9a4a0391c46cf036eb1b42d07df2c9e79ee09b1',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(1,'pdf','6de363e63eff5c482e0a8e4203670a9f83c822f3c39f66eb9ac9b48a56ae03e6',24,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(1,'package','3fccd5bfec8ab5238ff20d41dc0adf3e37fe23f06bf305f38362f5c9db3bf10d',3305,'2026-11-20T03:00:00.000000+00:00');
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
INSERT INTO "attempt" VALUES('d1958f05f693dc8a0e16cf29ac3bdcd0',1,'2026-11-20T03:00:00.000000+00:00','2026-11-20T03:00:00.000000+00:00','accepted','','');
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
INSERT INTO "audit" VALUES(1,'2026-11-20T03:00:00.000000+00:00','esign','numbered','old-0001','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"13a992bf6a6504ae9f440a3cd161e4b7ac42714876d6b65e1f34c21986dded8f","number":"01/QĐ-SGDĐT","row":"926a8621db1a0dbb2cf610a62e8ff7ec6c600dca234157291b9e5ea200a3c12a","year":2026}','0000000000000000000000000000000000000000000000000000000000000000','6ce6ee3109f8cafd6c643f3c6a00139d708f62cbdc5b26e41fadf05c407b045a','528104276847f70af23246f984cd626b');
INSERT INTO "audit" VALUES(2,'2026-11-20T03:00:00.000000+00:00','esign','signed','old-0001','{"number":"01/QĐ-SGDĐT","sha256":"e198d1df5434b8be421f1b7cf9a4a0391c46cf036eb1b42d07df2c9e79ee09b1","stage":"signed","state":"signed","year":2026}','6ce6ee3109f8cafd6c643f3c6a00139d708f62cbdc5b26e41fadf05c407b045a','981d232ef3b999eff04a7cb7537a92911d4195fab2bf5d92a26b7197fb5913c8','cff356b15ee5161bb6606457466a9178');
INSERT INTO "audit" VALUES(3,'2026-11-20T03:00:00.000000+00:00','esign','sealed','old-0001','{"number":"01/QĐ-SGDĐT","sha256":"6de363e63eff5c482e0a8e4203670a9f83c822f3c39f66eb9ac9b48a56ae03e6","signed_sha256":"e198d1df5434b8be421f1b7cf9a4a0391c46cf036eb1b42d07df2c9e79ee09b1","stage":"pdf","state":"sealed","year":2026}','981d232ef3b999eff04a7cb7537a92911d4195fab2bf5d92a26b7197fb5913c8','2dc8e42e06e79d1be49316240e57bc86e83483352fbea99c9815284329437caa','213d3d9f6cdc5ec70bee47317676842d');
INSERT INTO "audit" VALUES(4,'2026-11-20T03:00:00.000000+00:00','esign','kept','old-0001','{"sha256":"3fccd5bfec8ab5238ff20d41dc0adf3e37fe23f06bf305f38362f5c9db3bf10d","stage":"package"}','2dc8e42e06e79d1be49316240e57bc86e83483352fbea99c9815284329437caa','d037fa6bfcdac20bbfe78c789fde11276e7ae32cbbefce0c934ec6c17187c48a','207a5550323b38da5e82b7ad9d0d9e99');
INSERT INTO "audit" VALUES(5,'2026-11-20T03:00:00.000000+00:00','esign','released','old-0001','{"notices":"e5c97d0e5a616c35c2a02c7a755000ac2fc9263d24e13e83873f803840b78dc8","number":"01/QĐ-SGDĐT","state":"released","year":2026}','d037fa6bfcdac20bbfe78c789fde11276e7ae32cbbefce0c934ec6c17187c48a','8a0db9747dd289b9aaa08d40650c231a9b3b719ceb7e80e0409da5c19891f045','65bfdd8ed2cfe47c06e44efa58a8019c');
INSERT INTO "audit" VALUES(6,'2026-11-20T03:00:00.000000+00:00','vanthu','message_cancelled','old-0001','{"message":"a9486df5499a9d6cbb271534e89d3471"}','8a0db9747dd289b9aaa08d40650c231a9b3b719ceb7e80e0409da5c19891f045','79f6bcb933ea3ba5d9c03f07741fc34f8614421e563e7bd165f89b93b6fffc27','df2e373cb370fe1bafa5564d918ddcf9');
INSERT INTO "audit" VALUES(7,'2026-11-20T03:00:00.000000+00:00','vanthu','message_readdressed','old-0001','{"notices":"7f6f607c67030f2b62bfd457ff7d1663c0660fc38582f8c09cea5183549cccf5","of":"a9486df5499a9d6cbb271534e89d3471"}','79f6bcb933ea3ba5d9c03f07741fc34f8614421e563e7bd165f89b93b6fffc27','a7b7dedbb186b6e0bd935fa93b21efae05ba88393137e050aadbd4fa2547276e','34c638e27777ae068e1862e61d36e236');
INSERT INTO "audit" VALUES(8,'2026-11-20T03:00:00.000000+00:00','vanthu','message_sent','old-0001','{"axis_id":"S000001","message":"d1958f05f693dc8a0e16cf29ac3bdcd0","payload":"59257ecffc524db0674537da183d92d5dac82e2c2d96777e8e843ed8820fccf5","transport":"axis"}','a7b7dedbb186b6e0bd935fa93b21efae05ba88393137e050aadbd4fa2547276e','609dc82e8d7c01bffc859de7bd1e211b1171143d7b2f71c3f5d7ec98abfe1318','c20fd489c5066067d4d7b985e0d85879');
INSERT INTO "audit" VALUES(9,'2026-11-20T03:00:00.000000+00:00','vanthu','receipt_noted','old-0001','{"row":"5e95ea746bda0718989f74debba2ecb71bd59d788779924c5addbd8d83de9aba"}','609dc82e8d7c01bffc859de7bd1e211b1171143d7b2f71c3f5d7ec98abfe1318','97aa7c568835dceaf8181b87f197ad290c855563b3a5f9494f7454afe9639cea','2e68197bac7eff7f6a3f04d006908447');
INSERT INTO "audit" VALUES(10,'2026-11-20T03:00:00.000000+00:00','vanthu','receipt_noted','old-0001','{"row":"b16c7860ffa9af7a94804e37f2ca1b5c2895b1d671340a04b288df0f73346828"}','97aa7c568835dceaf8181b87f197ad290c855563b3a5f9494f7454afe9639cea','7c461e3489b8357b774f607c3af61427dc5463793af50e484d045863b785df8c','ac5ad68e4607103a83912e0569948dae');
INSERT INTO "audit" VALUES(11,'2026-11-20T03:00:00.000000+00:00','vanthu','receipt_noted','old-0001','{"row":"16244c890f59d2f7fd0b936c249860c47673436a0bcb1cfc979d06613f56b60b"}','7c461e3489b8357b774f607c3af61427dc5463793af50e484d045863b785df8c','d1d8d83470425e66a1e85cd2c290b1ddf16650bfaf2f48661dd9185b20cee7d2','7d9bddd55088fd719e63cc9fbb1c1dfc');
INSERT INTO "audit" VALUES(12,'2026-11-20T03:00:00.000000+00:00','clerk','message_kept','message-a791366f6f62','{"agency":"H99.12.01","row":"a11442623baa36e814a44c69d9d2e646eb6f2463003420425636a110ccbc4cef","sha256":"a791366f6f6201254edcac9ec72017b12d8a69513b5e1e29a29a4048ffb16e27"}','d1d8d83470425e66a1e85cd2c290b1ddf16650bfaf2f48661dd9185b20cee7d2','b03eb1a46c301795e874cb8d2d89956bc31f8c3f25f16cfdacee80f495945d61','4a44a4bd961695f558747f2e044bcad7');
INSERT INTO "audit" VALUES(13,'2026-11-20T03:00:00.000000+00:00','clerk','message_read','message-12','{"arrived":12,"row":"ed937b8a70f4ab320fe48367792cd798133eb3a896320f855932482725711b30","state":"waiting"}','b03eb1a46c301795e874cb8d2d89956bc31f8c3f25f16cfdacee80f495945d61','4ee68a1ced2400017f1f5d6f1fb555c0246bc332dddd921504a2ac6de8177b61','e8157c2bd6d1761071c76c7f375e8e2b');
INSERT INTO "audit" VALUES(14,'2026-11-20T03:00:00.000000+00:00','clerk','status_queued','message-12','{"code":"01","notices":"ca2dad8293bf27076aa2b793652e1b42914131b05821dabb4ea26c22b27d58f6","of":13}','4ee68a1ced2400017f1f5d6f1fb555c0246bc332dddd921504a2ac6de8177b61','edd0d016a4a0eace120408bee6e04b822e77c14c61d13f826544fdeee82292d3','6e45b3ca38dd305cd78d397115c7188a');
INSERT INTO "audit" VALUES(15,'2026-11-20T03:00:00.000000+00:00','clerk','message_kept','message-d653b016db1d','{"agency":"H99.12.01","row":"7ca243c7466a571c91ee80a8f4af8f18afee13442cc6db93e46a5a4bd798352e","sha256":"d653b016db1da8f5b36f84a44465e5d6adffeb38ae46cc701e3462343727717b"}','edd0d016a4a0eace120408bee6e04b822e77c14c61d13f826544fdeee82292d3','2d96f5daeae3b1b8a7d8696f28a106a89cbf5f63797b587b3bb9992c3c73cbaf','0f684cf9aacfcd059b71ae882c19a563');
INSERT INTO "audit" VALUES(16,'2026-11-20T03:00:00.000000+00:00','clerk','message_read','message-15','{"arrived":15,"row":"4b8ad595e5bc9d6348b093124f5e9bdeae966da17bf2059acc4eb9ea17d93281","state":"waiting"}','2d96f5daeae3b1b8a7d8696f28a106a89cbf5f63797b587b3bb9992c3c73cbaf','f731e2b43d5460058150733d35ef8a180c0c5d1a9cd4b7760d79795217fd664b','a1a8494ef477e9f3a2fb5d21b51c3876');
INSERT INTO "audit" VALUES(17,'2026-11-20T03:00:00.000000+00:00','clerk','status_queued','message-15','{"code":"01","notices":"29d73ef9410f73c30873aa71adf9a8220e578eb2bc259b67d237ca25fec370b0","of":16}','f731e2b43d5460058150733d35ef8a180c0c5d1a9cd4b7760d79795217fd664b','3dd79bec0bc2ca5a7baa6a4670165aad202073f7d86df6120c0e9d53b2c14d6e','7899275bde56d67fbb43875b6cd366f3');
INSERT INTO "audit" VALUES(18,'2026-11-20T03:00:00.000000+00:00','clerk','received','incoming-2026-1','{"agency":"H99.12.01","date":"2026-11-20","number":1,"row":"e74076c3787427278ec183b78c03732c6ebed74587dbe6438d37f5dcb242f0d7","sha256":"a791366f6f6201254edcac9ec72017b12d8a69513b5e1e29a29a4048ffb16e27","year":2026}','3dd79bec0bc2ca5a7baa6a4670165aad202073f7d86df6120c0e9d53b2c14d6e','4fe6b920c9f84b8dd11872df825db542abf60fa4c7492b0fa7a24a78398bfa11','dd4470762bba6d04a61841b6225463ae');
INSERT INTO "audit" VALUES(19,'2026-11-20T03:00:00.000000+00:00','clerk','message_entered','message-12','{"arrival":18,"arrived":12,"row":"4230ac5adba03ea0de44249f3085d4421385adf08917e483c32a96216818afc8","verdict":"passed"}','4fe6b920c9f84b8dd11872df825db542abf60fa4c7492b0fa7a24a78398bfa11','7583c91730405bc04132991449e0680f1d2a6baa5336e05b9d792beaaa508dbf','9a92037a34a5cfd8da5be1ea920a08e0');
INSERT INTO "audit" VALUES(20,'2026-11-20T03:00:00.000000+00:00','clerk','status_queued','message-12','{"code":"03","notices":"09328329d6ad2a96b8fdb4ce7c2bcc921e195a2636ab9a0c84b718fa72dd36dc","of":19}','7583c91730405bc04132991449e0680f1d2a6baa5336e05b9d792beaaa508dbf','1501ba371a500e8c449bb8e80778d226bd46d8920268beca0473a3969213c80d','f6f34b229fa11a4b9236ed1fb80e0598');
INSERT INTO "audit" VALUES(21,'2026-11-20T03:00:00.000000+00:00','clerk','message_kept','message-021bbd75cf65','{"agency":"H99.12.01","row":"3963bb6c912a0aa3b409e6e9db1543f7a464599358e93b18bab26921d7f6e598","sha256":"021bbd75cf6530bd40f4ab8b131600e0188f4a8c51c9ebe112daef408a498e56"}','1501ba371a500e8c449bb8e80778d226bd46d8920268beca0473a3969213c80d','06542097bd0f2dfc768a2ba8680c9d630195411e917205684a19547d63b576d3','fce8ed9f5ba2d7125bc987223007b63b');
INSERT INTO "audit" VALUES(22,'2026-11-20T03:00:00.000000+00:00','clerk','message_read','message-21','{"arrived":21,"row":"98ee5e2518fd25bc5a43f3b162850479e0f7e445eb5e3b23d7cd30e78fcd27e4","state":"waiting"}','06542097bd0f2dfc768a2ba8680c9d630195411e917205684a19547d63b576d3','526538ac08e112ae055f4824834f6dedc01cc7899279c31bd2a0dd030fe6ddb5','7673c49d104ac41dfdcc5a97fdbb108a');
INSERT INTO "audit" VALUES(23,'2026-11-20T03:00:00.000000+00:00','clerk','status_queued','message-21','{"code":"01","notices":"477ced181847850bd473f51dd8db4222e20d8e9030dd7d7cd34bd8e87edc26de","of":22}','526538ac08e112ae055f4824834f6dedc01cc7899279c31bd2a0dd030fe6ddb5','3d2ca51750dcb2768430570391401400c9e98eca8e922f76748d3591673ecd99','96f929c3d63303963a924a306b9d7aaa');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id), 
	CONSTRAINT ck_audit_head_ck_audit_head_single CHECK (id = 1)
);
INSERT INTO "audit_head" VALUES(1,23,'3d2ca51750dcb2768430570391401400c9e98eca8e922f76748d3591673ecd99');
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
INSERT INTO "delivery" VALUES('a9486df5499a9d6cbb271534e89d3471','H99.5','Sở Nội vụ tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('a9486df5499a9d6cbb271534e89d3471','H99.6','Sở Tài chính tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('d1958f05f693dc8a0e16cf29ac3bdcd0','H99.05','Sở Nội vụ','sent','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('d1958f05f693dc8a0e16cf29ac3bdcd0','H99.6','Sở Tài chính tỉnh Ví Dụ','arrived','2026-11-20T03:00:00.000000+00:00','mã 01');
INSERT INTO "delivery" VALUES('2b2164c35d5b57c44de262f604a9126e','H99.12','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('f93ed81dd988d358578a1ee0ef84869f','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('a697126859f37b952684798d542a2641','H99.12','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "delivery" VALUES('2f084e7a305360c45c6d804ea1f0f39f','000.00.12.H99','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','waiting','2026-11-20T03:00:00.000000+00:00','');
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
INSERT INTO "history" VALUES(2,1,'signed','signed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(3,1,'sealed','sealed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(5,1,'released','released','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
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
INSERT INTO "incoming" VALUES(18,'H99.12.01',2026,1,'2026-11-20','Sở Giáo dục và Đào tạo tỉnh Ví Dụ','05/QĐ-SGDĐT','2026-11-20','Quyết định về việc công nhận kết quả <thi> & tuyển sinh','',NULL,'','','05/qd-sgddt so giao duc va dao tao tinh vi du quyet dinh ve viec cong nhan ket qua <thi> & tuyen sinh','a791366f6f6201254edcac9ec72017b12d8a69513b5e1e29a29a4048ffb16e27','R1/12','2026-11-20T03:00:00.000000+00:00','clerk');
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
INSERT INTO "message" VALUES('a9486df5499a9d6cbb271534e89d3471',5,1,NULL,'released','','H99.12,2026/11/20,01/QĐ-SGDĐT',NULL,'','2026-11-20T03:00:00.000000+00:00','cancelled',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','','2026-11-20T03:00:00.000000+00:00');
INSERT INTO "message" VALUES('d1958f05f693dc8a0e16cf29ac3bdcd0',7,1,NULL,'released','','H99.12,2026/11/20,01/QĐ-SGDĐT',NULL,'','2026-11-20T03:00:00.000000+00:00','sent','59257ecffc524db0674537da183d92d5dac82e2c2d96777e8e843ed8820fccf5',3290,'axis','S000001',1,'2026-11-20T03:00:00.000000+00:00','2026-11-23T03:00:00.000000+00:00',NULL,'','','2026-11-20T03:00:00.000000+00:00');
INSERT INTO "message" VALUES('2b2164c35d5b57c44de262f604a9126e',14,NULL,12,'status','01','H99.12,2026/11/20,05/QĐ-SGDĐT',NULL,'','2026-11-20T03:00:00.000000+00:00','waiting',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','',NULL);
INSERT INTO "message" VALUES('f93ed81dd988d358578a1ee0ef84869f',17,NULL,15,'status','01','000.00.12.H99,2026/11/20,05/QĐ-SGDĐT',NULL,'','2026-11-20T03:00:00.000000+00:00','waiting',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','',NULL);
INSERT INTO "message" VALUES('a697126859f37b952684798d542a2641',20,NULL,12,'status','03','H99.12,2026/11/20,05/QĐ-SGDĐT',NULL,'Đã tiếp nhận, số đến 1/2026','2026-11-20T03:00:00.000000+00:00','waiting',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','',NULL);
INSERT INTO "message" VALUES('2f084e7a305360c45c6d804ea1f0f39f',23,NULL,21,'status','01','000.00.12.H99,2026/11/20,09/QĐ-SGDĐT',NULL,'','2026-11-20T03:00:00.000000+00:00','waiting',NULL,NULL,'','',0,'2026-11-20T03:00:00.000000+00:00',NULL,NULL,'','',NULL);
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
INSERT INTO "receipt" VALUES(9,'7ba0843b8bff17e597ba14a1f5d3c3439234d68a57b095688af862ad4df4f936',1,'03','000.00.05.H99','Cơ quan H99.5','H99.12,2026/11/20,01/QĐ-SGDĐT','2026-11-20T03:00:00.000000+00:00','mã 03','2026-11-20T03:00:00.000000+00:00');
INSERT INTO "receipt" VALUES(10,'9cf0756779e0523bc9dc7ca3e88e5378fc785b57f351f5244635ecf12a2e8def',1,'06','000.05.00.H99','Cơ quan H99.5','H99.12,2026/11/20,01/QĐ-SGDĐT','2026-11-20T03:00:00.000000+00:00','mã 06','2026-11-20T03:00:00.000000+00:00');
INSERT INTO "receipt" VALUES(11,'09f5fe96f2ebe79b3a075046124a2b132fa88700b3f1f2a2961593a27c4674de',1,'01','H99.6','Cơ quan H99.5','H99.12,2026/11/20,01/QĐ-SGDĐT','2026-11-20T03:00:00.000000+00:00','mã 01','2026-11-20T03:00:00.000000+00:00');
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
INSERT INTO "register" VALUES(1,'old-0001','H99.12','outgoing',2026,1,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,01/QĐ-SGDĐT','DCKJ-E3KG-CFT8','','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','13a992bf6a6504ae9f440a3cd161e4b7ac42714876d6b65e1f34c21986dded8f','{"content":{"receivers":[{"code":"H99.5","name":"Sở Nội vụ tỉnh Ví Dụ"},{"code":"H99.6","name":"Sở Tài chính tỉnh Ví Dụ"}],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc old-0001","telephone":"0900 000 000"},"kind":"decision","request_id":"old-0001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc old-0001','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','01/qd-sgddt quyet dinh ve viec old-0001 ve viec old-0001 giam doc nguyen van a nhu dieu 3 luu: vt, vp h99.5 so noi vu tinh vi du h99.6 so tai chinh tinh vi du 0900 000 000',NULL,'2026-11-20T03:00:00.000000+00:00','esign','released','2026-11-20T03:00:00.000000+00:00','');
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
INSERT INTO "series" VALUES('H99.12','outgoing',2026,1,'2026-11-20',NULL);
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
