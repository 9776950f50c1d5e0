BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
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
INSERT INTO "artefact" VALUES(1,'pdf','06132f680aeb9700cdbc43057ee1ea8a702eef62728d9ee0142c85744b538f88',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(5,'signed','b3b3aeb41ca68c6c9ce0e7df0bfad24158328fc7d55b44639913d67e157670a9',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(5,'pdf','aa37f706e59df2d492ca3b5ce423bf74cac4fa50511833505b666ac5c45d7812',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(9,'signed','d69e5166c956aeda56a04337ae4f06bd3615034bead1f39109824267498b9236',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(9,'pdf','047bf67aa45de324f8d20d34afe63389e594f95d155d553a657256463f39a275',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(13,'signed','2a87e092c2a4e89c2f3bd1d6e896da3cb2fd7a0ae626be8d62bce03b08830f6e',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(13,'pdf','300e9e8726d0412132f58c67aba2ceb8f500dca4245c8d65613a8bbada783676',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(17,'signed','3f216ed634242294a4181a0eafd24b4151e041942a0fc7750a7ad34de4f3dc69',15,'2026-11-20T03:00:00.000000+00:00');
INSERT INTO "artefact" VALUES(17,'pdf','35931a4aec29403b11e89540a25661eb9d090ba102d12eac22a133d844f3c51b',15,'2026-11-20T03:00:00.000000+00:00');
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
INSERT INTO "audit" VALUES(3,'2026-11-20T03:00:00.000000+00:00','esign','sealed','old-0001','{"number":"01/QĐ-SGDĐT","sha256":"06132f680aeb9700cdbc43057ee1ea8a702eef62728d9ee0142c85744b538f88","signed_sha256":"e198d1df5434b8be421f1b7cf9a4a0391c46cf036eb1b42d07df2c9e79ee09b1","stage":"pdf","state":"sealed","year":2026}','981d232ef3b999eff04a7cb7537a92911d4195fab2bf5d92a26b7197fb5913c8','0dc290bc6fce66d6b532fc163151d76c7be6e0b932fc47d633bbdeebfc109821','213d3d9f6cdc5ec70bee47317676842d');
INSERT INTO "audit" VALUES(4,'2026-11-20T03:00:00.000000+00:00','esign','released','old-0001','{"number":"01/QĐ-SGDĐT","state":"released","year":2026}','0dc290bc6fce66d6b532fc163151d76c7be6e0b932fc47d633bbdeebfc109821','9c5c19227a0c867ace2952bb3feec7774b019cd3ba47d23f661e0b796db36fce','207a5550323b38da5e82b7ad9d0d9e99');
INSERT INTO "audit" VALUES(5,'2026-11-20T03:00:00.000000+00:00','esign','numbered','new-0001','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"86bc33d4fcf96d3bf4a76287ad317b4084f544588e1ec8f011380a74a4ef2f80","number":"02/QĐ-SGDĐT","row":"8bc6b9fc33dfa1b7dff02ef0d208cdc976e7f4bff8d36ec8701490fd86e15279","year":2026}','9c5c19227a0c867ace2952bb3feec7774b019cd3ba47d23f661e0b796db36fce','c976ee1b95c36cbbf4b8c156d7865e3c42d5eeab37d3fa3931b663652df2fb32','df2e373cb370fe1bafa5564d918ddcf9');
INSERT INTO "audit" VALUES(6,'2026-11-20T03:00:00.000000+00:00','esign','signed','new-0001','{"number":"02/QĐ-SGDĐT","sha256":"b3b3aeb41ca68c6c9ce0e7df0bfad24158328fc7d55b44639913d67e157670a9","stage":"signed","state":"signed","year":2026}','c976ee1b95c36cbbf4b8c156d7865e3c42d5eeab37d3fa3931b663652df2fb32','ffd14b27ecefda0bdc5d83cb138f745febf97f66bc33bb6b544194effa7e21f6','34c638e27777ae068e1862e61d36e236');
INSERT INTO "audit" VALUES(7,'2026-11-20T03:00:00.000000+00:00','esign','sealed','new-0001','{"number":"02/QĐ-SGDĐT","sha256":"aa37f706e59df2d492ca3b5ce423bf74cac4fa50511833505b666ac5c45d7812","signed_sha256":"b3b3aeb41ca68c6c9ce0e7df0bfad24158328fc7d55b44639913d67e157670a9","stage":"pdf","state":"sealed","year":2026}','ffd14b27ecefda0bdc5d83cb138f745febf97f66bc33bb6b544194effa7e21f6','178647f1d416c1a3e594cb9b0c63e92f7cc7b7ddfe224489c45dc41323ef47df','c20fd489c5066067d4d7b985e0d85879');
INSERT INTO "audit" VALUES(8,'2026-11-20T03:00:00.000000+00:00','esign','released','new-0001','{"number":"02/QĐ-SGDĐT","state":"released","year":2026}','178647f1d416c1a3e594cb9b0c63e92f7cc7b7ddfe224489c45dc41323ef47df','cb4ac855daa1ca5d82115d93e4c94922e163f1f8da9d6e1ddc17d23ea30feb80','2e68197bac7eff7f6a3f04d006908447');
INSERT INTO "audit" VALUES(9,'2026-11-20T03:00:00.000000+00:00','esign','numbered','two-0001','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"275220a3b91994a57de63881980276d9d3c614f57d3e8fd9832916d4dd9df460","number":"03/QĐ-SGDĐT","row":"e24ba1a1c42c7419bed62e07ceb374b89889eb7a396bec62d92fc8414c1a3d4c","year":2026}','cb4ac855daa1ca5d82115d93e4c94922e163f1f8da9d6e1ddc17d23ea30feb80','ffc5024094c21cd753173a8c16efabcec556542fa8283e66acb6644b2ed06d6d','7d9bddd55088fd719e63cc9fbb1c1dfc');
INSERT INTO "audit" VALUES(10,'2026-11-20T03:00:00.000000+00:00','esign','signed','two-0001','{"number":"03/QĐ-SGDĐT","sha256":"d69e5166c956aeda56a04337ae4f06bd3615034bead1f39109824267498b9236","stage":"signed","state":"signed","year":2026}','ffc5024094c21cd753173a8c16efabcec556542fa8283e66acb6644b2ed06d6d','c09528a615d8efd366e8ab9c0513f68160221f724f50492de4cc506f926fab40','4a44a4bd961695f558747f2e044bcad7');
INSERT INTO "audit" VALUES(11,'2026-11-20T03:00:00.000000+00:00','esign','sealed','two-0001','{"number":"03/QĐ-SGDĐT","sha256":"047bf67aa45de324f8d20d34afe63389e594f95d155d553a657256463f39a275","signed_sha256":"d69e5166c956aeda56a04337ae4f06bd3615034bead1f39109824267498b9236","stage":"pdf","state":"sealed","year":2026}','c09528a615d8efd366e8ab9c0513f68160221f724f50492de4cc506f926fab40','001d7fb4b44543a6ed28be256cb2ef9e3a7526ab520596fdea3045fdd2c77b5c','e8157c2bd6d1761071c76c7f375e8e2b');
INSERT INTO "audit" VALUES(12,'2026-11-20T03:00:00.000000+00:00','esign','released','two-0001','{"number":"03/QĐ-SGDĐT","state":"released","year":2026}','001d7fb4b44543a6ed28be256cb2ef9e3a7526ab520596fdea3045fdd2c77b5c','dd7166e88d3beaf0c503b104523545206c6f58ecd47801b64a5fd2a9b8987421','6e45b3ca38dd305cd78d397115c7188a');
INSERT INTO "audit" VALUES(13,'2026-11-20T03:00:00.000000+00:00','esign','numbered','gone-001','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"f73998a78ead24ab093cc2e1725a18b3c54cbc0d6aa25e452a8a915a5115abab","number":"04/QĐ-SGDĐT","row":"a637815c853585b11fd5b33a6d6865756080c46042b56e06cce90d390e708049","year":2026}','dd7166e88d3beaf0c503b104523545206c6f58ecd47801b64a5fd2a9b8987421','169d455e7959198c7898cff53bac62e9f5037645f2f48e5fa926c716d9bf26a4','a1a8494ef477e9f3a2fb5d21b51c3876');
INSERT INTO "audit" VALUES(14,'2026-11-20T03:00:00.000000+00:00','esign','signed','gone-001','{"number":"04/QĐ-SGDĐT","sha256":"2a87e092c2a4e89c2f3bd1d6e896da3cb2fd7a0ae626be8d62bce03b08830f6e","stage":"signed","state":"signed","year":2026}','169d455e7959198c7898cff53bac62e9f5037645f2f48e5fa926c716d9bf26a4','add7a4074e0bb6248947b8d331570a682ee83bd553b0c924bad84457630f260f','7899275bde56d67fbb43875b6cd366f3');
INSERT INTO "audit" VALUES(15,'2026-11-20T03:00:00.000000+00:00','esign','sealed','gone-001','{"number":"04/QĐ-SGDĐT","sha256":"300e9e8726d0412132f58c67aba2ceb8f500dca4245c8d65613a8bbada783676","signed_sha256":"2a87e092c2a4e89c2f3bd1d6e896da3cb2fd7a0ae626be8d62bce03b08830f6e","stage":"pdf","state":"sealed","year":2026}','add7a4074e0bb6248947b8d331570a682ee83bd553b0c924bad84457630f260f','756a62d5d673b7180bd80bcdd65e696e1ea81f2e16d1dd8375c38ec1c65ac82f','dd4470762bba6d04a61841b6225463ae');
INSERT INTO "audit" VALUES(16,'2026-11-20T03:00:00.000000+00:00','esign','released','gone-001','{"number":"04/QĐ-SGDĐT","state":"released","year":2026}','756a62d5d673b7180bd80bcdd65e696e1ea81f2e16d1dd8375c38ec1c65ac82f','bc6ba39bf4c527bcc243f993fd12b9d094d87ec6cc14f40de8d1c53a0cc42aac','9a92037a34a5cfd8da5be1ea920a08e0');
INSERT INTO "audit" VALUES(17,'2026-11-20T03:00:00.000000+00:00','esign','numbered','letter-1','{"agency":"H99.12","book":"outgoing","date":"2026-11-20","digest":"db2bc7371c00d99b154be5118ef6b33d9248d1de5ae2657ec787fd5eb1561e34","number":"05/SGDĐT-VP","row":"41f27ccba6f77c2bd25cc0aabf657e4b396c305052cfc19853f1e17a1cd0a1f7","year":2026}','bc6ba39bf4c527bcc243f993fd12b9d094d87ec6cc14f40de8d1c53a0cc42aac','2cf0c379ef753a027d94c4b634b3f39e1beb683555d900964c2762fbb81bbf7e','fce8ed9f5ba2d7125bc987223007b63b');
INSERT INTO "audit" VALUES(18,'2026-11-20T03:00:00.000000+00:00','esign','signed','letter-1','{"number":"05/SGDĐT-VP","sha256":"3f216ed634242294a4181a0eafd24b4151e041942a0fc7750a7ad34de4f3dc69","stage":"signed","state":"signed","year":2026}','2cf0c379ef753a027d94c4b634b3f39e1beb683555d900964c2762fbb81bbf7e','305eb7194a3078b028415af2f1b5284b3aca38fed06b60d848cfac5d74a45435','7673c49d104ac41dfdcc5a97fdbb108a');
INSERT INTO "audit" VALUES(19,'2026-11-20T03:00:00.000000+00:00','esign','sealed','letter-1','{"number":"05/SGDĐT-VP","sha256":"35931a4aec29403b11e89540a25661eb9d090ba102d12eac22a133d844f3c51b","signed_sha256":"3f216ed634242294a4181a0eafd24b4151e041942a0fc7750a7ad34de4f3dc69","stage":"pdf","state":"sealed","year":2026}','305eb7194a3078b028415af2f1b5284b3aca38fed06b60d848cfac5d74a45435','4b73135cd862263e486e29821f36b8f24a1974e5273c985ee8b7e4a5305ab8b0','96f929c3d63303963a924a306b9d7aaa');
INSERT INTO "audit" VALUES(20,'2026-11-20T03:00:00.000000+00:00','esign','released','letter-1','{"number":"05/SGDĐT-VP","state":"released","year":2026}','4b73135cd862263e486e29821f36b8f24a1974e5273c985ee8b7e4a5305ab8b0','4a04a0dfd79990975df54892acaf0d8a356790800592a682840a5c189129845b','9ff6416f057841181b4f1ed130b9be02');
INSERT INTO "audit" VALUES(21,'2026-11-20T03:00:00.000000+00:00','clerk','corrected','old-0001','{"by":"letter-1","notices":"0a5e3bfa07e7f44b0ff1d74e863fb2b6935e3292aaf890555f572994990e0333","number":"01/QĐ-SGDĐT","reason_sha256":"3a5b88e1dd9edb88b7b3b36ea281416a456aaf0d9f5236129dda0a94f142e4db","state":"corrected","year":2026}','4a04a0dfd79990975df54892acaf0d8a356790800592a682840a5c189129845b','6797246df0abc380dd039a395e9b0bf7115d29937e8d8a5e7051d74dc8e4ccd3','d270aa670f6008df48ca0920d32cc29c');
INSERT INTO "audit" VALUES(22,'2026-11-20T03:00:00.000000+00:00','clerk','replaced','old-0001','{"by":"new-0001","notices":"0569e4806b3943e3ce0bb5713b7519fbf2921ae192d2c5ed2b7ff355034742c6","number":"01/QĐ-SGDĐT","reason_sha256":"90e7f9c9cba7590eed232c26121663bfa6afa0367fe212e047e0906bd41153fb","state":"replaced","year":2026}','6797246df0abc380dd039a395e9b0bf7115d29937e8d8a5e7051d74dc8e4ccd3','80f98bfda5098b24d04339ede6d37f390b67db9548f8f3aa54c5e8984186ddce','5f9e89b0d898a2463346f4ae9b23e446');
INSERT INTO "audit" VALUES(23,'2026-11-20T03:00:00.000000+00:00','clerk','recalled','two-0001','{"notices":"7a2a5131a54ccf9584a1aaa88e1504b478deb2fbc7b8b452f32016ffb4575b90","number":"03/QĐ-SGDĐT","reason_sha256":"e8637d6c19d512df9a8246f50f9292f412b08f86164c864fd153b5f1d5ed0132","state":"recalled","year":2026}','80f98bfda5098b24d04339ede6d37f390b67db9548f8f3aa54c5e8984186ddce','911d18e657f9ab46e751cfc1531a7a6c8e9c846cdf07d83e724d734b78997bec','2ddd4819cd2653c979fcf9c83be00c9f');
INSERT INTO "audit" VALUES(24,'2026-11-20T03:00:00.000000+00:00','clerk','notified','old-0001','{"act":"corrected","notice":"87e3b4baf82156adc659f051e2b337cb","receiver":"H99.5"}','911d18e657f9ab46e751cfc1531a7a6c8e9c846cdf07d83e724d734b78997bec','12180a5fe92016f0b195dd0a0a9b752b8dfe4dcb9d9b5d077551acbc14769c04','e522c30f7362bbffb002b6bb968ea5be');
INSERT INTO "audit" VALUES(25,'2026-11-20T03:00:00.000000+00:00','clerk','notified','old-0001','{"act":"corrected","notice":"a21bec3306bdc842183856b34230475b","receiver":"H99.6"}','12180a5fe92016f0b195dd0a0a9b752b8dfe4dcb9d9b5d077551acbc14769c04','2782b9c461d2183825f9bed552313cd7f060dfa3785eebd7f705e91cb0612705','74f0c5f69a4fc64bdf39888ba7884943');
INSERT INTO "audit" VALUES(26,'2026-11-20T03:00:00.000000+00:00','clerk','notified','old-0001','{"act":"replaced","notice":"a19522556ca9c7531a7e113fdc9a4d83","receiver":"H99.5"}','2782b9c461d2183825f9bed552313cd7f060dfa3785eebd7f705e91cb0612705','39a299fc54c00dafdaa2c2d6ba6e674134e82c04750d2e637527bb0b04ccb9b1','e7564757f65a182808d75bf682910e53');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	entry_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id), 
	CONSTRAINT ck_audit_head_ck_audit_head_single CHECK (id = 1)
);
INSERT INTO "audit_head" VALUES(1,26,'39a299fc54c00dafdaa2c2d6ba6e674134e82c04750d2e637527bb0b04ccb9b1');
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
INSERT INTO "history" VALUES(4,1,'released','released','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(6,5,'signed','signed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(7,5,'sealed','sealed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(8,5,'released','released','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(10,9,'signed','signed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(11,9,'sealed','sealed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(12,9,'released','released','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(14,13,'signed','signed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(15,13,'sealed','sealed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(16,13,'released','released','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(18,17,'signed','signed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(19,17,'sealed','sealed','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(20,17,'released','released','2026-11-20T03:00:00.000000+00:00','esign','',NULL);
INSERT INTO "history" VALUES(21,1,'corrected','corrected','2026-11-20T03:00:00.000000+00:00','clerk','Sai chính tả',17);
INSERT INTO "history" VALUES(22,1,'replaced','replaced','2026-11-20T03:00:00.000000+00:00','clerk','Sai mức chi',5);
INSERT INTO "history" VALUES(23,9,'recalled','recalled','2026-11-20T03:00:00.000000+00:00','clerk','Trái thẩm quyền',NULL);
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
CREATE TABLE notice (
	id VARCHAR NOT NULL, 
	entry_id INTEGER NOT NULL, 
	audit_seq INTEGER NOT NULL, 
	act VARCHAR NOT NULL, 
	receiver_code VARCHAR NOT NULL, 
	receiver_name TEXT NOT NULL, 
	other_id INTEGER, 
	reason TEXT NOT NULL, 
	queued_at VARCHAR NOT NULL, 
	carried_at VARCHAR, 
	CONSTRAINT pk_notice PRIMARY KEY (id), 
	CONSTRAINT fk_notice_entry_id FOREIGN KEY(entry_id) REFERENCES register (id), 
	CONSTRAINT fk_notice_audit_seq FOREIGN KEY(audit_seq) REFERENCES audit (seq), 
	CONSTRAINT fk_notice_other_id FOREIGN KEY(other_id) REFERENCES register (id)
);
INSERT INTO "notice" VALUES('87e3b4baf82156adc659f051e2b337cb',1,21,'corrected','H99.5','Sở Nội vụ tỉnh Ví Dụ',17,'Sai chính tả','2026-11-20T03:00:00.000000+00:00','2026-11-20T03:00:00.000000+00:00');
INSERT INTO "notice" VALUES('a21bec3306bdc842183856b34230475b',1,21,'corrected','H99.6','Sở Tài chính tỉnh Ví Dụ',17,'Sai chính tả','2026-11-20T03:00:00.000000+00:00','2026-11-20T03:00:00.000000+00:00');
INSERT INTO "notice" VALUES('a19522556ca9c7531a7e113fdc9a4d83',1,22,'replaced','H99.5','Sở Nội vụ tỉnh Ví Dụ',5,'Sai mức chi','2026-11-20T03:00:00.000000+00:00','2026-11-20T03:00:00.000000+00:00');
INSERT INTO "notice" VALUES('5db590e00a1376ace4314d377ad5cb04',1,22,'replaced','H99.6','Sở Tài chính tỉnh Ví Dụ',5,'Sai mức chi','2026-11-20T03:00:00.000000+00:00',NULL);
INSERT INTO "notice" VALUES('4671403ff45124aa4be141641091f7c4',9,23,'recalled','H99.5','Sở Nội vụ tỉnh Ví Dụ',NULL,'Trái thẩm quyền','2026-11-20T03:00:00.000000+00:00',NULL);
INSERT INTO "notice" VALUES('e2c50df2d8f34e28f3b78c9e20e35261',9,23,'recalled','H99.6','Sở Tài chính tỉnh Ví Dụ',NULL,'Trái thẩm quyền','2026-11-20T03:00:00.000000+00:00',NULL);
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
INSERT INTO "register" VALUES(1,'old-0001','H99.12','outgoing',2026,1,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,01/QĐ-SGDĐT','DCKJ-E3KG-CFT8','','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','13a992bf6a6504ae9f440a3cd161e4b7ac42714876d6b65e1f34c21986dded8f','{"content":{"receivers":[{"code":"H99.5","name":"Sở Nội vụ tỉnh Ví Dụ"},{"code":"H99.6","name":"Sở Tài chính tỉnh Ví Dụ"}],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc old-0001","telephone":"0900 000 000"},"kind":"decision","request_id":"old-0001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc old-0001','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','01/qd-sgddt quyet dinh ve viec old-0001 ve viec old-0001 giam doc nguyen van a nhu dieu 3 luu: vt, vp h99.5 so noi vu tinh vi du h99.6 so tai chinh tinh vi du 0900 000 000',NULL,'2026-11-20T03:00:00.000000+00:00','esign','replaced','2026-11-20T03:00:00.000000+00:00','Sai mức chi');
INSERT INTO "register" VALUES(5,'new-0001','H99.12','outgoing',2026,2,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,02/QĐ-SGDĐT','CPZX-V3PJ-SZJ7','','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','86bc33d4fcf96d3bf4a76287ad317b4084f544588e1ec8f011380a74a4ef2f80','{"content":{"receivers":[{"code":"H99.5","name":"Sở Nội vụ tỉnh Ví Dụ"},{"code":"H99.6","name":"Sở Tài chính tỉnh Ví Dụ"}],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc new-0001","telephone":"0900 000 000"},"kind":"decision","request_id":"new-0001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc new-0001','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','02/qd-sgddt quyet dinh ve viec new-0001 ve viec new-0001 giam doc nguyen van a nhu dieu 3 luu: vt, vp h99.5 so noi vu tinh vi du h99.6 so tai chinh tinh vi du 0900 000 000',NULL,'2026-11-20T03:00:00.000000+00:00','esign','released','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "register" VALUES(9,'two-0001','H99.12','outgoing',2026,3,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,03/QĐ-SGDĐT','NHDD-D3J6-0W83','','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','275220a3b91994a57de63881980276d9d3c614f57d3e8fd9832916d4dd9df460','{"content":{"receivers":[{"code":"H99.5","name":"Sở Nội vụ tỉnh Ví Dụ"},{"code":"H99.6","name":"Sở Tài chính tỉnh Ví Dụ"}],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc two-0001","telephone":"0900 000 000"},"kind":"decision","request_id":"two-0001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc two-0001','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','03/qd-sgddt quyet dinh ve viec two-0001 ve viec two-0001 giam doc nguyen van a nhu dieu 3 luu: vt, vp h99.5 so noi vu tinh vi du h99.6 so tai chinh tinh vi du 0900 000 000',NULL,'2026-11-20T03:00:00.000000+00:00','esign','recalled','2026-11-20T03:00:00.000000+00:00','Trái thẩm quyền');
INSERT INTO "register" VALUES(13,'gone-001','H99.12','outgoing',2026,4,'QĐ-SGDĐT','2026-11-20','H99.12,2026/11/20,04/QĐ-SGDĐT','1XM4-SYDA-SZ6G','','electronic','decision','Quyết định','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','f73998a78ead24ab093cc2e1725a18b3c54cbc0d6aa25e452a8a915a5115abab','{"content":{"receivers":[{"code":"H99.5","name":"Sở Nội vụ tỉnh Ví Dụ"},{"code":"H99.6","name":"Sở Tài chính tỉnh Ví Dụ"}],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc gone-001","telephone":"0900 000 000"},"kind":"decision","request_id":"gone-001"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc gone-001','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','04/qd-sgddt quyet dinh ve viec gone-001 ve viec gone-001 giam doc nguyen van a nhu dieu 3 luu: vt, vp h99.5 so noi vu tinh vi du h99.6 so tai chinh tinh vi du 0900 000 000',NULL,'2026-11-20T03:00:00.000000+00:00','esign','released','2026-11-20T03:00:00.000000+00:00','');
INSERT INTO "register" VALUES(17,'letter-1','H99.12','outgoing',2026,5,'SGDĐT-VP','2026-11-20','H99.12,2026/11/20,05/SGDĐT-VP','YVSM-P8MZ-M4D4','','electronic','official-letter','Công văn','dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','db2bc7371c00d99b154be5118ef6b33d9248d1de5ae2657ec787fd5eb1561e34','{"content":{"receivers":[{"code":"H99.5","name":"Sở Nội vụ tỉnh Ví Dụ"},{"code":"H99.6","name":"Sở Tài chính tỉnh Ví Dụ"}],"recipients":["Như Điều 3","Lưu: VT, VP"],"signer":{"name":"Nguyễn Văn A","title":"GIÁM ĐỐC"},"subject":"Về việc letter-1","telephone":"0900 000 000"},"kind":"official-letter","request_id":"letter-1"}','{"abbreviation":"SGDĐT","address":"","code":"H99.12","email":"","heading":"SỞ GIÁO DỤC VÀ ĐÀO TẠO","name":"Sở Giáo dục và Đào tạo tỉnh Ví Dụ","parent":"UBND TỈNH VÍ DỤ","place":"Ví Dụ","telephone":"","website":""}','Về việc letter-1','GIÁM ĐỐC','Nguyễn Văn A','["Như Điều 3","Lưu: VT, VP"]',1,'','05/sgddt-vp cong van ve viec letter-1 ve viec letter-1 giam doc nguyen van a nhu dieu 3 luu: vt, vp h99.5 so noi vu tinh vi du h99.6 so tai chinh tinh vi du 0900 000 000',NULL,'2026-11-20T03:00:00.000000+00:00','esign','released','2026-11-20T03:00:00.000000+00:00','');
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
INSERT INTO "series" VALUES('H99.12','outgoing',2026,5,'2026-11-20',NULL);
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
CREATE INDEX ix_notice_entry_id ON notice (entry_id);
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
CREATE TRIGGER notice_fixed BEFORE UPDATE OF id, entry_id, audit_seq, act, receiver_code, receiver_name, other_id, reason, queued_at ON notice BEGIN SELECT RAISE(ABORT, 'a notice is never changed'); END;
CREATE TRIGGER notice_carried_once BEFORE UPDATE ON notice WHEN OLD.carried_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a notice is carried once'); END;
CREATE TRIGGER notice_no_delete BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'a notice is never deleted'); END;
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
COMMIT;
