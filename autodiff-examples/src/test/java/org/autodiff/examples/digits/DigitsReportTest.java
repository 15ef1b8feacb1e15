package org.autodiff.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.autodiff.examples.classify.MlpSizes;
import org.autodiff.examples.classify.Prediction;
import org.autodiff.examples.classify.SplitRows;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.data.LabelledData;
import org.autodiff.examples.train.Epoch;
import org.autodiff.examples.train.Epoch.Score;
import org.autodiff.examples.train.OptimizerKind;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Activation;
import org.autodiff.nn.data.Dataset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Each number of a result is in the report and in the summary, under its own name. */
final class DigitsReportTest {
    /** Of the four test rows three are of class b: one of them is predicted to be a, one c. */
    private static DigitsResult result() {
        double[][] logits = {{0, 3, 0}, {2, 0, 0}, {0, 0, 5}, {1, 0, 0}};
        Prediction test =
                Prediction.of(Activation.of("identity", x -> x), Dataset.of(NdArray.of(logits), Index.of(1, 1, 1, 0)));
        LabelledData data = new LabelledData(
                "four.csv",
                List.of("x"),
                List.of("a", "b", "c"),
                new double[12],
                new int[] {0, 1, 2, 0, 1, 2, 0, 1, 1, 1, 1, 0},
                IntStream.range(0, 12).mapToLong(i -> 2 + i).toArray());
        SplitRows split = new SplitRows(IntStream.range(0, 8).toArray(), new int[] {}, new int[] {8, 9, 10, 11});
        List<Epoch> history = List.of(
                new Epoch(0, new Score(2.1111, 1, 8), new Score(3.2222, 1, 4), 0),
                new Epoch(1, new Score(0.1234, 7, 8), new Score(0.5678, 2, 4), 1000));
        Settings settings = new Settings(
                1,
                32,
                List.of(),
                OptimizerKind.ADAM,
                0.01,
                0,
                7,
                Optional.of(Path.of("four.csv")),
                "label",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Path.of("out"));
        return new DigitsResult(
                settings,
                data,
                split,
                new MlpSizes(List.of(1, 3)),
                "scalar",
                "passed",
                history,
                2,
                new Score(0.1234, 7, 8),
                new Score(0.4567, 3, 4),
                test);
    }

    private static Document page() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(new DigitsReport(result()).toHtml())));
    }

    private static List<Element> elements(Node within, String name, String style) {
        NodeList all = within instanceof Document d
                ? d.getElementsByTagName(name)
                : ((Element) within).getElementsByTagName(name);
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(e -> style.isEmpty() || e.getAttribute("class").equals(style))
                .toList();
    }

    private static List<List<String>> rows(Element table) {
        List<List<String>> rows = new ArrayList<>();
        for (Element row : elements(table, "tr", "")) {
            NodeList cells = row.getChildNodes();
            rows.add(IntStream.range(0, cells.getLength())
                    .mapToObj(cells::item)
                    .filter(Element.class::isInstance)
                    .map(Node::getTextContent)
                    .toList());
        }
        return rows;
    }

    @Test
    void theFigures() throws Exception {
        Map<String, String> figures = new LinkedHashMap<>();
        elements(page(), "div", "figure")
                .forEach(f -> figures.put(
                        elements(f, "span", "").get(0).getTextContent(),
                        elements(f, "b", "").get(0).getTextContent()));
        assertEquals(
                Map.of(
                        "test accuracy", "50.0 %",
                        "training accuracy", "87.5 %",
                        "test loss (nats)", "1.9748",
                        "training loss (nats)", "0.1234",
                        "training time", "2.0 s",
                        "samples a second", "4"),
                figures);
    }

    @Test
    void thePointsOfTheCurves() throws Exception {
        List<String> points = elements(page(), "circle", "").stream()
                .map(Node::getTextContent)
                .toList();
        assertEquals(
                List.of(
                        "epoch 0: training 2.111",
                        "epoch 1: training 0.1234",
                        "epoch 0: validation 3.222",
                        "epoch 1: validation 0.5678",
                        "epoch 0: training 12.50 %",
                        "epoch 1: training 87.50 %",
                        "epoch 0: validation 25.00 %",
                        "epoch 1: validation 50.00 %"),
                points);
    }

    @Test
    void theConfusionMatrix() throws Exception {
        Element table = elements(page(), "table", "matrix").get(0);
        assertEquals(
                List.of(
                        List.of("true \u2193 / predicted \u2192", "a", "b", "c", "found"),
                        List.of("a", "1", "0", "0", "100.0 %"),
                        List.of("b", "1", "1", "1", "33.3 %"),
                        List.of("c", "0", "0", "0", "-")),
                rows(table));
    }

    @Test
    void theWorstMistakes() throws Exception {
        Element table = elements(page(), "table", "list").get(0);
        // probabilities of classes with logits 0, 0 and 5, and 0, 0 and 2
        double sum5 = 2 + Math.exp(5);
        double sum2 = 2 + Math.exp(2);
        assertEquals(
                List.of(
                        List.of("line", "true", "probability", "predicted", "probability"),
                        List.of("12", "b", "%.4f".formatted(1 / sum5), "c", "%.4f".formatted(Math.exp(5) / sum5)),
                        List.of("11", "b", "%.4f".formatted(1 / sum2), "a", "%.4f".formatted(Math.exp(2) / sum2))),
                rows(table));
    }

    @Test
    void theIntroductionCountsTheRowsThatJudge() throws Exception {
        String text = elements(page(), "p", "").get(0).getTextContent();
        assertTrue(
                text.contains(
                        "learnt from 8 rows and was judged by 4 rows that it had not seen: it classified 2 of them"),
                text);
    }

    @Test
    void theSummary() {
        StringWriter out = new StringWriter();
        new DigitsSummary(result())
                .print(new Console(new PrintWriter(out), new PrintWriter(new StringWriter()), false));
        String text = out.toString().replace(System.lineSeparator(), "\n");
        assertTrue(text.contains("train     accuracy 87.5 % (7 of 8 right), loss 0.1234\n"), text);
        assertTrue(text.contains("test      accuracy 50.0 % (2 of 4 right), loss 1.9748\n"), text);
        assertTrue(text.contains("   b  1  1  1    33.3 %\n"), text);
        assertTrue(text.contains("  line 12: b (probability 0.007), taken for c (0.987)\n"), text);
    }
}
