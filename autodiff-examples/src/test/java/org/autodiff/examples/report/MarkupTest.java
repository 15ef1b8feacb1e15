package org.autodiff.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class MarkupTest {

    @Test
    void textsAndAttributesAreEscaped() {
        assertEquals(
                "<p title=\"a&lt;&quot;&amp;\">1 &lt; 2 &amp; \"3\" \uFFFD<br/></p>",
                new Markup()
                        .open("p", "title", "a<\"&")
                        .text("1 < 2 & \"3\" \u0001")
                        .empty("br")
                        .close()
                        .toString());
    }

    @Test
    void anElementThatStaysOpenIsAnError() {
        assertThrows(IllegalStateException.class, () -> new Markup().open("p").toString());
    }
}
