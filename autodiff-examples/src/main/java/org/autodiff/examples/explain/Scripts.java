package org.autodiff.examples.explain;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts modules into one script, since a page that is opened as a file may not load others: each after those that it
 * imports, without the words {@code import} and {@code export}. So no two modules may define the same name outside of
 * functions; {@code ScriptsTest} looks.
 */
final class Scripts {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]*? from \"\\./([\\w-]+\\.js)\";\\R");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export (?=(async )?(function|class|const|let))");

    private Scripts() {}

    /** A module with all that it imports. */
    static String bundle(String module) {
        Set<String> order = new LinkedHashSet<>();
        visit(module, order);
        StringBuilder all = new StringBuilder("(() => {\n\"use strict\";\n"); // no name of ours becomes one of the page
        for (String name : order) {
            all.append("\n// ---- ").append(name).append("\n\n").append(plain(Resource.text(name)));
        }
        return all.append("})();\n").toString();
    }

    private static void visit(String module, Set<String> order) {
        Matcher imports = IMPORT.matcher(Resource.text(module));
        while (imports.find()) {
            if (!order.contains(imports.group(1))) {
                visit(imports.group(1), order);
            }
        }
        order.add(module);
    }

    private static String plain(String module) {
        return EXPORT.matcher(IMPORT.matcher(module).replaceAll("")).replaceAll("");
    }
}
