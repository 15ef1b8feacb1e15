package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of MNIST's format, as they are published and as they are damaged. */
class IdxTest {
    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("data.idx"), bytes);
    }

    private static byte[] header(int type, int... dims) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length);
        bytes.putInt(type << 8 | dims.length);
        for (int dim : dims) {
            bytes.putInt(dim);
        }
        return bytes.array();
    }

    private static byte[] joined(byte[] a, byte... b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private static String refused(Path file) {
        return assertThrows(MalformedFileException.class, () -> Idx.read(file)).getMessage();
    }

    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of(0x08, new byte[] {(byte) 200, 7}, NdArray.of(200, 7)),
                Arguments.of(0x09, new byte[] {(byte) 200, 7}, NdArray.of(-56, 7)),
                Arguments.of(0x0B, new byte[] {-1, -2, 1, 0}, NdArray.of(-2, 256)),
                Arguments.of(0x0C, new byte[] {-1, -1, -1, -2, 0, 1, 0, 0}, NdArray.of(-2, 65536)),
                Arguments.of(
                        0x0D,
                        ByteBuffer.allocate(8).putFloat(0.1f).putFloat(-3e30f).array(),
                        NdArray.of(0.1f, -3e30f)),
                Arguments.of(
                        0x0E,
                        ByteBuffer.allocate(16).putDouble(0.1).putDouble(-3e300).array(),
                        NdArray.of(0.1, -3e300)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void allTypesAlsoCompressed(int type, byte[] data, NdArray expected) throws IOException {
        byte[] bytes = joined(header(type, 2), data);
        assertEquals(expected, Idx.read(file(bytes)));
        assertEquals(expected, Idx.read(file(zipped(bytes))));
    }

    @Test
    void axesAreRowMajor() throws IOException {
        NdArray read =
                Idx.read(file(joined(header(8, 2, 1, 3), (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6)));
        assertEquals(Shape.of(2, 1, 3), read.shape());
        assertEquals(6, read.get(1, 0, 2));
        assertEquals(Shape.of(0, 5), Idx.read(file(header(8, 0, 5))).shape());
    }

    @Test
    void picturesAndLabels() throws IOException {
        Path images = Files.write(
                folder.resolve("images"),
                zipped(joined(header(8, 2, 1, 2), (byte) 0, (byte) 255, (byte) 51, (byte) 102)));
        Path labels = Files.write(folder.resolve("labels"), joined(header(8, 2), (byte) 7, (byte) 9));
        Dataset data = Idx.dataset(images, labels);
        assertEquals(NdArray.of(Shape.of(2, 1, 1, 2), 0, 1, 0.2, 0.4), data.features());
        assertEquals(Index.of(7, 9), data.labels());
        Path fewer = Files.write(folder.resolve("fewer"), joined(header(8, 1), (byte) 7));
        assertEquals(
                fewer + ": labels of shape (1) do not belong to the 2 pictures of " + images,
                assertThrows(MalformedFileException.class, () -> Idx.dataset(images, fewer))
                        .getMessage());
        assertEquals(
                labels + ": holds no pictures: needs 3 axes (n, rows, columns), has shape (2)",
                assertThrows(MalformedFileException.class, () -> Idx.dataset(labels, images))
                        .getMessage());
    }

    @Test
    void cutOffAnywhereItIsOneClearError() throws IOException {
        byte[] whole = joined(header(0x0B, 3, 2), new byte[12]);
        byte[] zip = zipped(whole);
        for (byte[] bytes : new byte[][] {whole, zip}) {
            for (int length = 0; length < bytes.length; length++) {
                Path file = file(Arrays.copyOf(bytes, length));
                String message = refused(file);
                assertTrue(message.startsWith(file + ": "), message);
            }
        }
        assertTrue(refused(file(joined(whole, (byte) 0)))
                .endsWith(": goes on after the 6 numbers that its header promises"));
        assertTrue(refused(file(Arrays.copyOf(whole, 17)))
                .endsWith(": ends early: its header promises 12 bytes of numbers, there are 5"));
    }

    @Test
    void anyBytesInAHeaderAreAnArrayOrAClearError() throws IOException {
        byte[] whole = joined(header(8, 2, 2), new byte[4]);
        for (int at = 0; at < 12; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] bytes = whole.clone();
                bytes[at] = (byte) value;
                if (!Arrays.equals(bytes, whole)) {
                    Path file = file(bytes);
                    try {
                        int size = Idx.read(file).size(); // with a third axis, its size is the zeros of the data
                        assertEquals(at == 3 && value == 3 ? 0 : 4, size);
                    } catch (MalformedFileException e) {
                        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
                    }
                }
            }
        }
    }

    /** None of them makes room for what it claims: the heap of the tests has a few hundred megabytes. */
    @Test
    void hugeHeadersAreRefusedWithoutMemory() throws IOException {
        int most = Integer.MAX_VALUE;
        assertTrue(refused(file(header(8, most, most, most))).contains("more numbers than an array can hold"));
        assertTrue(refused(file(header(0x0E, 1 << 30))).contains("more numbers than an array can hold"));
        assertTrue(refused(file(header(8, most - 8))).contains("there are 0"));
        assertTrue(refused(file(zipped(header(8, 50_000, 200, 200)))).contains("there are 0"));
        assertTrue(refused(file(header(8, -1))).contains("size 4294967295 of axis 0 is beyond an array"));
        assertEquals(0, Idx.read(file(header(8, 0, most, most))).size());
        assertTrue(refused(file(header(10, 2))).contains("no IDX file: begins with 00000a01"));
    }

    @Test
    void aMissingFile() {
        Path none = folder.resolve("none");
        assertEquals(
                none + ": no such file",
                assertThrows(UncheckedIOException.class, () -> Idx.read(none)).getMessage());
    }
}
