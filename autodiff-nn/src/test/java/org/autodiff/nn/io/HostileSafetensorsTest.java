package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut off, damaged, or made to harm: one clear error each, and little memory. */
final class HostileSafetensorsTest {
    private static final int LITTLE = 4 << 20;

    @TempDir
    Path folder;

    private void assertRefused(Path file, String words) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        Resources.assertRefused(file, words, () -> Safetensors.read(file));
        long taken = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < LITTLE + 20 * file.toFile().length(), taken + " bytes were taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float64.safetensors", "types.safetensors", "notes.safetensors"})
    void cutOffAtEveryByte(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Resources.file(name));
        Path file = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused(file, length < 8 ? "has " + length + " bytes" : "cut off");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertRefused(file, "1 bytes at its end belong to no array");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
        -1                  ! 18446744073709551615 bytes long, more than 100 MB
        9223372036854775807 ! 9223372036854775807 bytes long, more than 100 MB
        100000001           ! 100000001 bytes long, more than 100 MB
        100000000           ! 100000000 bytes long, but the file ends after 10
        11                  ! 11 bytes long, but the file ends after 10
        0                   ! does not begin with '{'
        1                   ! not JSON
        """)
    void lengthsOfTheHeader(long length, String words) throws IOException {
        Path file = folder.resolve("a.safetensors");
        Hostile.write(file, length, "{}", new byte[8]);
        assertRefused(file, words);
    }

    /** 16 bytes of numbers follow. An array is written as type, shape and offsets: (F64 2 0 16). */
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '~', textBlock = """
        "a": (F64 2 0 17)                             ! is given 17 bytes, but F64 of shape [2] needs 16
        "a": (F64 1 0 8)                              ! 8 bytes at its end belong to no array
        "a": (F64 3 0 24)                             ! 'a' lies in the bytes 0 to 24 after the header, but only 16
        "a": (F64 1 8 16)                             ! 8 bytes between the header and 'a' belong to no array
        "a": (F64 1 0 8), "b": (F64 1 4 12)           ! 'b' begins at 4, within 'a', which ends at 8
        "a": (F64 2 0 16), "b": (F64 1 0 8)           ! begins at 0, within
        "a": (F64 2 0 16), "b": (F64 2 0 16)          ! 'b' begins at 0, within 'a'
        "a": (F64 2 -16 0)                            ! 'data_offsets' of 'a' has -16
        "a": (F64 2 16 0)                             ! ends before it begins
        "a": (F64 -2 0 16)                            ! 'shape' of 'a' has -2
        "a": (F64 2.0 0 16)                           ! 'shape' of 'a' has 2.0
        "a": (F64 2e0 0 16)                           ! 'shape' of 'a' has 2e0
        "a": (F64 "2" 0 16)                           ! a list of whole numbers, but there is string
        "a": (F64 02 0 16)                            ! not JSON
        "a": (F64 9223372036854775808 0 16)           ! 'shape' of 'a' has 9223372036854775808
        "a": (F64 9223372036854775807 0 16)           ! is of shape [9223372036854775807], which is too large
        "a": (F64 4294967296,4294967296 0 16)         ! which is too large
        "a": (F64 2305843009213693954 0 16)           ! which is too large
        "a": (F64 2 9223372036854775800 9223372036854775816) ! 'data_offsets' of 'a' has 9223372036854775816
        "a": (F64 2 9223372036854775791 9223372036854775807) ! belong to no array
        "a": (I8 9223372036854775807 0 9223372036854775807) ! which is too large
        "a": (F64 2 0 16), "a": (F64 2 0 16)          ! two arrays called 'a'
        "a": (F65 2 0 16)                             ! 'a' is of type 'F65', which the format does not know
        "a": (f64 2 0 16)                             ! 'a' is of type 'f64'
        "a": (F4 3 0 16)                              ! ends within a byte
        "a": {"dtype":"F64","shape":[2]}              ! must have a dtype, a shape and data_offsets
        "a": {"dtype":"F64","shape":[2],"shape":[2],"data_offsets":[0,16]} ! 'shape' of 'a' is there twice
        "a": {"dtype":"F64","shape":[2],"data_offsets":[0,16],"x":1} ! the field 'x', which the format does not know
        "a": {"dtype":"F64","shape":[2],"data_offsets":[0,8,16]} ! are 3 numbers, must be 2
        "a": {"dtype":64,"shape":[2],"data_offsets":[0,16]} ! 'dtype' of 'a' must be a text
        "a": {"dtype":"F64","shape":null,"data_offsets":[0,16]} ! 'shape' of 'a' must be a list, but there is null
        "a": 1                                        ! 'a' must be an object, but there is number
        "a": (F64 2 0 16)} {                          ! not JSON
        "a": (F64 2 0 16)}x                           ! not JSON
        "a": (F64 2 0 16),                            ! not JSON
        'a': (F64 2 0 16)                             ! not JSON
        a: (F64 2 0 16)                               ! not JSON
        "\\ud800": (F64 2 0 16)                       ! not JSON: Unpaired surrogate
        "__metadata__": {"a": 1}, "a": (F64 2 0 16)   ! '__metadata__', 'a' must be a text, but there is number
        "__metadata__": {"a": {}}, "a": (F64 2 0 16)  ! must be a text
        "__metadata__": [], "a": (F64 2 0 16)         ! '__metadata__' must be an object
        "__metadata__": {"a":"","a":""}, "a": (F64 2 0 16) ! has 'a' twice
        "__metadata__": {}, "__metadata__": {}        ! has '__metadata__' twice
        """)
    void headers(String members, String words) throws IOException {
        String header = members.replaceAll(
                "\\((\\S+) (\\S+) (\\S+) (\\S+)\\)", "{\"dtype\":\"$1\",\"shape\":[$2],\"data_offsets\":[$3,$4]}");
        Path file = folder.resolve("a.safetensors");
        Hostile.write(file, "{" + header + "}", new byte[16]);
        assertRefused(file, words);
    }

    @Test
    void deepJson() throws IOException {
        Path file = folder.resolve("a.safetensors");
        int depth = 1_000_000;
        Hostile.write(file, "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}", new byte[0]);
        assertRefused(file, "'a' must be an object");
        Hostile.write(file, "{\"a\":".repeat(depth) + "1" + "}".repeat(depth), new byte[0]);
        assertRefused(file, "the field 'a', which the format does not know");
        Hostile.write(file, "{\"a\":{\"shape\":" + "[".repeat(depth), new byte[0]);
        assertRefused(file, "a list of whole numbers, but there is begin array");
    }

    @Test
    void longNamesAndNumbersAreShortenedInMessages() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Hostile.write(file, "{\"" + "x".repeat(1_000_000) + "\":1}", new byte[0]);
        assertRefused(file, "xxx...' must be an object");
        Hostile.write(file, "{\"a\":{\"shape\":[" + "9".repeat(1_000) + "]}}", new byte[0]);
        assertRefused(file, "999...");
        Hostile.write(file, "{\"" + "x".repeat(1_000_000) + "\":{\"shape\":[" + "9".repeat(1_000_000), new byte[0]);
        assertRefused(file, "its header is not JSON: malformed at line 1 column");
    }

    @Test
    void aHeaderThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("a.safetensors");
        byte[] bytes = "\u0010\0\0\0\0\0\0\0{\"__x\":{}       }".getBytes();
        bytes[12] = (byte) 0xff;
        Files.write(file, bytes);
        assertRefused(file, "not UTF-8");
    }

    /** Zeros along an axis make any other size harmless for the format, but not for a Java array. */
    @Test
    void anEmptyArrayWithHugeSizes() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Hostile.write(
                file, "{\"a\":{\"dtype\":\"F64\",\"shape\":[0,4294967296],\"data_offsets\":[0,0]}}   ", new byte[0]);
        assertRefused(file, "'a': is of shape [0, 4294967296]: more than 2^31 - 1");
    }

    @Test
    void truthIsZeroOrOne() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Hostile.write(file, "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", new byte[] {1, 2});
        assertRefused(file, "'a': a truth value of it is 2, must be 0 or 1");
        Hostile.write(file, "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", new byte[] {1, 0});
        assertEquals(Map.of("a", NdArray.of(1, 0)), Safetensors.read(file));
    }
}
