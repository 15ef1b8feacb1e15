package org.autodiff.nn.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.autodiff.ndarray.NdArray;

/**
 * Named arrays as NumPy's {@code numpy.savez} and {@code numpy.savez_compressed} write them: a zip file of
 * {@link Npy} files. What can be read is as there. Checked are the checksums; the names, which must not climb out of a
 * folder that somebody unpacks them into; and that the entries together can fit into the file, so that a small file
 * cannot fill the memory: deflate makes its input at most 1032 times smaller.
 */
public final class Npz {
    private static final String SUFFIX = ".npy";
    private static final long DEFLATE = 1032; // its highest ratio
    private static final int SMALLEST = 1 << 10; // sizes up to which no ratio counts
    private static final LocalDateTime EARLIEST =
            LocalDateTime.of(1980, 1, 1, 0, 0); // as NumPy: same arrays, same bytes
    private static final Pattern FOLDERS = Pattern.compile("[/\\\\]");

    private Npz() {}

    /**
     * Reads all arrays, in the order of the file; a name is that of the entry without {@code .npy}. The map is
     * unmodifiable.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is not such a file; the message says what is wrong
     */
    public static Map<String, NdArray> read(Path file) {
        Objects.requireNonNull(file, "read: the file is null");
        try {
            long size = Files.size(file); // first, as it says more clearly that there is no such file
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return read(zip, size);
            }
        } catch (IOException e) {
            throw Words.cannotRead(file, e);
        } catch (IllegalArgumentException e) {
            throw Words.cannotRead(file, new IOException("damaged, or not a zip file: " + e.getMessage(), e));
        }
    }

    private static Map<String, NdArray> read(ZipFile zip, long size) throws IOException {
        List<? extends ZipEntry> entries = Collections.list(zip.entries());
        requirePossible(entries, size);
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (ZipEntry entry : entries) {
            try {
                arrays.put(arrayName(entry.getName()), read(zip, entry));
            } catch (IOException e) {
                throw new IOException("'" + entry.getName() + "': " + Words.of(e), e);
            }
        }
        return Collections.unmodifiableMap(arrays);
    }

    private static void requirePossible(List<? extends ZipEntry> entries, long size) throws IOException {
        Map<String, ZipEntry> seen = new LinkedHashMap<>();
        long packed = 0;
        for (ZipEntry entry : entries) {
            String name = entry.getName();
            if (seen.put(name, entry) != null) {
                throw new IOException("has two entries '" + name + "'");
            }
            if (!name.endsWith(SUFFIX)) {
                throw new IOException("has an entry '" + name + "', which is no .npy file");
            }
            requireInside(name);
            packed += Math.max(entry.getCompressedSize(), 0);
            if (packed > size || packed < 0) {
                throw new IOException("its entries are longer than the file: damaged, or made to harm");
            }
            if (entry.getSize() > SMALLEST && entry.getSize() / DEFLATE > entry.getCompressedSize()) {
                throw new IOException("its entry '" + name + "' promises " + entry.getSize() + " bytes out of "
                        + entry.getCompressedSize() + ": damaged, or made to harm");
            }
        }
    }

    /** A name that is only read out does no harm, but a file with such a name was made to do some. */
    private static void requireInside(String name) throws IOException {
        boolean absolute = name.startsWith("/") || name.startsWith("\\") || name.matches("(?s)[A-Za-z]:.*");
        if (absolute || Arrays.asList(FOLDERS.split(name)).contains("..")) {
            throw new IOException("its entry '" + name + "' climbs out of the folder that it would be unpacked into");
        }
    }

    private static String arrayName(String entry) {
        return entry.substring(0, entry.length() - SUFFIX.length());
    }

    private static NdArray read(ZipFile zip, ZipEntry entry) throws IOException {
        CRC32 crc = new CRC32();
        InputStream in = zip.getInputStream(entry);
        if (in == null) {
            throw new IOException("is in the directory of the file, but not in the file");
        }
        try (InputStream checked = new CheckedInputStream(in, crc)) {
            NdArray array = Npy.read(checked); // up to the end, so that the checksum is of everything
            if (crc.getValue() != entry.getCrc()) {
                throw new IOException("its checksum is wrong: the file is damaged");
            }
            return array;
        }
    }

    /**
     * Writes arrays of float64, not compressed, in place of the file as a whole or not at all.
     *
     * @throws IllegalArgumentException if a name climbs out of its folder
     * @throws java.io.UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void write(Path file, Map<String, NdArray> arrays) {
        write(file, arrays, ZipEntry.STORED);
    }

    /**
     * Writes arrays of float64, compressed; weights hardly become smaller by it, masks and one-hot vectors do.
     *
     * @throws IllegalArgumentException if a name climbs out of its folder
     * @throws java.io.UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void writeCompressed(Path file, Map<String, NdArray> arrays) {
        write(file, arrays, ZipEntry.DEFLATED);
    }

    private static void write(Path file, Map<String, NdArray> arrays, int method) {
        Objects.requireNonNull(arrays, "write: the arrays are null");
        for (Map.Entry<String, NdArray> named : arrays.entrySet()) {
            Objects.requireNonNull(named.getValue(), () -> "write: the array '" + named.getKey() + "' is null");
            try {
                requireInside(named.getKey());
            } catch (IOException e) {
                throw new IllegalArgumentException("write: " + e.getMessage(), e);
            }
        }
        AtomicFile.write(file, out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, NdArray> named : arrays.entrySet()) {
                    zip.putNextEntry(entry(named.getKey(), named.getValue(), method));
                    Npy.write(zip, named.getValue());
                    zip.closeEntry();
                }
            }
        });
    }

    private static ZipEntry entry(String name, NdArray array, int method) throws IOException {
        ZipEntry entry = new ZipEntry(name + SUFFIX);
        entry.setTime(EARLIEST.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli()); // kept as local time
        entry.setMethod(method);
        if (method == ZipEntry.STORED) { // stands before the numbers
            CRC32 crc = new CRC32();
            Npy.write(new CheckedOutputStream(OutputStream.nullOutputStream(), crc), array);
            entry.setCrc(crc.getValue());
            entry.setSize(NpyHeader.write(array.shape()).length + 8L * array.size());
        }
        return entry;
    }
}
