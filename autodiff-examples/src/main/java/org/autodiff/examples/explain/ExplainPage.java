package org.autodiff.examples.explain;

import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.autodiff.examples.cli.Version;
import org.autodiff.explain.Trace;

/**
 * One HTML file that shows a trace, from {@code file://} and without a network: the graph, steps to play, sliders,
 * exercises. The scripts and styles are resources beside this class; the trace is data in the page.
 */
public final class ExplainPage {
    private static final int LINES = 100;

    private ExplainPage() {}

    /**
     * The page.
     *
     * @param title what is explained, such as the formula
     */
    public static String of(Trace trace, String title) {
        String data =
                TraceJson.of(trace, title).toString().replace("</", "<\\/").replace("<!--", "<\\!--");
        return Resource.text("page.html")
                .replace("{title}", html(title + ": back-propagation"))
                .replace("{heading}", html(title))
                .replace("{version}", html(Version.number()))
                .replace("{style}", Resource.text("style.css"))
                .replace("{table}", html(table(trace)))
                .replace("{script}", Scripts.bundle("main.js").replace("</script", "<\\/script"))
                .replace("{data}", data);
    }

    /** Where no script runs, the beginning of the table is better than nothing. */
    private static String table(Trace trace) {
        return trace.table().lines().limit(LINES).collect(Collectors.joining("\n"));
    }

    private static String html(String text) {
        return StringEscapeUtils.escapeHtml4(text);
    }
}
