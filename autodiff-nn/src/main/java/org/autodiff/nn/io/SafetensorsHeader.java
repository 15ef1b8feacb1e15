package org.autodiff.nn.io;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header of a safetensors file, a JSON object: for each array its type, shape and place, and texts under
 * {@code __metadata__}. Whatever is in it is checked before anything is done with it: no name twice, nothing that the
 * format does not know, arrays that fill the file one after the other without holes or overlaps, each as long as its
 * type and shape say.
 */
final class SafetensorsHeader {
    static final String METADATA = "__metadata__";

    private static final Pattern WHOLE = Pattern.compile("[0-9]+");
    private static final int LONGEST_EXCERPT = 80;

    /** The types of the format and the bits of a number; those that {@link NumberType} lacks cannot be read here. */
    private static final Map<String, Integer> BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("F4", 4),
            Map.entry("F6_E2M3", 6),
            Map.entry("F6_E3M2", 6),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("F8_E4M3FNUZ", 8),
            Map.entry("F8_E5M2FNUZ", 8),
            Map.entry("I16", 16),
            Map.entry("U16", 16),
            Map.entry("F16", 16),
            Map.entry("BF16", 16),
            Map.entry("I32", 32),
            Map.entry("U32", 32),
            Map.entry("F32", 32),
            Map.entry("C64", 64),
            Map.entry("F64", 64),
            Map.entry("I64", 64),
            Map.entry("U64", 64));

    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    /** An array: its place is from {@code begin} to before {@code end}, in bytes after the header. */
    record Entry(String dtype, List<Long> shape, long begin, long end) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafetensorsHeader() {}

    /** The arrays in the order in which they lie in the file. */
    Map<String, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /**
     * Reads a header.
     *
     * @param bytes how many bytes of numbers follow it in the file
     * @throws IOException if a rule is broken; the message says which
     */
    static SafetensorsHeader read(Reader text, long bytes) throws IOException {
        SafetensorsHeader header = new SafetensorsHeader();
        Map<String, Entry> found = new LinkedHashMap<>();
        JsonReader json = new JsonReader(text);
        json.setStrictness(Strictness.STRICT);
        header.readObject(json, found);
        header.sort(found);
        header.requireFilled(bytes);
        return header;
    }

    private void readObject(JsonReader json, Map<String, Entry> found) throws IOException {
        require(json, JsonToken.BEGIN_OBJECT, "the header", "an object");
        json.beginObject();
        boolean metadataSeen = false;
        while (json.hasNext()) {
            String name = json.nextName();
            if (!name.equals(METADATA)) {
                if (found.put(name, entry(json, name)) != null) {
                    throw new IOException("its header has two arrays called " + quoted(name));
                }
            } else if (metadataSeen) {
                throw new IOException("its header has '" + METADATA + "' twice");
            } else {
                metadataSeen = true;
                readMetadata(json);
            }
        }
        json.endObject();
        json.peek(); // the strict reader refuses whatever follows but white space
    }

    private void readMetadata(JsonReader json) throws IOException {
        require(json, JsonToken.BEGIN_OBJECT, "'" + METADATA + "'", "an object");
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            require(json, JsonToken.STRING, "'" + METADATA + "', " + quoted(key), "a text");
            if (metadata.put(key, json.nextString()) != null) {
                throw new IOException("'" + METADATA + "' of its header has " + quoted(key) + " twice");
            }
        }
        json.endObject();
    }

    private static Entry entry(JsonReader json, String name) throws IOException {
        String where = quoted(name);
        require(json, JsonToken.BEGIN_OBJECT, where, "an object");
        String dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            String place = "'" + field + "' of " + where;
            if (!FIELDS.contains(field)) {
                throw new IOException(where + " has the field " + quoted(field) + ", which the format does not know");
            } else if (field.equals("dtype") && dtype == null) {
                require(json, JsonToken.STRING, place, "a text");
                dtype = json.nextString();
            } else if (field.equals("shape") && shape == null) {
                shape = sizes(json, place);
            } else if (field.equals("data_offsets") && offsets == null) {
                offsets = sizes(json, place);
            } else {
                throw new IOException(place + " is there twice");
            }
        }
        json.endObject();
        if (dtype == null || shape == null || offsets == null) {
            throw new IOException(where + " must have a dtype, a shape and data_offsets");
        }
        if (!BITS.containsKey(dtype)) {
            throw new IOException(where + " is of type " + quoted(dtype) + ", which the format does not know");
        }
        if (offsets.size() != 2) {
            throw new IOException("'data_offsets' of " + where + " are " + offsets.size() + " numbers, must be 2");
        }
        Entry entry = new Entry(dtype, List.copyOf(shape), offsets.get(0), offsets.get(1));
        requireLength(where, entry);
        return entry;
    }

    private static List<Long> sizes(JsonReader json, String where) throws IOException {
        require(json, JsonToken.BEGIN_ARRAY, where, "a list");
        List<Long> sizes = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            require(json, JsonToken.NUMBER, where, "a list of whole numbers");
            String digits = json.nextString();
            try {
                if (!WHOLE.matcher(digits).matches()) {
                    throw new NumberFormatException("not whole, or negative");
                }
                sizes.add(Long.parseLong(digits));
            } catch (NumberFormatException e) {
                throw new IOException(
                        where + " has " + shortened(digits) + ", must be whole numbers from 0 to 2^63 - 1", e);
            }
        }
        json.endArray();
        return sizes;
    }

    private static void requireLength(String where, Entry entry) throws IOException {
        long bits = BITS.get(entry.dtype);
        try {
            for (long size : entry.shape) {
                bits = Math.multiplyExact(bits, size);
            }
        } catch (ArithmeticException e) {
            throw new IOException(where + " is of shape " + shape(entry) + ", which is too large", e);
        }
        if (bits % 8 != 0) {
            throw new IOException(where + ", " + entry.dtype + " of shape " + shape(entry) + ", ends within a byte");
        }
        if (entry.end < entry.begin) {
            throw new IOException(where + " ends before it begins: from " + entry.begin + " to " + entry.end);
        }
        if (entry.end - entry.begin != bits / 8) {
            throw new IOException(where + " is given " + (entry.end - entry.begin) + " bytes, but " + entry.dtype
                    + " of shape " + shape(entry) + " needs " + bits / 8);
        }
    }

    private void sort(Map<String, Entry> found) {
        List<String> names = new ArrayList<>(found.keySet());
        names.sort(Comparator.<String>comparingLong(name -> found.get(name).begin)
                .thenComparingLong(name -> found.get(name).end));
        names.forEach(name -> entries.put(name, found.get(name)));
    }

    private void requireFilled(long bytes) throws IOException {
        long end = 0;
        String before = "the header";
        for (Map.Entry<String, Entry> named : entries.entrySet()) {
            Entry entry = named.getValue();
            String name = quoted(named.getKey());
            if (entry.begin < end) {
                throw new IOException(
                        name + " begins at " + entry.begin + ", within " + before + ", which ends at " + end);
            }
            if (entry.begin > end) {
                throw new IOException(
                        (entry.begin - end) + " bytes between " + before + " and " + name + " belong to no array");
            }
            if (entry.end > bytes) {
                throw new IOException(name + " lies in the bytes " + entry.begin + " to " + entry.end
                        + " after the header, but only " + bytes + " are there: the file is cut off or damaged");
            }
            end = entry.end;
            before = name;
        }
        if (end != bytes) {
            throw new IOException((bytes - end) + " bytes at its end belong to no array");
        }
    }

    private static void require(JsonReader json, JsonToken token, String where, String what) throws IOException {
        JsonToken next = json.peek();
        if (next != token) {
            throw new IOException(where + " must be " + what + ", but there is "
                    + next.toString().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    private static String shape(Entry entry) {
        return shortened(entry.shape.toString());
    }

    static String quoted(String name) {
        return "'" + shortened(name) + "'";
    }

    static String shortened(String text) {
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "...";
    }
}
