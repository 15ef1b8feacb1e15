package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays as NumPy writes them. */
final class NpyTest {
    @TempDir
    Path folder;

    private static final String C = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }";
    private static final String FORTRAN = "{'descr': '%s', 'fortran_order': True, 'shape': %s, }";

    private static byte[] file(int major, String header, String hexNumbers) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] numbers = HexFormat.of().parseHex(hexNumbers.replace(" ", ""));
        ByteBuffer bytes =
                ByteBuffer.allocate(12 + text.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, 0});
        if (major == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text).put(numbers);
        byte[] file = new byte[bytes.position()];
        bytes.flip().get(file);
        return file;
    }

    private static NdArray read(byte[] file) throws IOException {
        return Npy.read(new ByteArrayInputStream(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
        1 ! <f8 ! 000000000000f83f 00000000000004c0                   ! 1.5 ! -2.5
        2 ! >f8 ! 3ff8000000000000 c004000000000000                   ! 1.5 ! -2.5
        3 ! <f4 ! 0000c03f 000020c0                                   ! 1.5 ! -2.5
        1 ! <f2 ! 003e 00c1                                           ! 1.5 ! -2.5
        1 ! >f2 ! 3e00 c100                                           ! 1.5 ! -2.5
        1 ! <i8 ! 0100000000000000 feffffffffffffff                   ! 1   ! -2
        1 ! <u8 ! 0100000000000000 0000000000002000                   ! 1   ! 9007199254740992
        1 ! >i4 ! 00000001 fffffffe                                   ! 1   ! -2
        1 ! <i2 ! 0100 feff                                           ! 1   ! -2
        1 ! |i1 ! 01 fe                                               ! 1   ! -2
        1 ! |u1 ! 01 fe                                               ! 1   ! 254
        1 ! <u4 ! 01000000 feffffff                                   ! 1   ! 4294967294
        1 ! |b1 ! 01 00                                               ! 1   ! 0
        """)
    void typesAndByteOrders(int version, String type, String hex, double first, double second) throws IOException {
        assertEquals(NdArray.of(first, second), read(file(version, C.formatted(type, "(2,)"), hex)));
    }

    @Test
    void orders() throws IOException {
        // numpy.arange(6).reshape(2, 3) and the same in Fortran order
        String rows = "00 01 02 03 04 05";
        String columns = "00 03 01 04 02 05";
        NdArray expected = NdArray.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 5);
        assertEquals(expected, read(file(1, C.formatted("|i1", "(2, 3)"), rows)));
        assertEquals(expected, read(file(1, FORTRAN.formatted("|i1", "(2, 3)"), columns)));
        // three axes: element [i][j][k] of shape (2, 2, 2) is stored at i + 2 j + 4 k
        NdArray cube = read(file(1, FORTRAN.formatted("|i1", "(2, 2, 2)"), "00 01 02 03 04 05 06 07"));
        assertArrayEquals(new double[] {0, 4, 2, 6, 1, 5, 3, 7}, cube.toArray());
    }

    @Test
    void aScalar() throws IOException {
        assertEquals(NdArray.of(3), read(file(1, C.formatted("|i1", "()"), "03")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
        <c16 ! (1,) ! 00 ! its numbers are of type <c16: float64, float32, float16, integers and bool can be read
        |O   ! (1,) ! 00 ! its elements are Python objects (type |O): pickled programs, which are never read
        <U3  ! (1,) ! 00 ! its numbers are of type <U3
        <f1  ! (1,) ! 00 ! its numbers are of type <f1, which NumPy does not have
        <b4  ! (1,) ! 00 ! its numbers are of type <b4, which NumPy does not have
        |f8  ! (1,) ! 00 ! its numbers are of type |f8, which NumPy does not have
        |b1  ! (1,) ! 02 ! a truth value of it is 2, must be 0 or 1
        <f8  ! (2,) ! 0000000000000000 ! has 8 bytes of numbers, its header promises 16
        |i1  ! (1,) ! 00 00 ! has more bytes of numbers than the 1 that its header promises
        <i8  ! (1,) ! 0100000000002000 ! an integer of it, 9007199254740993, is beyond 2^53
        <i8  ! (1,) ! ffffffffffffdfff ! an integer of it, -9007199254740993, is beyond 2^53
        <u8  ! (1,) ! ffffffffffffffff ! an integer of it, 18446744073709551615, is beyond 2^53
        |i1  ! (99999, 99999) ! 00 ! has more than 2^31 - 1 elements
        |i1  ! (9223372036854775808,) ! 00 ! has more than 2^31 - 1 elements
        |i1  ! (-1,) ! 00 ! is not a shape
        |i1  ! (1,,) ! 00 ! is not a shape
        |i1  ! (,) ! 00 ! is not a shape
        |i1  ! (1, , 1) ! 00 ! is not a shape
        |i1  ! (1) ! 00 ! no tuple
        |i1  ! (1.0,) ! 00 ! is not a shape
        |i1  ! 1 ! 00 ! must be a dictionary of 'descr', 'fortran_order' and 'shape'
        |i1  ! (1,), 'shape': (1,) ! 00 ! has 'shape' twice
        |i1  ! (1,), 'more': (1,) ! 00 ! must be a dictionary of 'descr', 'fortran_order' and 'shape'
        |i1  ! (1,), __import__('os') ! 00 ! must be a dictionary of
        """)
    void whatCannotBeReadExactlyIsRefused(String type, String shape, String hex, String expected) {
        String message = assertThrows(IOException.class, () -> read(file(1, C.formatted(type, shape), hex)))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void otherFilesAreRefused() {
        assertThrows(IOException.class, () -> read("1,2,3\\n4,5,6".getBytes(StandardCharsets.UTF_8)));
        assertThrows(IOException.class, () -> read(new byte[0]));
        assertThrows(IOException.class, () -> read(file(4, C.formatted("|i1", "(1,)"), "00")));
        byte[] whole = file(1, C.formatted("|i1", "(1,)"), "00");
        assertThrows(IOException.class, () -> read(Arrays.copyOf(whole, 20)));
    }

    private static NdArray resource(String name) {
        return Npy.read(Resources.file(name));
    }

    @Test
    void readsWhatNumPyWrote() {
        assertEquals(
                NdArray.of(Shape.of(2, 3), 1.5, -2.5, 1e300, Double.MIN_VALUE, -0.0, Math.PI), resource("float64.npy"));
        assertEquals(NdArray.of(1126 / 1024.0, -0x1p-24, 65504, Double.NEGATIVE_INFINITY), resource("float16.npy"));
        double[] counted = new double[24];
        Arrays.setAll(counted, i -> i);
        assertEquals(NdArray.of(Shape.of(2, 3, 4), counted), resource("fortran.npy"));
        Path objects = Resources.file("objects.npy");
        Resources.assertRefused(objects, "pickled programs, which are never read", () -> Npy.read(objects));
        Path structure = Resources.file("structure.npy");
        Resources.assertRefused(structure, "structures of several fields", () -> Npy.read(structure));
    }

    @Test
    void writesTheBytesThatNumPyWrites() throws IOException {
        for (String name : new String[] {"float64.npy", "vector.npy", "scalar.npy"}) {
            Path file = folder.resolve(name);
            Npy.write(file, resource(name));
            assertArrayEquals(Files.readAllBytes(Resources.file(name)), Files.readAllBytes(file), name);
        }
    }

    @Test
    void cutOffAtEveryByte() throws IOException {
        byte[] whole = Files.readAllBytes(Resources.file("float64.npy"));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            String message = assertThrows(IOException.class, () -> read(cut)).getMessage();
            String expected = length < 8
                    ? "not a NumPy file"
                    : length < 128 ? "ends within its header" : "has " + (length - 128) + " bytes of numbers";
            assertTrue(message.startsWith(expected), message);
        }
    }

    @Test
    void aHeaderThatPromisesMuchTakesNoMemory() throws IOException {
        byte[] file = file(1, C.formatted("<f8", "(2147483647,)"), "0000000000000000");
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        assertThrows(IOException.class, () -> read(file));
        assertTrue(thread.getCurrentThreadAllocatedBytes() - before < 1 << 20);
    }

    /** More than a chunk, so that the memory grows while it is read. */
    @Test
    void large() {
        NdArray array = NdArray.build(
                Shape.of(3, 100_000), numbers -> Arrays.setAll(numbers, i -> i % 7 == 0 ? -i : Math.sqrt(i)));
        Path file = folder.resolve("large.npy");
        Npy.write(file, array);
        assertEquals(array, Npy.read(file));
    }
}
