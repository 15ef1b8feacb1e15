package org.autodiff.examples.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.autodiff.Rng;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.examples.formula.Formula;
import org.autodiff.explain.Explain;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Activation;
import org.autodiff.nn.Layer;
import org.autodiff.nn.Linear;
import org.autodiff.nn.Sequential;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Pages in a real browser: steps, sliders against the engine, prediction, mistakes, layout, names for readers. */
final class ExplainInBrowserTest {
    private static Browser browser;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void show(String formula, Map<String, Double> at, int width) throws Exception {
        List<String> names = Formula.parse(formula).variables();
        TensorFunction f = Formula.parse(formula).function(names.toArray(String[]::new));
        Tensor[] inputs = names.stream().map(n -> Tensor.variable(n, at.get(n))).toArray(Tensor[]::new);
        show(ExplainPage.of(Explain.of(Tape.record(f, inputs)), formula), width);
    }

    private static void show(String html, int width) throws Exception {
        Path page = Files.writeString(folder.resolve("page.html"), html);
        browser.show(page, width, 800);
    }

    private static WebElement find(String css) {
        return browser.driver().findElement(By.cssSelector(css));
    }

    private static String text(String css) {
        return find(css).getText().replace('\u2212', '-');
    }

    private static void press(String css) {
        browser.driver()
                .executeScript("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", find(css));
    }

    private static void tab(String name) {
        press("[data-tab=" + name + "]");
    }

    /** Types a number into the field of an input. */
    private static void type(String label, String number) {
        WebElement field = browser.driver()
                .findElement(By.xpath("//label[text()='" + label + "']/following-sibling::input[@type='number']"));
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), number);
    }

    private static double gradient(String label) {
        String shown = browser.driver()
                .findElement(By.xpath("//label[text()='" + label + "']/following-sibling::span"))
                .getText();
        return Double.parseDouble(shown.replace('\u2212', '-'));
    }

    @Test
    void fieldsRecomputeWhatTheEngineComputes() throws Exception {
        String formula = "tanh(w*x + b)^2 + exp(-x^2)*max(w, b) + log(1 + x^2)/sqrt(2 + sin(w))";
        show(formula, Map.of("w", 0.5, "x", 1.0, "b", -0.2), 1200);
        TensorFunction f = Formula.parse(formula).function("w", "x", "b");
        Rng rng = Rng.of(3);
        for (int i = 0; i < 5; i++) {
            double[] at = {rng.nextInt(40) / 10.0 - 2, rng.nextInt(40) / 10.0 - 2, rng.nextInt(40) / 10.0 - 1.95};
            type("w", Double.toString(at[0]));
            type("x", Double.toString(at[1]));
            type("b", Double.toString(at[2]));
            Tensor[] inputs = {Tensor.variable(at[0]), Tensor.variable(at[1]), Tensor.variable(at[2])};
            var gradients = f.apply(inputs).backward();
            double value = Double.parseDouble(text("#output"));
            assertEquals(f.apply(inputs).item(), value, 1e-5 * Math.max(1, Math.abs(value)));
            assertEquals(gradients.of(inputs[0]).item(), gradient("w"), 1e-5);
            assertEquals(gradients.of(inputs[1]).item(), gradient("x"), 1e-5);
            assertEquals(gradients.of(inputs[2]).item(), gradient("b"), 1e-5);
        }
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void stepsByKeysAndButtons() throws Exception {
        show("x*x", Map.of("x", 3.0), 1200);
        press("#first");
        assertTrue(text("#words").startsWith("Before the first step"), text("#words"));
        find("body").sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
        assertEquals("Step 2 of 9: forward: v1 = x * x = 9", text("#words"));
        press("#next");
        assertEquals(
                "Step 3 of 9: back-propagation begins: the gradient of v1 with respect to itself is 1", text("#words"));
        press("#last");
        assertEquals("Step 9 of 9: all paths have arrived: the gradient of x is 6", text("#words"));
        press("#play");
        assertEquals("❚❚ Pause", find("#play").getText());
        press("#play");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void aClickShowsProductsAndSums() throws Exception {
        show("(x + 1) * (x * x)", Map.of("x", 2.0), 1200);
        press("#node0");
        String panel = text("#panel");
        assertTrue(panel.contains("3 paths meet here"), panel);
        assertTrue(panel.contains("Gradient 16"), panel);
        press("#edge0");
        assertTrue(text("#panel").contains("4 upstream × 1 local = 4"), text("#panel"));
    }

    /** The classic mistakes, each told by what it looks like; then the right numbers, to the end. */
    @Test
    void predictionKnowsTheMistakes() throws Exception {
        show("(w * x) * x", Map.of("w", 3.0, "x", 2.0), 1200);
        tab("predict");
        answer("5");
        assertTrue(text("#panel").startsWith("Not 5. "), text("#panel"));
        answer("2"); // w x: upstream 1 times x
        assertTrue(text("#panel").startsWith("Right: "), text("#panel"));
        assertTrue(text("#panel").contains("Gradient of w") || text("#panel").contains("Gradient of x"));
        List<String> told = new ArrayList<>();
        for (String wrong : List.of("6", "-12", "-4", "3", "2")) {
            answer(wrong);
            told.add(text("#panel").lines().findFirst().orElse(""));
        }
        assertTrue(told.stream().anyMatch(t -> t.contains("sign")), told.toString());
        for (int i = 0; i < 3; i++) {
            if (!browser.driver().findElements(By.cssSelector("#reveal")).isEmpty()) {
                press("#reveal");
            }
        }
        assertTrue(text("#panel").contains("All gradients are found."), text("#panel"));
        assertEquals(List.of(), browser.complaints());
    }

    private static void answer(String number) {
        if (browser.driver().findElements(By.cssSelector("#answer input")).isEmpty()) {
            return;
        }
        WebElement field = find("#answer input");
        field.sendKeys(number, Keys.ENTER);
    }

    @Test
    void whatIfShowsTheBrokenRunBesideTheRightOne() throws Exception {
        show("x*x", Map.of("x", 3.0), 1200);
        tab("whatif");
        press("[data-mistake=overwrite]");
        assertTrue(text("#panel").contains("1 of 2 gradients are wrong"), text("#panel"));
        assertTrue(text("#panel").contains("x 6 3"), text("#panel"));
        press("[data-mistake=sign]");
        assertTrue(text("#panel").contains("Here it makes no difference"), text("#panel"));
    }

    /** 40 steps on a parabola, by the closed form: x_k = (1 - 2 rate)^k x_0. */
    @Test
    void descent() throws Exception {
        show("x^2", Map.of("x", 2.0), 1200);
        tab("descent");
        press("#step20");
        press("#step20");
        double x = 2 * Math.pow(1 - 2 * 0.1, 40);
        assertTrue(text("#panel").contains("after 40 steps"), text("#panel"));
        assertEquals(x * x, Double.parseDouble(text("#output")), 1e-5 * x * x);
    }

    @Test
    void forwardAndReverseMeet() throws Exception {
        show("sin(x) * y + x", Map.of("x", 1.0, "y", 2.0), 1200);
        tab("modes");
        press("[data-follow='0']");
        double d = 2 * Math.cos(1) + 1;
        assertTrue(text("#panel").contains(String.format("= %.5f", d).substring(0, 7)), text("#panel"));
    }

    private static String network() {
        Layer net = Sequential.of(Linear.of(3, 4, Rng.of(1)), Activation.tanh(), Linear.of(4, 1, Rng.of(2)));
        return ExplainPage.of(
                Explain.of(
                        xs -> net.apply(xs[0]).square().mean(),
                        Tensor.variable("x", Rng.of(3).normal(Shape.of(5, 3), 0, 1))),
                "a network");
    }

    @Test
    void aNetworkFolds() throws Exception {
        show(network(), 1200);
        int before =
                browser.driver().findElements(By.cssSelector("#graph .node")).size();
        press(".handle");
        int after =
                browser.driver().findElements(By.cssSelector("#graph .node")).size();
        assertTrue(after < before, before + " -> " + after);
        assertTrue(find(".folded").getAttribute("aria-label").startsWith("Unfold Sequential"));
        press(".folded");
        assertEquals(
                before,
                browser.driver().findElements(By.cssSelector("#graph .node")).size());
        assertEquals(List.of(), browser.complaints());
    }

    /** On a phone nothing but the graph scrolls sideways; buttons are large enough for a finger. */
    @Test
    void onAPhone() throws Exception {
        show("1/(exp(-(w*x+b))+1)", Map.of("w", 0.0, "x", 1.0, "b", 0.0), 500);
        assertTrue((Boolean) browser.value("document.documentElement.scrollWidth <= window.innerWidth"));
        for (String size : List.of("500", "1200")) {
            browser.driver().manage().window().setSize(new Dimension(Integer.parseInt(size), 800));
            assertTrue((Boolean) browser.value("document.documentElement.scrollWidth <= window.innerWidth"));
        }
    }

    /** Whatever can be used has a name that a screen reader says, and no id is there twice. */
    @Test
    void everythingHasAName() throws Exception {
        for (String page : List.of(network())) {
            show(page, 1200);
            Object nameless = browser.value("""
                    [...document.querySelectorAll("button, input, [role=button], [role=img], [tabindex]")]
                      .filter(e => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length
                        || e.id === "canvas")).map(e => e.outerHTML.slice(0, 80))""");
            assertEquals(List.of(), nameless);
            Object twice = browser.value("""
                    [...document.querySelectorAll("[id]")].map(e => e.id)
                      .filter((x, i, all) => all.indexOf(x) !== i)""");
            assertEquals(List.of(), twice);
            assertEquals("en", browser.value("document.documentElement.lang"));
        }
    }

    /** Two thousand operations: drawn within seconds, folded to what can be read. */
    @Test
    void aLongLoopIsDrawnAtOnce() throws Exception {
        String page = ExplainPage.of(
                Explain.of(
                        xs -> {
                            Tensor h = xs[0];
                            for (int i = 0; i < 500; i++) {
                                h = h.mul(xs[1]).add(0.1).tanh().mul(0.9);
                            }
                            return h;
                        },
                        Tensor.variable("x", 0.5),
                        Tensor.variable("w", 0.5)),
                "loop");
        long start = System.nanoTime();
        show(page, 1200);
        assertFalse(
                browser.driver().findElements(By.cssSelector("#graph .node")).isEmpty());
        double seconds = (System.nanoTime() - start) / 1e9;
        int nodes =
                browser.driver().findElements(By.cssSelector("#graph .node")).size();
        assertTrue(nodes <= 100, nodes + " boxes");
        assertTrue(seconds < 20, seconds + " s"); // seconds on a loaded machine, not minutes
        assertEquals(List.of(), browser.complaints());
    }
}
