package org.autodiff.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.UniqueElements;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Files at random: what is written is read again, and what is damaged gives a clear error or some arrays. */
class FilePropertyTest {
    private static Path folder;

    @BeforeContainer
    static void begin() throws IOException {
        folder = Files.createTempDirectory("files");
    }

    @AfterContainer
    static void end() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void flipped(String name, Random random, int flips, Function<Path, Map<String, NdArray>> read)
            throws IOException {
        byte[] bytes = Files.readAllBytes(Resources.file(name));
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        Path file = folder.resolve(name);
        Files.write(file, bytes);
        try {
            long numbers =
                    read.apply(file).values().stream().mapToLong(NdArray::size).sum();
            assertTrue(numbers <= 1032L * bytes.length, numbers + " numbers");
        } catch (UncheckedIOException e) {
            assertTrue(e.getMessage().startsWith(file + ": ") && !e.getMessage().endsWith("null"), e.getMessage());
        }
    }

    @Property(tries = 300)
    void flippedBitsOfSafetensors(@ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int flips)
            throws IOException {
        flipped("float64.safetensors", random, flips, Safetensors::read);
        flipped("types.safetensors", random, flips, Safetensors::read);
    }

    @Property(tries = 300)
    void flippedBitsOfNpy(@ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int flips) throws IOException {
        flipped("float64.npy", random, flips, file -> Map.of("a", Npy.read(file)));
        flipped("fortran.npy", random, flips, file -> Map.of("a", Npy.read(file)));
    }

    @Property(tries = 300)
    void flippedBitsOfNpz(@ForAll Random random, @ForAll @IntRange(min = 1, max = 4) int flips) throws IOException {
        flipped("stored.npz", random, flips, Npz::read);
        flipped("deflated.npz", random, flips, Npz::read);
    }

    @Property(tries = 100)
    void whatIsWrittenIsReadAgain(@ForAll Random random, @ForAll @UniqueElements java.util.List<String> names) {
        Map<String, NdArray> arrays = new java.util.LinkedHashMap<>();
        for (String name : names) {
            int[] dims = random.ints(random.nextInt(4), 0, 4).toArray();
            NdArray bits = NdArray.build(
                    Shape.of(dims),
                    numbers -> java.util.Arrays.setAll(numbers, i -> Double.longBitsToDouble(random.nextLong())));
            boolean text = java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(name);
            if (text && !name.equals("__metadata__")) {
                arrays.put(name, bits);
            }
        }
        Path file = folder.resolve("written.safetensors");
        Safetensors.write(file, arrays);
        assertEquals(arrays, Safetensors.read(file));
    }
}
