// SPDX-License-Identifier: Apache-2.0
// What the EU's Digital Signature Service says about signed PDF files, by its own default policy
// and offline: only the anchors and revocation lists that are handed over count besides the files.

import eu.europa.esig.dss.enumerations.SubIndication;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

public final class Judge {
    /** Arguments: a moment (ISO 8601), anchors `*.pem`, lists `*.crl` and documents `*.pdf`. */
    public static void main(String[] arguments) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        List<String> lists = new ArrayList<>();
        List<String> documents = new ArrayList<>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            if (argument.endsWith(".pem")) {
                anchors.addCertificate(DSSUtils.loadCertificate(new File(argument)));
            } else if (argument.endsWith(".crl")) {
                lists.add(argument);
            } else {
                documents.add(argument);
            }
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        if (!lists.isEmpty()) {
            verifier.setCrlSource(new ExternalResourcesCRLSource(documentsOf(lists)));
        }
        Date moment = Date.from(Instant.parse(arguments[0]));
        for (String document : documents) {
            try {
                judge(document, verifier, moment);
            } catch (RuntimeException unreadable) {
                System.out.println(document + "\t\t\tNOT_READ\t\t\t");
            }
        }
    }

    private static FileDocument[] documentsOf(List<String> paths) {
        return paths.stream().map(FileDocument::new).toArray(FileDocument[]::new);
    }

    /** One line for each signature: document, field or ordinal, level, indication, sub-indication. */
    private static void judge(String document, CommonCertificateVerifier verifier, Date moment) {
        SignedDocumentValidator validator =
            SignedDocumentValidator.fromDocument(new FileDocument(document));
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(moment);
        SimpleReport report = validator.validateDocument().getSimpleReport();
        for (String signature : report.getSignatureIdList()) {
            SubIndication reason = report.getSubIndication(signature);
            System.out.println(String.join("\t",
                document,
                report.getSignedBy(signature),
                report.getSignatureFormat(signature).toString(),
                report.getIndication(signature).toString(),
                reason == null ? "" : reason.toString(),
                String.join("; ", report.getAdESValidationErrors(signature).stream()
                    .map(message -> message.getValue()).toList()),
                String.join("; ", report.getAdESValidationWarnings(signature).stream()
                    .map(message -> message.getValue()).toList())));
        }
    }
}
