package org.autodiff.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.autodiff.examples.cli.Version;

/** A page in one file, which loads nothing from elsewhere. It is both HTML and XML. */
public final class Page {
    private Page() {}

    /** A page with a title and the style sheet of all reports. */
    public static String of(String title, Consumer<Markup> body) {
        Markup out = new Markup();
        out.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").line();
        out.open("head").line();
        out.empty("meta", "charset", "utf-8").line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        out.empty("meta", "name", "generator", "content", "autodiff " + Version.number())
                .line();
        out.element("title", title).line();
        out.style("\n" + styles()).line();
        out.close().line();
        out.open("body").line();
        body.accept(out);
        out.close().line().close().line();
        return "<!DOCTYPE html>\n" + out;
    }

    private static String styles() {
        try (InputStream stream = Page.class.getResourceAsStream("report.css")) {
            if (stream == null) {
                throw new IllegalStateException("resource missing from the build: report.css");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource unreadable: report.css", e);
        }
    }
}
