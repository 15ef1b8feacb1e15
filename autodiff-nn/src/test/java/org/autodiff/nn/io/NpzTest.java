package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several arrays as NumPy writes them. */
final class NpzTest {
    @TempDir
    Path folder;

    private static final NdArray FIRST = NdArray.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 5);

    private static byte[] npy(NdArray array) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, array);
        return out.toByteArray();
    }

    private Path zip(Map<String, byte[]> entries) throws IOException {
        Path file = folder.resolve("a.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    /** Puts a 32-bit number into the directory of a zip file, which has one entry. */
    private static byte[] patched(byte[] zip, int place, int value) {
        byte[] bytes = zip.clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = buffer.getInt(bytes.length - 22 + 16); // from the end of the directory
        buffer.putInt(directory + place, value);
        return bytes;
    }

    private void assertRefused(Path file, String words) {
        Resources.assertRefused(file, words, () -> Npz.read(file));
    }

    @Test
    void readsWhatNumPyWrote() {
        Map<String, NdArray> stored = Npz.read(Resources.file("stored.npz"));
        assertEquals(Map.of("first", FIRST, "second", NdArray.of(1, 0)), stored);
        assertEquals(List.of("first", "second"), List.copyOf(stored.keySet()));
        assertEquals(
                Map.of("first", FIRST, "a/b", NdArray.zeros(Shape.of(5000))), Npz.read(Resources.file("deflated.npz")));
    }

    @Test
    void writesStoredAndCompressed() throws IOException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("b", FIRST);
        arrays.put("a", NdArray.zeros(Shape.of(100_000)));
        arrays.put("s", NdArray.of(3));
        Path stored = folder.resolve("stored.npz");
        Path compressed = folder.resolve("compressed.npz");
        Npz.write(stored, arrays);
        Npz.writeCompressed(compressed, arrays);
        for (Path file : List.of(stored, compressed)) {
            assertEquals(arrays, Npz.read(file));
            assertEquals(List.of("b", "a", "s"), List.copyOf(Npz.read(file).keySet()));
        }
        assertTrue(Files.size(stored) > 800_000 && Files.size(compressed) < 10_000);
        try (ZipFile zip = new ZipFile(stored.toFile())) {
            assertEquals(ZipEntry.STORED, zip.getEntry("a.npy").getMethod());
        }
        byte[] first = Files.readAllBytes(stored);
        Npz.write(stored, arrays);
        assertArrayEquals(first, Files.readAllBytes(stored)); // no clock in it
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.npy",
                "a/../../x.npy",
                "a/..\\x.npy",
                "/x.npy",
                "\\x.npy",
                "C:\\x.npy",
                "c:x.npy",
                "../../.npy"
            })
    void namesThatClimbOutAreRefused(String name) throws IOException {
        assertRefused(
                zip(Map.of(name, npy(FIRST))),
                "its entry '" + name + "' climbs out of the folder that it would be unpacked into");
        String array = name.substring(0, name.length() - 4);
        Path file = folder.resolve("new.npz");
        assertThrows(IllegalArgumentException.class, () -> Npz.write(file, Map.of(array, FIRST)));
        assertFalse(Files.exists(file));
    }

    @Test
    void twoEntriesOfOneName() throws IOException {
        Path file = zip(new LinkedHashMap<>(Map.of("a.npy", npy(FIRST), "b.npy", npy(FIRST))));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("b.npy", "a.npy"), StandardCharsets.ISO_8859_1);
        assertRefused(file, "has two entries 'a.npy'");
    }

    @Test
    void otherEntries() throws IOException {
        assertRefused(zip(Map.of("a.txt", new byte[1])), "has an entry 'a.txt', which is no .npy file");
        assertRefused(zip(Map.of("a/", new byte[0])), "has an entry 'a/', which is no .npy file");
        assertRefused(zip(Map.of("a.npy", new byte[0])), "'a.npy': not a NumPy file");
        byte[] objects = Files.readAllBytes(Resources.file("objects.npy"));
        assertRefused(zip(Map.of("a.npy", objects)), "'a.npy': its elements are Python objects");
    }

    /** The header promises 16 GB; the entry does not have them. */
    @Test
    void aHeaderThatPromisesMuch() throws IOException {
        byte[] bytes = npy(NdArray.zeros(Shape.of(1000)));
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("(1000,), }      ", "(2147483647,), }");
        assertEquals(bytes.length, text.length());
        Path file = zip(Map.of("a.npy", text.getBytes(StandardCharsets.ISO_8859_1)));
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        assertRefused(file, "has 8000 bytes of numbers, its header promises 17179869176");
        assertTrue(thread.getCurrentThreadAllocatedBytes() - before < 4 << 20);
    }

    /** A directory that lies about its entry: more than deflate can make, entries that share their bytes. */
    @Test
    void bombs() throws IOException {
        Path file = folder.resolve("a.npz");
        byte[] fine = Files.readAllBytes(zip(Map.of("a.npy", npy(NdArray.zeros(Shape.of(1000))))));
        Files.write(file, patched(fine, 24, 2_000_000_000));
        assertRefused(file, "its entry 'a.npy' promises 2000000000 bytes out of");
        Files.write(file, patched(fine, 20, 2_000_000_000));
        assertRefused(file, ""); // the library or the sum of the entries, each with the file's name
        Files.write(file, patched(fine, 16, 12345));
        assertRefused(file, "'a.npy': its checksum is wrong");

        // one entry, and a directory that names its bytes five times
        Path shared = zip(Map.of("0.npy", npy(NdArray.build(Shape.of(1000), n -> Arrays.setAll(n, Math::sin)))));
        byte[] one = Files.readAllBytes(shared);
        int directory = ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN).getInt(one.length - 22 + 16);
        int length = one.length - 22 - directory;
        ByteBuffer many = ByteBuffer.allocate(one.length + 4 * length).order(ByteOrder.LITTLE_ENDIAN);
        many.put(one, 0, directory);
        for (int i = 0; i < 5; i++) {
            byte[] copy = Arrays.copyOfRange(one, directory, directory + length);
            copy[46] += (byte) i; // its name
            many.put(copy);
        }
        many.put(one, one.length - 22, 22);
        int end = many.capacity() - 22;
        many.putShort(end + 8, (short) 5).putShort(end + 10, (short) 5).putInt(end + 12, 5 * length);
        Files.write(shared, many.array());
        assertRefused(shared, "its entries are longer than the file");
    }

    @Test
    void cutOffAtEveryByte() throws IOException {
        byte[] whole = Files.readAllBytes(Resources.file("stored.npz"));
        Path file = folder.resolve("cut.npz");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused(file, "zip");
        }
    }
}
