// SPDX-License-Identifier: Apache-2.0
// Makes, fills, remarks and signs PDF files as OpenPDF does, in the forms that iText 2 and Acrobat of
// its time wrote; nothing of ours takes part.

import com.lowagie.text.Document;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfAnnotation;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfSignatureAppearance;
import com.lowagie.text.pdf.PdfStamper;
import com.lowagie.text.pdf.PdfWriter;
import com.lowagie.text.pdf.TextField;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.TimeZone;

public final class Writer {
    private static final Map<String, PdfName> FORMS = Map.of(
        "adbe.pkcs7.sha1", PdfSignatureAppearance.WINCER_SIGNED,
        "adbe.x509.rsa_sha1", PdfSignatureAppearance.SELF_SIGNED,
        "VeriSign", PdfSignatureAppearance.VERISIGN_SIGNED);
    private static Path folder;
    private static char[] passphrase;
    private static Date moment;

    /** Arguments: a folder with keys, `*.pem` and `*.crl`; passphrase; moment; a list of jobs. */
    public static void main(String[] arguments) throws Exception {
        folder = Path.of(arguments[0]);
        passphrase = arguments[1].toCharArray();
        moment = Date.from(Instant.parse(arguments[2]));
        for (String line : Files.readAllLines(Path.of(arguments[3]))) {
            String[] job = line.split("\t");
            try {
                done(job[0], job[1], job[2], new File(job[3]));
            } catch (Exception refused) {
                System.err.println(line + ": " + refused);
            }
        }
    }

    private static void done(String what, String how, String from, File to) throws Exception {
        switch (what) {
            case "openpdf-make" -> make(to, Boolean.parseBoolean(how));
            case "openpdf-sign" -> sign(from, to, how.split(" "));
            case "openpdf-fill" -> fill(from, to, how);
            case "openpdf-remark" -> remark(from, to);
            default -> throw new IllegalArgumentException(what);
        }
    }

    private static void make(File to, boolean compressed) throws Exception {
        try (OutputStream out = new FileOutputStream(to)) {
            Document document = new Document(PageSize.A4);
            PdfWriter writer = PdfWriter.getInstance(document, out);
            if (compressed) {
                writer.setFullCompression();
            }
            document.open();
            document.add(new Paragraph("Agreement over 100 euros"));
            TextField field = new TextField(writer, new Rectangle(72, 600, 300, 620), "Comment");
            writer.addAnnotation(field.getTextField());
            document.close();
        }
    }

    /** How: holder, form, `visible` or `hidden`, and the certification level, 0 for none. */
    private static void sign(String from, File to, String[] how) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = new FileInputStream(folder.resolve(how[0] + ".p12").toFile())) {
            store.load(content, passphrase);
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, passphrase);
        Certificate[] chain = store.getCertificateChain(alias);
        try (OutputStream out = new FileOutputStream(to)) {
            PdfStamper stamper =
                PdfStamper.createSignature(new PdfReader(from), out, '\0', null, true);
            PdfSignatureAppearance looks = stamper.getSignatureAppearance();
            looks.setCrypto(key, chain, (CRL[]) null, FORMS.get(how[1]));
            GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("GMT+7"));
            calendar.setTime(moment);
            looks.setSignDate(calendar);
            looks.setReason("Approved");
            if (how[2].equals("visible")) {
                looks.setVisibleSignature(new Rectangle(300, 100, 400, 150), 1);
            }
            looks.setCertificationLevel(Integer.parseInt(how[3]));
            stamper.close();
        }
    }

    private static void fill(String from, File to, String value) throws Exception {
        try (OutputStream out = new FileOutputStream(to)) {
            PdfStamper stamper = new PdfStamper(new PdfReader(from), out, '\0', true);
            stamper.getAcroFields().setField("Comment", value);
            stamper.close();
        }
    }

    private static void remark(String from, File to) throws Exception {
        try (OutputStream out = new FileOutputStream(to)) {
            PdfStamper stamper = new PdfStamper(new PdfReader(from), out, '\0', true);
            Rectangle place = new Rectangle(500, 780, 520, 800);
            stamper.addAnnotation(PdfAnnotation.createText(
                stamper.getWriter(), place, "Reader", "Seen.", false, "Note"), 1);
            stamper.close();
        }
    }
}
