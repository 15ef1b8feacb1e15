package org.autodiff.nn.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.autodiff.ndarray.Shape;

/** What stands before the numbers of a {@code .npy} file: magic, version, and a dictionary as Python writes it. */
record NpyHeader(NumberType type, ByteOrder order, boolean fortran, Shape shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 10_000; // NumPy's own limit
    private static final int ALIGNMENT = 64;
    private static final int ROOM_TO_GROW = 21; // digits that NumPy leaves for a first axis that grows in place

    private static final Pattern DICTIONARY = Pattern.compile("\\s*\\{(.*)}\\s*", Pattern.DOTALL);
    private static final Pattern ITEM =
            Pattern.compile("\\s*'(\\w+)'\\s*:\\s*('[^']*'|True|False|\\([^()]*\\))\\s*(,|$)");
    private static final Pattern STRUCTURE = Pattern.compile("'descr'\\s*:\\s*[\\[(]");
    private static final Pattern NUMBERS = Pattern.compile("([<>|])([fiub])([1248])");
    private static final Pattern DIM = Pattern.compile("[0-9]+L?"); // Python 2 wrote 3L

    /** Bytes of numbers that follow. */
    long bytes() {
        return (long) shape.size() * type.width;
    }

    static NpyHeader read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
            throw new IOException("not a NumPy file: it does not begin with \\x93NUMPY (numpy.save writes such files)");
        }
        int major = start[6];
        if (major < 1 || major > 3 || start[7] != 0) {
            throw new IOException("format " + Byte.toUnsignedInt(start[6]) + "." + Byte.toUnsignedInt(start[7])
                    + " is not known: 1.0, 2.0 and 3.0 are");
        }
        ByteBuffer length = ByteBuffer.wrap(exactly(in, major == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
        long size = major == 1 ? Short.toUnsignedLong(length.getShort()) : Integer.toUnsignedLong(length.getInt());
        if (size > LONGEST) {
            throw new IOException("its header would be " + size + " bytes long, at most " + LONGEST + " are allowed");
        }
        byte[] text = exactly(in, (int) size);
        return parse(new String(text, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
    }

    private static byte[] exactly(InputStream in, int n) throws IOException {
        byte[] bytes = in.readNBytes(n);
        if (bytes.length < n) {
            throw new EOFException("ends within its header");
        }
        return bytes;
    }

    private static NpyHeader parse(String header) throws IOException {
        if (STRUCTURE.matcher(header).find()) {
            throw new IOException("its elements are structures of several fields: save each field as an array");
        }
        Map<String, String> items = items(header);
        String descr = unwrapped(items.get("descr"), '\'', header);
        Matcher type = NUMBERS.matcher(descr);
        if (descr.contains("O")) {
            throw new IOException("its elements are Python objects (type " + descr
                    + "): pickled programs, which are never read; convert with a.astype(float)");
        }
        if (!type.matches()) {
            throw new IOException("its numbers are of type " + descr
                    + ": float64, float32, float16, integers and bool can be read: convert with a.astype(float)");
        }
        String fortran = items.get("fortran_order");
        if (!fortran.equals("True") && !fortran.equals("False")) {
            throw new IOException("its 'fortran_order' must be True or False: " + header.strip());
        }
        ByteOrder order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyHeader(
                type(type, descr), order, fortran.equals("True"), shape(unwrapped(items.get("shape"), '(', header)));
    }

    private static Map<String, String> items(String header) throws IOException {
        Map<String, String> items = new HashMap<>();
        Matcher dictionary = DICTIONARY.matcher(header);
        if (dictionary.matches()) {
            String inside = dictionary.group(1).strip();
            Matcher item = ITEM.matcher(inside);
            int end = 0;
            while (end < inside.length() && item.find(end) && item.start() == end) {
                if (items.put(item.group(1), item.group(2)) != null) {
                    throw new IOException("its header has '" + item.group(1) + "' twice: " + header.strip());
                }
                end = item.end();
            }
            if (end == inside.length() && items.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
                return items;
            }
        }
        throw new IOException(
                "its header must be a dictionary of 'descr', 'fortran_order' and 'shape': " + header.strip());
    }

    private static String unwrapped(String value, char opening, String header) throws IOException {
        if (value.charAt(0) != opening) {
            throw new IOException("its header must have a text 'descr' and a tuple 'shape': " + header.strip());
        }
        return value.substring(1, value.length() - 1);
    }

    private static NumberType type(Matcher type, String descr) throws IOException {
        int bits = 8 * Integer.parseInt(type.group(3));
        String name = type.group(2).equals("b") ? "BOOL" : type.group(2).toUpperCase(Locale.ROOT) + bits;
        for (NumberType known : NumberType.values()) {
            if (known.name().equals(name)
                    && known.width == bits / 8
                    && (bits == 8 || !type.group(1).equals("|"))) {
                return known;
            }
        }
        throw new IOException("its numbers are of type " + descr + ", which NumPy does not have");
    }

    private static Shape shape(String inside) throws IOException {
        String list = inside.strip();
        boolean comma = list.endsWith(",");
        String[] texts =
                list.isEmpty() ? new String[0] : (comma ? list.substring(0, list.length() - 1) : list).split(",", -1);
        if (texts.length == 1 && !comma) {
            throw new IOException("its shape (" + inside + ") is a number in brackets, no tuple");
        }
        int[] dims = new int[texts.length];
        try {
            for (int i = 0; i < dims.length; i++) {
                String text = texts[i].strip();
                if (!DIM.matcher(text).matches()) {
                    throw new IOException("its shape (" + inside + ") is not a shape");
                }
                dims[i] = Integer.parseInt(text.replace("L", ""));
            }
            return Shape.of(dims);
        } catch (IllegalArgumentException e) {
            throw new IOException("its shape (" + inside + ") has more than 2^31 - 1 elements", e);
        }
    }

    /** The header of an array of float64 in C order, as NumPy writes it: version 1.0, the numbers aligned. */
    static byte[] write(Shape shape) throws IOException {
        String dims = Arrays.stream(shape.dims()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String text =
                "{'descr': '<f8', 'fortran_order': False, 'shape': (" + dims + (shape.rank() == 1 ? "," : "") + "), }";
        if (shape.rank() > 0) {
            text += " ".repeat(ROOM_TO_GROW - Integer.toString(shape.dim(0)).length());
        }
        int start = MAGIC.length + 4; // the version, and the length in two bytes
        int end = (start + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (end - start > LONGEST) {
            throw new IOException("an array of rank " + shape.rank() + " is beyond the format");
        }
        ByteBuffer bytes = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (end - start));
        bytes.put(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.position() < end - 1) {
            bytes.put((byte) ' ');
        }
        return bytes.put((byte) '\n').array();
    }
}
