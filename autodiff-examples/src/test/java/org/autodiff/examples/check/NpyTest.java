package org.autodiff.examples.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays as NumPy writes them. */
final class NpyTest {
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
        1 ! <i8 ! 0100000000000000 feffffffffffffff                   ! 1   ! -2
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
        <c16 ! (1,) ! 00 ! its numbers are of type <c16: float64, float32, integers and bool can be read
        |O   ! (1,) ! 00 ! its numbers are of type |O
        <f2  ! (1,) ! 0000 ! its numbers are of type <f2
        <f8  ! (2,) ! 0000000000000000 ! has 8 bytes of numbers, its header promises 16
        |i1  ! (1,) ! 00 00 ! has 2 bytes of numbers, its header promises 1
        <i8  ! (1,) ! 0100000000002000 ! an integer of it is beyond 2^53, and no double
        <u8  ! (1,) ! ffffffffffffffff ! an integer of it is beyond 2^53, and no double
        |i1  ! (99999, 99999) ! 00 ! has too many elements
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
        assertThrows(IOException.class, () -> read(java.util.Arrays.copyOf(whole, 20)));
    }
}
