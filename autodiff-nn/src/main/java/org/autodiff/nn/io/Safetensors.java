package org.autodiff.nn.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * Files of named arrays in the safetensors format, which PyTorch, JAX and many others read and write: for weights that
 * are passed on. Nothing in such a file is executed.
 *
 * <pre>{@code
 * Safetensors.write(file, model.state());
 * model.load(Safetensors.read(file));
 * }</pre>
 *
 * <p>Written are float64 numbers ({@code F64}), byte for byte as Python's library writes them; a write replaces the
 * file whole or not at all ({@link AtomicFile}). Read are {@code F64}, and by conversion {@code F32}, {@code F16},
 * {@code BF16}, integers and {@code BOOL}; an integer beyond 2^53 is refused, as no double equals it. To go on with a
 * training, use {@link Checkpoint}.
 *
 * <p>The format: the length of the header (8 bytes, little-endian), the header (JSON, padded by spaces), the numbers.
 * Names stand in the order of their code points. Source: the README of {@code huggingface/safetensors}, "Format".
 */
public final class Safetensors {
    private static final int LONGEST_HEADER = 100_000_000; // readers refuse longer ones
    private static final int CHUNK = 1 << 13;

    private Safetensors() {}

    /**
     * Writes arrays as float64.
     *
     * @throws IllegalArgumentException if an array is called {@code __metadata__}
     * @throws java.io.UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void write(Path file, Map<String, NdArray> arrays) {
        write(file, arrays, Map.of());
    }

    /**
     * Writes arrays as float64, and texts about them, in their order.
     *
     * @throws IllegalArgumentException if an array is called {@code __metadata__}, or a name or text is not Unicode
     * @throws java.io.UncheckedIOException if it cannot be written; the file is then what it was
     */
    public static void write(Path file, Map<String, NdArray> arrays, Map<String, String> metadata) {
        Map<String, NdArray> sorted = sorted(arrays);
        byte[] header = header(sorted, metadata);
        AtomicFile.write(file, out -> {
            out.write(little(8).putLong(header.length).array());
            out.write(header);
            for (NdArray array : sorted.values()) {
                writeNumbers(out, array);
            }
        });
    }

    /**
     * Reads all arrays, in the order in which they lie in the file. The map is unmodifiable.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is not such a file; the message says what is wrong
     */
    public static Map<String, NdArray> read(Path file) {
        try (SafetensorsFile open = open(file)) {
            Map<String, NdArray> arrays = new LinkedHashMap<>();
            open.names().forEach(name -> arrays.put(name, open.read(name)));
            return Collections.unmodifiableMap(arrays);
        }
    }

    /**
     * Reads the texts about the arrays, and no array. The map is unmodifiable.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is not such a file; the message says what is wrong
     */
    public static Map<String, String> readMetadata(Path file) {
        try (SafetensorsFile open = open(file)) {
            return open.metadata();
        }
    }

    /**
     * Opens a file and checks its header, to see what is in it and to read single arrays. The caller closes it.
     *
     * @throws java.io.UncheckedIOException if it cannot be read or is not such a file; the message says what is wrong
     */
    public static SafetensorsFile open(Path file) {
        return SafetensorsFile.open(Objects.requireNonNull(file, "open: the file is null"));
    }

    /** By code points, as UTF-8 sorts; UTF-16 would sort some emojis before some letters. */
    private static Map<String, NdArray> sorted(Map<String, NdArray> arrays) {
        Objects.requireNonNull(arrays, "write: the arrays are null");
        List<String> names = new ArrayList<>(arrays.keySet());
        names.forEach(name -> Objects.requireNonNull(name, "write: a name is null"));
        names.sort((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        Map<String, NdArray> sorted = new LinkedHashMap<>();
        names.forEach(name -> sorted.put(
                name, Objects.requireNonNull(arrays.get(name), () -> "write: the array '" + name + "' is null")));
        return sorted;
    }

    private static byte[] header(Map<String, NdArray> arrays, Map<String, String> metadata) {
        if (arrays.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("write: an array is called '__metadata__', where the format has texts");
        }
        List<String> members = new ArrayList<>();
        if (!metadata.isEmpty()) {
            List<String> texts = new ArrayList<>();
            metadata.forEach((key, text) -> texts.add(json(key) + ":" + json(text)));
            members.add("\"__metadata__\":{" + String.join(",", texts) + "}");
        }
        long begin = 0;
        for (Map.Entry<String, NdArray> entry : arrays.entrySet()) {
            Shape shape = entry.getValue().shape();
            long end = begin + 8L * shape.size();
            members.add(json(entry.getKey()) + ":{\"dtype\":\"F64\",\"shape\":"
                    + Arrays.toString(shape.dims()).replace(" ", "") + ",\"data_offsets\":[" + begin + "," + end
                    + "]}");
            begin = end;
        }
        byte[] text = ("{" + String.join(",", members) + "}").getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        if (padded.length > LONGEST_HEADER) {
            throw new IllegalArgumentException(
                    "write: the names and texts are " + padded.length + " bytes long, at most 100 MB are allowed");
        }
        return padded;
    }

    /** A text in JSON, escaped as Python's library does it: only what must be; Gson would escape more. */
    private static String json(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(Objects.requireNonNull(text, "write: a text is null"))) {
            throw new IllegalArgumentException(
                    "write: not Unicode, as half of a surrogate pair is in it: '" + text + "'");
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> out.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }

    /** The numbers of an array as little-endian float64, row-major. */
    static void writeNumbers(OutputStream out, NdArray array) throws IOException {
        ByteBuffer chunk = little(8 * Math.min(CHUNK, array.size()));
        for (int i = 0; i < array.size(); ) {
            chunk.clear();
            for (; chunk.hasRemaining() && i < array.size(); i++) {
                chunk.putDouble(array.at(i));
            }
            out.write(chunk.array(), 0, chunk.position());
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
