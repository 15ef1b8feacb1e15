package org.autodiff.internal.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the kernels that differ in a few words only. What stands in a template between {@code %each LIST} and
 * {@code %end} is repeated: for a list of elementwise.table with each {name}, {vector} and {scalar}; for TILE with {n}
 * = 4, 3, 2 and 1 vectors of columns. In a tile a line that names {j} is repeated for each vector, and lines that
 * follow each other and name {i} are repeated, together, for each of four rows.
 */
final class KernelTemplate {
    private static final int ROWS = 4;

    private KernelTemplate() {}

    static String expand(String name) throws IOException {
        StringBuilder java = new StringBuilder();
        String list = null;
        StringBuilder body = new StringBuilder();
        for (String line : read(name + ".template").lines().toList()) {
            if (line.startsWith("%each ")) {
                list = line.substring("%each ".length());
            } else if (line.equals("%end")) {
                java.append(list.equals("TILE") ? tiles(body.toString()) : methods(body.toString(), list));
                body.setLength(0);
                list = null;
            } else {
                (list == null ? java : body).append(line).append('\n');
            }
        }
        return java.toString();
    }

    private static String read(String resource) throws IOException {
        try (InputStream in = KernelTemplate.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    // ---- elementwise kernels -----------------------------------------------------------------------------------

    private static String methods(String body, String list) throws IOException {
        StringBuilder java = new StringBuilder();
        read("elementwise.table")
                .lines()
                .dropWhile(line -> !line.equals(list))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> line.split("\\|"))
                .forEach(cells -> java.append(body.replace("{name}", cells[0].strip())
                        .replace("{vector}", cells[1].strip())
                        .replace("{scalar}", elements(cells[2].strip()))));
        return java.toString();
    }

    private static String elements(String scalar) {
        return scalar.replaceAll("\\bx\\b", "x[i]")
                .replaceAll("\\ba\\b", "a[ao + as * i]")
                .replaceAll("\\bb\\b", "b[bo + bs * i]");
    }

    // ---- tiles -------------------------------------------------------------------------------------------------

    /** Without terms of zero and factors of one, and with the condition as the formatter breaks it. */
    private static String tiles(String body) {
        StringBuilder java = new StringBuilder();
        for (int n = 4; n >= 1; n--) {
            rows(body.lines().toList(), n, java);
        }
        return java.toString()
                .replaceAll(" \\+ 0( \\* \\w+)?\\b", "")
                .replaceAll("\\b1 \\* ", "")
                .replaceAll("if \\(\\s+\\|\\| ", "if (")
                .replaceAll("VECTOR\\s+\\) \\{", "VECTOR) {");
    }

    private static void rows(List<String> lines, int n, StringBuilder java) {
        List<String> ofRow = new ArrayList<>();
        for (String line : lines) {
            if (line.contains("{i}")) {
                ofRow.add(line);
                continue;
            }
            for (int i = 0; i < ROWS; i++) {
                for (String l : ofRow) {
                    columns(l.replace("{i}", "" + i), n, java);
                }
            }
            ofRow.clear();
            columns(line, n, java);
        }
    }

    private static void columns(String line, int n, StringBuilder java) {
        for (int j = 0; j < (line.contains("j}") ? n : 1); j++) {
            java.append(line.replace("{j}", "" + j)
                            .replace("{n+j}", "" + (n + j))
                            .replace("{n+n}", "" + (n + n))
                            .replace("{n}", "" + n))
                    .append('\n');
        }
    }
}
