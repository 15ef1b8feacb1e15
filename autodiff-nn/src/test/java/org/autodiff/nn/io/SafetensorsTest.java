package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays in safetensors files, against files that Python's library wrote. */
final class SafetensorsTest {
    @TempDir
    Path folder;

    /** The same as in files.py. */
    private static Map<String, NdArray> float64() {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("weight", NdArray.of(Shape.of(2, 3), 1.5, -2.5, 1e300, Double.MIN_VALUE, -0.0, Math.PI));
        arrays.put("bias", NdArray.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.1));
        arrays.put("scalar", NdArray.of(-7.25));
        arrays.put("empty", NdArray.zeros(Shape.of(0, 2)));
        arrays.put("line\n\"quoted\"\\\t\u0001\u007f/<&>='", NdArray.of(new double[] {1}));
        arrays.put("\u2028", NdArray.of(new double[] {2}));
        arrays.put("\uffee", NdArray.of(new double[] {3}));
        arrays.put("\ud83d\ude00", NdArray.of(new double[] {4}));
        return arrays;
    }

    @Test
    void writesTheBytesThatPythonWrites() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Safetensors.write(file, float64());
        assertArrayEquals(Files.readAllBytes(Resources.file("float64.safetensors")), Files.readAllBytes(file));
        Safetensors.write(file, Map.of("a", NdArray.of(1, 2)), Map.of("note\n", "é\t\"\u2028"));
        assertArrayEquals(Files.readAllBytes(Resources.file("notes.safetensors")), Files.readAllBytes(file));
    }

    @Test
    void readsWhatPythonWrote() {
        Map<String, NdArray> read = Safetensors.read(Resources.file("float64.safetensors"));
        assertEquals(float64(), read);
        assertEquals(
                Double.doubleToRawLongBits(-0.0),
                Double.doubleToRawLongBits(read.get("weight").at(4)));
        assertEquals(
                List.of("bias", "empty", "line\n\"quoted\"\\\t\u0001\u007f/<&>='", "scalar", "weight"),
                new ArrayList<>(read.keySet()).subList(0, 5));
        assertThrows(UnsupportedOperationException.class, () -> read.remove("bias"));
        assertEquals(Map.of("note\n", "é\t\"\u2028"), Safetensors.readMetadata(Resources.file("notes.safetensors")));
    }

    @Test
    void numbersOfOtherTypesBecomeTheDoublesThatTheyAre() {
        Map<String, NdArray> read = Safetensors.read(Resources.file("types.safetensors"));
        double infinity = Double.POSITIVE_INFINITY;
        assertEquals(NdArray.of(1.5, -2.5), read.get("f64"));
        assertEquals(NdArray.of(1.1f, -2.5e-42f, infinity), read.get("f32"));
        // 1.1 = 1126 / 1024; -6e-8 is the smallest; 1e-4 = 1678 * 2^-24
        assertEquals(
                NdArray.of(1126 / 1024.0, -0x1p-24, 65504, -infinity, Double.NaN, -0.0, 1678 * 0x1p-24),
                read.get("f16"));
        // 1.1 = 141 / 128; -3e38 = -226 * 2^120; 1e-40 = 1 * 2^-133
        assertEquals(NdArray.of(141 / 128.0, -226 * 0x1p120, 0x1p-133, Double.NaN), read.get("bf16"));
        assertEquals(NdArray.of(0x1p53, -0x1p53, 3), read.get("i64"));
        assertEquals(NdArray.of(2147483647.0, -2147483648.0), read.get("i32"));
        assertEquals(NdArray.of(32767, -32768), read.get("i16"));
        assertEquals(NdArray.of(127, -128), read.get("i8"));
        assertEquals(NdArray.of(0, 255), read.get("u8"));
        assertEquals(NdArray.of(Shape.of(1, 2), 1, 0), read.get("bool"));
        assertEquals(10, read.size());
        Map<String, NdArray> unsigned = Safetensors.read(Resources.file("unsigned.safetensors"));
        assertEquals(65535, unsigned.get("u16").item());
        assertEquals(4294967295.0, unsigned.get("u32").item());
        assertEquals(0x1p53, unsigned.get("u64").item());
    }

    @Test
    void whatNoDoubleIsIsRefusedByName() {
        Path large = Resources.file("large.safetensors");
        Resources.assertRefused(
                large, "'large': an integer of it, 9007199254740993, is beyond 2^53", () -> Safetensors.read(large));
        try (SafetensorsFile open = Safetensors.open(large)) {
            assertEquals(1, open.read("fine").item());
        }
        Path complex = Resources.file("complex.safetensors");
        Resources.assertRefused(complex, "'c': is of type C64", () -> Safetensors.read(complex));
    }

    @Test
    void whatIsInAFileIsKnownBeforeItIsRead() {
        try (SafetensorsFile open = Safetensors.open(Resources.file("types.safetensors"))) {
            assertEquals(Map.of("format", "pt"), open.metadata());
            assertEquals("BF16", open.dtype("bf16"));
            assertArrayEquals(new long[] {1, 2}, open.shape("bool"));
            assertEquals("i64", open.names().get(0)); // by alignment, as it was written
            String message = assertThrows(IllegalArgumentException.class, () -> open.read("g"))
                    .getMessage();
            assertTrue(message.contains("has no array 'g'; it has i64, f64"), message);
        }
    }

    /** The second half lies beyond 2^31 bytes; the file is sparse. */
    @Test
    void readsBeyondTwoGigabytes() throws IOException {
        Path file = folder.resolve("large.safetensors");
        long first = 3L << 30;
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + first + "],\"data_offsets\":[0," + first + "]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + first + "," + (first + 8) + "]}}";
        Hostile.write(file, header, new byte[0]);
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(
                    java.nio.ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xc0, 0x3f, 0, 0, 0x20, (byte) 0xc0}),
                    8 + header.length() + first);
        }
        try (SafetensorsFile open = Safetensors.open(file)) {
            assertEquals(NdArray.of(1.5, -2.5), open.read("b"));
            Resources.assertRefused(file, "'a': is of shape [3221225472]: more than 2^31 - 1", () -> open.read("a"));
        }
    }

    /** From 16 MB on a file is mapped: the numbers are the same. */
    @Test
    void largeArraysAreMapped() {
        Path file = folder.resolve("large.safetensors");
        int n = (1 << 21) + 12_345;
        NdArray array = NdArray.build(Shape.of(n), numbers -> {
            for (int i = 0; i < n; i++) {
                numbers[i] = Math.sqrt(i);
            }
        });
        Safetensors.write(file, Map.of("a", NdArray.of(7), "b", array, "c", NdArray.of(8)));
        assertEquals(Map.of("a", NdArray.of(7), "b", array, "c", NdArray.of(8)), Safetensors.read(file));
    }

    @Test
    void theEmptyFile() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Safetensors.write(file, Map.of());
        // as Python's library writes it
        assertArrayEquals("\u0008\0\0\0\0\0\0\0{}      ".getBytes(), Files.readAllBytes(file));
        assertEquals(Map.of(), Safetensors.read(file));
    }

    @Test
    void whatCannotBeWrittenIsRefusedBeforeTheFileIsTouched() {
        Path file = folder.resolve("a.safetensors");
        NdArray one = NdArray.of(1);
        assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, Map.of("__metadata__", one)));
        assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, Map.of("\ud83d", one)));
        assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, Map.of(), Map.of("a", "\ude00")));
        Map<String, NdArray> withNull = new HashMap<>();
        withNull.put("a", null);
        assertThrows(NullPointerException.class, () -> Safetensors.write(file, withNull));
        assertFalse(Files.exists(file));
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("missing.safetensors");
        Resources.assertRefused(file, "there is no such file", () -> Safetensors.read(file));
        Path inside = folder.resolve("missing").resolve("a.safetensors");
        Resources.assertRefused(inside, "its folder does not exist", () -> Safetensors.write(inside, Map.of()));
        Resources.assertRefused(folder, "is a folder", () -> Safetensors.write(folder, Map.of()));
        Resources.assertRefused(folder, "irectory", () -> Safetensors.read(folder));
    }
}
