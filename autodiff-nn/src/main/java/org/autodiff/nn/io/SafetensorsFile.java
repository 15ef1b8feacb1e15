package org.autodiff.nn.io;

import static org.autodiff.nn.io.SafetensorsHeader.quoted;

import com.google.gson.stream.MalformedJsonException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * An open safetensors file: what is in it is known and checked, numbers are read when asked for. So a file may be much
 * larger than the memory. Several threads may read from it. It must be closed; while it is open, the file must not be
 * changed in place ({@link AtomicFile} and {@link Safetensors#write} put another file in its place, which is fine).
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final long LONGEST_HEADER = 100_000_000; // as in the reference implementation
    private static final long MAPPED_FROM = 1 << 24;
    private static final int WINDOW = 1 << 30; // a mapping has at most 2^31 - 1 bytes; a multiple of every width
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataBegin;

    private SafetensorsFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        long length = size < 8 ? -1 : little(8, 0).getLong();
        if (size < 8) {
            throw new IOException("has " + size + " bytes: no safetensors file, or cut off");
        }
        if (length < 0 || length > LONGEST_HEADER) {
            throw new IOException("its header would be " + Long.toUnsignedString(length)
                    + " bytes long, more than 100 MB: no safetensors file, or damaged");
        }
        if (length > size - 8) {
            throw new IOException("its header would be " + length + " bytes long, but the file ends after " + (size - 8)
                    + ": cut off, or no safetensors file");
        }
        this.dataBegin = 8 + length;
        this.header = readHeader(size - dataBegin);
    }

    static SafetensorsFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new SafetensorsFile(file, channel);
        } catch (IOException e) {
            closeAfter(channel, e);
            throw Words.cannotRead(file, e);
        }
    }

    private static void closeAfter(FileChannel channel, IOException e) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException second) {
            e.addSuppressed(second);
        }
    }

    private SafetensorsHeader readHeader(long bytes) throws IOException {
        if (dataBegin == 8 || little(1, 8).get() != '{') {
            throw new IOException("its header does not begin with '{': no safetensors file, or damaged");
        }
        // A decoder of its own, as the usual one puts '?' for what is not UTF-8.
        Reader text =
                new BufferedReader(new InputStreamReader(new Range(8, dataBegin), StandardCharsets.UTF_8.newDecoder()));
        try {
            return SafetensorsHeader.read(text, bytes);
        } catch (CharacterCodingException e) {
            throw new IOException("its header is not UTF-8", e);
        } catch (MalformedJsonException | EOFException e) {
            throw new IOException("its header is not JSON: " + reason(e), e);
        }
    }

    /** Without the reader's advice to be lenient. */
    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("malformed");
        return SafetensorsHeader.shortened(text.replaceFirst("^Use JsonReader.* malformed JSON", "malformed"));
    }

    /** The names of the arrays, in the order in which they lie in the file. */
    public List<String> names() {
        return List.copyOf(header.entries().keySet());
    }

    /**
     * The sizes of an array along its axes, as the file says; they may be more than a Java array can have.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public long[] shape(String name) {
        return entry(name).shape().stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * The type of its numbers, as the file says: {@code F64}, {@code F32}, {@code BF16}, {@code I64} ...
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public String dtype(String name) {
        return entry(name).dtype();
    }

    /** The texts about the arrays, in the order of the file; unmodifiable. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    private SafetensorsHeader.Entry entry(String name) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new IllegalArgumentException(file + ": has no array " + quoted(name) + "; it has "
                    + header.entries().keySet().stream().limit(20).collect(Collectors.joining(", "))
                    + (header.entries().size() > 20 ? ", ..." : ""));
        }
        return entry;
    }

    /**
     * Reads one array; its numbers become doubles.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws UncheckedIOException if it cannot be read: an integer beyond 2^53, which is no double, a type such as
     *     {@code F8_E4M3} or {@code C64}, more than {@code 2^31 - 1} elements, an error of the disk
     */
    public NdArray read(String name) {
        SafetensorsHeader.Entry entry = entry(name);
        try {
            NumberType type = type(entry);
            return NdArray.build(shape(entry), numbers -> read(entry, type, numbers));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + quoted(name) + ": " + Words.of(e), e);
        } catch (UncheckedIOException e) {
            throw new UncheckedIOException(file + ": " + quoted(name) + ": " + Words.of(e.getCause()), e.getCause());
        }
    }

    private void read(SafetensorsHeader.Entry entry, NumberType type, double[] numbers) {
        long place = dataBegin + entry.begin();
        try {
            if (entry.end() - entry.begin() >= MAPPED_FROM) {
                readMapped(type, place, numbers);
            } else {
                readChunks(type, place, numbers);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NumberType type(SafetensorsHeader.Entry entry) throws IOException {
        return Arrays.stream(NumberType.values())
                .filter(type -> type.name().equals(entry.dtype()))
                .findFirst()
                .orElseThrow(() -> new IOException("is of type " + entry.dtype()
                        + ": F64, F32, F16, BF16, integers and BOOL can be read: convert it where it was written"));
    }

    private static Shape shape(SafetensorsHeader.Entry entry) throws IOException {
        try {
            return Shape.of(entry.shape().stream().mapToInt(Math::toIntExact).toArray());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IOException("is of shape " + entry.shape() + ": more than 2^31 - 1 along an axis or in all", e);
        }
    }

    private void readMapped(NumberType type, long place, double[] numbers) throws IOException {
        int most = WINDOW / type.width;
        for (int from = 0, n; from < numbers.length; from += n) {
            n = Math.min(most, numbers.length - from);
            long begin = place + (long) from * type.width;
            ByteBuffer window = channel.map(FileChannel.MapMode.READ_ONLY, begin, (long) n * type.width);
            type.read(window.order(ByteOrder.LITTLE_ENDIAN), numbers, from, n);
        }
    }

    private void readChunks(NumberType type, long place, double[] numbers) throws IOException {
        int most = CHUNK / type.width;
        for (int from = 0, n; from < numbers.length; from += n) {
            n = Math.min(most, numbers.length - from);
            type.read(little(n * type.width, place + (long) from * type.width), numbers, from, n);
        }
    }

    /** So many bytes from a place on. */
    private ByteBuffer little(int bytes, long place) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, place + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /** Closes the file. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Words.cannotRead(file, e);
        }
    }

    /** A part of the file as a stream. */
    private final class Range extends InputStream {
        private long place;
        private final long end;

        Range(long begin, long end) {
            this.place = begin;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (place == end) {
                return -1;
            }
            int n = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, end - place)), place);
            place += Math.max(n, 0);
            return n;
        }
    }
}
