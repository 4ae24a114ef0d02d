package org.opendip.jobs.reports;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Takes the creation time out of a workbook, so that the same data gives the same file.
 *
 * <p>fastexcel writes the time of day into {@code docProps/core.xml} and offers no way around it; all else that it writes depends on the
 * data alone. The sheets pass straight through. From {@link #holdTail} on (no sheet follows, so what comes is small) the bytes are
 * kept, and at the end that one entry is replaced and the directory of the archive is put right.
 */
final class TimelessZip extends FilterOutputStream {
    private static final byte[] ENTRY = "docProps/core.xml".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern CREATED = Pattern.compile("<dcterms:created[^>]*>[^<]*</dcterms:created>");
    private static final int LOCAL_HEADER = 30;
    private static final int DESCRIPTOR = 24;
    private static final int DIRECTORY_SIGNATURE = 0x02014b50;
    private static final int DIRECTORY_HEADER = 46;
    private static final int END_HEADER = 22;

    private long passed;
    private ByteArrayOutputStream tail;

    TimelessZip(OutputStream out) {
        super(out);
    }

    void holdTail() {
        if (tail == null) {
            tail = new ByteArrayOutputStream(1 << 16);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (tail != null) {
            tail.write(bytes, from, length);
        } else {
            out.write(bytes, from, length);
            passed += length;
        }
    }

    /** The archive is complete: writes the tail, without the time. */
    void finish() throws IOException {
        byte[] bytes = tail.toByteArray();
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.length - END_HEADER;
        int directory = Math.toIntExact(zip.getInt(end + 16) - passed);

        int found = -1;
        for (int at = directory; at < end; at += directoryEntryLength(zip, at)) {
            if (isCore(zip, at)) {
                found = at;
            }
        }
        if (found < 0) {
            throw new IOException("The workbook has no " + new String(ENTRY, StandardCharsets.US_ASCII));
        }
        int start = Math.toIntExact(zip.getInt(found + 42) - passed);
        int data = start + LOCAL_HEADER + ENTRY.length;
        int oldLength = zip.getInt(found + 20);
        byte[] core = withoutTime(inflate(bytes, data, oldLength, zip.getInt(found + 24)));
        byte[] packed = deflate(core);
        CRC32 crc = new CRC32();
        crc.update(core);

        int shift = packed.length - oldLength;
        int rest = data + oldLength + DESCRIPTOR;
        ByteBuffer descriptor = ByteBuffer.allocate(DESCRIPTOR).order(ByteOrder.LITTLE_ENDIAN);
        descriptor.putInt(zip.getInt(data + oldLength)).putInt((int) crc.getValue());
        descriptor.putLong(packed.length).putLong(core.length);
        for (int at = directory; at < end; at += directoryEntryLength(zip, at)) {
            if (zip.getInt(at + 42) - passed > start) {
                zip.putInt(at + 42, zip.getInt(at + 42) + shift);
            }
        }
        zip.putInt(found + 16, (int) crc.getValue());
        zip.putInt(found + 20, packed.length);
        zip.putInt(found + 24, core.length);
        zip.putInt(end + 16, zip.getInt(end + 16) + shift);

        out.write(bytes, 0, data);
        out.write(packed);
        out.write(descriptor.array());
        out.write(bytes, rest, bytes.length - rest);
        out.flush();
    }

    private static byte[] withoutTime(byte[] core) {
        String xml = new String(core, StandardCharsets.UTF_8);
        return CREATED.matcher(xml).replaceFirst("").getBytes(StandardCharsets.UTF_8);
    }

    private static int directoryEntryLength(ByteBuffer zip, int at) throws IOException {
        if (zip.getInt(at) != DIRECTORY_SIGNATURE) {
            throw new IOException("The workbook's directory is not as expected.");
        }
        return DIRECTORY_HEADER + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
    }

    private static boolean isCore(ByteBuffer zip, int at) {
        if (zip.getShort(at + 28) != ENTRY.length) {
            return false;
        }
        for (int i = 0; i < ENTRY.length; i++) {
            if (zip.get(at + DIRECTORY_HEADER + i) != ENTRY[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] inflate(byte[] bytes, int from, int length, int size) throws IOException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, from, length);
            byte[] plain = new byte[size];
            int got = 0;
            while (got < size) {
                int n = inflater.inflate(plain, got, size - got);
                if (n == 0) {
                    throw new IOException("The workbook's properties are cut short.");
                }
                got += n;
            }
            return plain;
        } catch (DataFormatException e) {
            throw new IOException("The workbook's properties cannot be read back.", e);
        } finally {
            inflater.end();
        }
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            byte[] packed = new byte[plain.length + 64];
            int length = deflater.deflate(packed);
            return java.util.Arrays.copyOf(packed, length);
        } finally {
            deflater.end();
        }
    }
}
