package org.autodiff.gradcheck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as JSON. Numbers that JSON does not know - NaN, Infinity, -Infinity - are strings. */
final class ReportJson {
    private ReportJson() {}

    static String of(GradCheckReport r) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("verdict", r.verdict().name());
        fields.put("sampled", r.sampled());
        fields.put("reason", r.reason());
        fields.put("taylor", r.taylor());
        fields.put("smallestError", r.smallestError());
        fields.put("weakest", r.weakest());
        fields.put("tolerance", r.tolerance());
        fields.put("absoluteTolerance", r.absoluteTolerance());
        fields.put("seed", r.seed());
        fields.put("repeat", r.repeat());
        fields.put("hints", r.hints());
        fields.put(
                "coordinates", r.coordinates().stream().map(ReportJson::fields).toList());
        return json(fields);
    }

    private static Map<String, Object> fields(Coordinate c) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", c.name());
        fields.put("block", c.block());
        fields.put("index", c.index());
        fields.put("component", c.component());
        fields.put("order", c.order());
        fields.put("yours", c.claimed());
        fields.put("numeric", c.numeric());
        fields.put("errorBar", c.errorBar());
        fields.put("relativeError", c.relativeError());
        fields.put("bound", c.bound());
        fields.put("left", c.left());
        fields.put("right", c.right());
        fields.put("verdict", c.status().name());
        fields.put("why", c.why());
        fields.put(
                "ladder",
                c.ladder().stream()
                        .map(l -> List.of(l.step(), l.central(), l.forward(), l.backward()))
                        .toList());
        return fields;
    }

    /** Maps by name, lists, strings, booleans and numbers. */
    static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> string((String) e.getKey()) + ": " + json(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ReportJson::json).collect(Collectors.joining(", ", "[", "]"));
        }
        boolean plain = value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || (value instanceof Double d && Double.isFinite(d));
        return plain ? value.toString() : string(value.toString());
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
