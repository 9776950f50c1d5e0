// SPDX-License-Identifier: Apache-2.0
// Makes, fills, remarks, signs, stamps and extends PDF files as Apache PDFBox and the EU's Digital
// Signature Service do; nothing of ours takes part.

import eu.europa.esig.dss.alert.SilentOnStatusAlert;
import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.PAdESTimestampParameters;
import eu.europa.esig.dss.pades.SignatureImageParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.TimeZone;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationHighlight;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureInterface;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSigProperties;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.PDVisibleSignDesigner;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public final class Writer {
    private static Path folder;
    private static char[] passphrase;
    private static Date moment;

    private record Holder(PrivateKey key, List<X509Certificate> chain) {}

    /** Arguments: a folder with keys, `*.pem` and `*.crl`; passphrase; moment; a list of jobs. */
    public static void main(String[] arguments) throws Exception {
        folder = Path.of(arguments[0]);
        passphrase = arguments[1].toCharArray();
        moment = Date.from(Instant.parse(arguments[2]));
        for (String line : Files.readAllLines(Path.of(arguments[3]))) {
            String[] job = line.split("\t");
            try {
                done(job[0], job[1], new File(job[2]), new File(job[3]));
            } catch (Exception refused) {
                System.err.println(line + ": " + refused);
            }
        }
    }

    private static void done(String what, String how, File from, File to) throws Exception {
        switch (what) {
            case "pdfbox-make" -> make(to, Boolean.parseBoolean(how));
            case "pdfbox-sign" -> sign(from, to, how.split(" "));
            case "pdfbox-fill" -> fill(from, to, how);
            case "pdfbox-remark" -> remark(from, to, how);
            case "dss-sign" -> dssSign(from, to, how.split(" "));
            case "dss-extend" -> dssExtend(from, to, how);
            case "dss-stamp" -> dssStamp(from, to);
            default -> throw new IllegalArgumentException(what);
        }
    }

    private static void make(File to, boolean compressed) throws Exception {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(font, 14);
                content.newLineAtOffset(72, 720);
                content.showText("Agreement over 100 euros");
                content.endText();
            }
            PDAcroForm form = new PDAcroForm(document);
            document.getDocumentCatalog().setAcroForm(form);
            PDResources resources = new PDResources();
            resources.put(COSName.getPDFName("Helv"), font);
            form.setDefaultResources(resources);
            form.setDefaultAppearance("/Helv 12 Tf 0 g");
            PDTextField field = new PDTextField(form);
            field.setPartialName("Comment");
            field.setDefaultAppearance("/Helv 12 Tf 0 g");
            PDAnnotationWidget widget = field.getWidgets().get(0);
            widget.setRectangle(new PDRectangle(72, 600, 228, 20));
            widget.setPage(page);
            widget.setPrinted(true);
            page.getAnnotations().add(widget);
            form.getFields().add(field);
            if (compressed) {
                document.save(to);
            } else {
                document.save(to, org.apache.pdfbox.pdfwriter.compress.CompressParameters.NO_COMPRESSION);
            }
        }
    }

    /** How: holder, subfilter, `visible` or `hidden`, and the certification level, 0 for none. */
    private static void sign(File from, File to, String[] how) throws Exception {
        Holder holder = holder(how[0]);
        try (PDDocument document = Loader.loadPDF(from); OutputStream out = new FileOutputStream(to)) {
            PDSignature signature = new PDSignature();
            signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            signature.setSubFilter(COSName.getPDFName(how[1]));
            signature.setName("Signer");
            signature.setReason("Approved (twice)");
            signature.setSignDate(calendar());
            int permission = Integer.parseInt(how[3]);
            if (permission > 0) {
                certify(document, signature, permission);
            }
            boolean digested = how[1].equals("adbe.pkcs7.sha1");
            SignatureInterface signing = content -> container(holder, content, digested);
            SignatureOptions options = new SignatureOptions();
            options.setPreferredSignatureSize(2 * SignatureOptions.DEFAULT_SIGNATURE_SIZE);
            if (how[2].equals("visible")) {
                options.setVisualSignature(mark(document));
                options.setPage(0);
            }
            document.addSignature(signature, signing, options);
            document.saveIncremental(out);
        }
    }

    private static void certify(PDDocument document, PDSignature signature, int permission) {
        COSDictionary catalogue = document.getDocumentCatalog().getCOSObject();
        COSDictionary permissions = new COSDictionary();
        permissions.setItem(COSName.DOCMDP, signature);
        catalogue.setItem(COSName.PERMS, permissions);
        catalogue.setNeedToBeUpdated(true);
        COSDictionary parameters = new COSDictionary();
        parameters.setItem(COSName.TYPE, COSName.getPDFName("TransformParams"));
        parameters.setInt(COSName.P, permission);
        parameters.setName(COSName.V, "1.2");
        COSDictionary reference = new COSDictionary();
        reference.setItem(COSName.TYPE, COSName.getPDFName("SigRef"));
        reference.setItem(COSName.TRANSFORM_METHOD, COSName.DOCMDP);
        reference.setItem(COSName.TRANSFORM_PARAMS, parameters);
        COSArray references = new COSArray();
        references.add(reference);
        signature.getCOSObject().setItem(COSName.REFERENCE, references);
    }

    private static PDVisibleSigProperties mark(PDDocument document) throws Exception {
        try (InputStream image = new FileInputStream(folder.resolve("mark.png").toFile())) {
            PDVisibleSignDesigner designer = new PDVisibleSignDesigner(document, image, 1);
            designer.xAxis(300).yAxis(100).width(100).height(50).signatureFieldName("signature");
            PDVisibleSigProperties properties = new PDVisibleSigProperties();
            properties.signerName("Signer").signerLocation("").signatureReason("").preferredSize(0)
                .page(1).visualSignEnabled(true).setPdVisibleSignature(designer).buildSignature();
            return properties;
        }
    }

    private static byte[] container(Holder holder, InputStream content, boolean digested) {
        try {
            byte[] covered = content.readAllBytes();
            byte[] enclosed = digested ? MessageDigest.getInstance("SHA-1").digest(covered) : covered;
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(holder.key),
                        holder.chain.get(0)));
            generator.addCertificates(new JcaCertStore(holder.chain));
            return generator.generate(new CMSProcessableByteArray(enclosed), digested).getEncoded();
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
    }

    private static void fill(File from, File to, String value) throws Exception {
        try (PDDocument document = Loader.loadPDF(from); OutputStream out = new FileOutputStream(to)) {
            PDTextField field =
                (PDTextField) document.getDocumentCatalog().getAcroForm().getField("Comment");
            field.setValue(value);
            field.getCOSObject().setNeedToBeUpdated(true);
            COSDictionary look = field.getWidgets().get(0).getAppearance().getCOSObject();
            look.setNeedToBeUpdated(true);
            look.getCOSStream(COSName.N).setNeedToBeUpdated(true);
            document.saveIncremental(out);
        }
    }

    /** Which: `note` or `highlight`. */
    private static void remark(File from, File to, String which) throws Exception {
        try (PDDocument document = Loader.loadPDF(from); OutputStream out = new FileOutputStream(to)) {
            PDPage page = document.getPage(0);
            PDAnnotation remark;
            if (which.equals("note")) {
                PDAnnotationText note = new PDAnnotationText();
                note.setName(PDAnnotationText.NAME_NOTE);
                note.setRectangle(new PDRectangle(500, 780, 20, 20));
                remark = note;
            } else {
                PDAnnotationHighlight light = new PDAnnotationHighlight();
                light.setRectangle(new PDRectangle(72, 715, 180, 18));
                light.setQuadPoints(new float[] {72, 733, 252, 733, 72, 715, 252, 715});
                light.setConstantOpacity(0.4f);
                light.constructAppearances(document);
                remark = light;
            }
            remark.setContents("Seen.");
            List<PDAnnotation> all = page.getAnnotations();
            all.add(remark);
            page.setAnnotations(all);
            page.getCOSObject().setNeedToBeUpdated(true);
            remark.getCOSObject().setNeedToBeUpdated(true);
            document.saveIncremental(out);
        }
    }

    /** How: holder, level, `visible` or `hidden`. */
    private static void dssSign(File from, File to, String[] how) throws Exception {
        Holder holder = holder(how[0]);
        PAdESSignatureParameters parameters = parameters(how[1]);
        List<CertificateToken> chain = holder.chain.stream().map(CertificateToken::new).toList();
        parameters.setSigningCertificate(chain.get(0));
        parameters.setCertificateChain(chain);
        parameters.bLevel().setSigningDate(moment);
        if (how[2].equals("visible")) {
            SignatureImageParameters image = new SignatureImageParameters();
            image.setImage(new FileDocument(folder.resolve("mark.png").toFile()));
            image.getFieldParameters().setPage(1);
            image.getFieldParameters().setOriginX(300);
            image.getFieldParameters().setOriginY(600);
            image.getFieldParameters().setWidth(100);
            image.getFieldParameters().setHeight(50);
            parameters.setImageParameters(image);
        }
        PAdESService service = service();
        DSSDocument document = new FileDocument(from);
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(holder.key);
        signer.update(service.getDataToSign(document, parameters).getBytes());
        SignatureValue value = new SignatureValue(SignatureAlgorithm.RSA_SHA256, signer.sign());
        service.signDocument(document, parameters, value).save(to.getPath());
    }

    private static void dssExtend(File from, File to, String level) throws Exception {
        service().extendDocument(new FileDocument(from), parameters(level)).save(to.getPath());
    }

    private static void dssStamp(File from, File to) throws Exception {
        service().timestamp(new FileDocument(from), new PAdESTimestampParameters())
            .save(to.getPath());
    }

    private static PAdESSignatureParameters parameters(String level) {
        PAdESSignatureParameters parameters = new PAdESSignatureParameters();
        parameters.setSignatureLevel(SignatureLevel.valueOf("PAdES_BASELINE_" + level));
        parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
        return parameters;
    }

    private static PAdESService service() throws Exception {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        anchors.addCertificate(DSSUtils.loadCertificate(folder.resolve("ours-root.pem").toFile()));
        CommonCertificateSource others = new CommonCertificateSource();
        others.addCertificate(DSSUtils.loadCertificate(folder.resolve("issuing.pem").toFile()));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        verifier.setAdjunctCertSources(others);
        List<DSSDocument> lists = new ArrayList<>();
        for (File list : folder.toFile().listFiles((place, name) -> name.endsWith(".crl"))) {
            lists.add(new FileDocument(list));
        }
        verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(DSSDocument[]::new)));
        verifier.setAIASource(null);
        SilentOnStatusAlert silent = new SilentOnStatusAlert();
        verifier.setAlertOnExpiredCertificate(silent);
        verifier.setAlertOnMissingRevocationData(silent);
        verifier.setAlertOnNoRevocationAfterBestSignatureTime(silent);
        verifier.setAlertOnUncoveredPOE(silent);
        verifier.setAlertOnInvalidTimestamp(silent);
        PAdESService service = new PAdESService(verifier);
        Holder stamps = holder("stamps");
        KeyEntityTSPSource source =
            new KeyEntityTSPSource(stamps.key, stamps.chain.get(0), stamps.chain);
        source.setTsaPolicy("1.2.3.4");
        source.setProductionTime(moment);
        service.setTspSource(source);
        return service;
    }

    private static Holder holder(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = new FileInputStream(folder.resolve(name + ".p12").toFile())) {
            store.load(content, passphrase);
        }
        String alias = store.aliases().nextElement();
        List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(alias))
            .map(X509Certificate.class::cast).toList();
        return new Holder((PrivateKey) store.getKey(alias, passphrase), chain);
    }

    private static Calendar calendar() {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("GMT+7"));
        calendar.setTime(moment);
        return calendar;
    }
}
