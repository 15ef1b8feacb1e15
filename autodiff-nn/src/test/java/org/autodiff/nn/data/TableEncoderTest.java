package org.autodiff.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** From columns to numbers, by what the training part has. */
class TableEncoderTest {
    private static final double NONE = Double.NaN;

    private final Table train = Table.of(
            NumberColumn.of("age", 1, 2, NONE, 6),
            TextColumn.of("colour", "red", "blue", null, "red"),
            TextColumn.of("size", "L", "S", "M", "S"),
            TextColumn.of("kind", "10", "9", "9", "10"));

    private static TableEncoderBuilder builder() {
        return TableEncoder.builder().classes("kind").missing("colour", Missing.constant("none"));
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void columnsBecomeFeatures() {
        TableEncoder encoder = builder()
                .ordered("size", "S", "M", "L")
                .missing(Missing.mean())
                .build()
                .fit(train);
        assertEquals(List.of("age", "colour=blue", "colour=none", "colour=red", "size"), encoder.featureNames());
        assertEquals(List.of("9", "10"), encoder.classNames());
        Dataset data = encoder.apply(train);
        assertEquals(
                NdArray.of(new double[][] {{1, 0, 0, 1, 2}, {2, 1, 0, 0, 0}, {3, 0, 1, 0, 1}, {6, 0, 0, 1, 0}}),
                data.features());
        assertEquals(Index.of(1, 0, 0, 1), data.labels());
        Table fresh =
                Table.of(TextColumn.of("size", "M"), TextColumn.of("colour", "blue"), NumberColumn.of("age", NONE));
        assertEquals(NdArray.of(new double[][] {{3, 1, 0, 0, 1}}), encoder.features(fresh)); // without target
    }

    @Test
    void medianAndConstant() {
        assertEquals(2, fill(Missing.median()));
        assertEquals(-1, fill(Missing.constant(-1)));
        Table even = Table.of(NumberColumn.of("x", 4, NONE, 1, 9, 3));
        TableEncoder encoder =
                TableEncoder.builder().missing(Missing.median()).build().fit(even);
        assertEquals(3.5, encoder.features(even).get(1, 0));
        Table nothing = Table.of(NumberColumn.of("x", NONE, NONE));
        assertEquals(
                "encoder: column 'x' has no value in the training part, and so no median",
                message(() ->
                        TableEncoder.builder().missing(Missing.median()).build().fit(nothing)));
    }

    private double fill(Missing missing) {
        TableEncoder encoder = builder().missing("age", missing).build().fit(train);
        return encoder.apply(train).features().get(2, 0);
    }

    @Test
    void rowsCanBeDropped() {
        TableEncoder encoder = TableEncoder.builder()
                .features("age", "colour")
                .targets("age2")
                .missing(Missing.drop())
                .build();
        Table table = Table.of(
                NumberColumn.of("age", 1, NONE, 3, 4),
                TextColumn.of("colour", "a", "b", null, "b"),
                NumberColumn.of("age2", 10, 20, 30, 40));
        Dataset data = encoder.fit(table).apply(table);
        assertEquals(NdArray.of(new double[][] {{1, 1, 0}, {4, 0, 1}}), data.features());
        assertEquals(NdArray.of(new double[][] {{10}, {40}}), data.targets());
        assertArrayEquals(new int[] {0, 3}, encoder.kept(table));
        Table noTarget = Table.of(
                NumberColumn.of("age", 1, 4), TextColumn.of("colour", "a", "b"), NumberColumn.of("age2", NONE, 1));
        assertArrayEquals(new int[] {1}, encoder.kept(noTarget));
        assertEquals(2, encoder.features(noTarget).shape().dim(0)); // the target does not matter to predict
    }

    @Test
    void whatIsMissingIsRefusedByDefault() {
        assertEquals(
                "table: row 2: column 'age' has no value: missing('age', ...) of the encoder says what to do",
                message(() -> builder().build().fit(train)));
        Table target = Table.of(NumberColumn.of("x", 1, 2), TextColumn.of("kind", "a", null));
        assertEquals(
                "table: row 1: column 'kind' has no value: missing('kind', ...) of the encoder says what to do",
                message(() -> TableEncoder.builder()
                        .classes("kind")
                        .missing(Missing.mean())
                        .build()
                        .fit(target)));
    }

    @Test
    void unknownCategoriesAreRefusedOrGetACode() {
        Table some = Table.of(TextColumn.of("c", "a", "b"), TextColumn.of("d", "u", "v"));
        Table other = Table.of(TextColumn.of("c", "b", "z"), TextColumn.of("d", "w", "u"));
        TableEncoder strict = TableEncoder.builder().ordinal("d").build().fit(some);
        assertEquals(
                "table: row 1: column 'c': 'z' is none of the categories of the training part: 'a', 'b'; "
                        + "unknown(code) of the encoder allows others",
                message(() -> strict.features(other)));
        TableEncoder lenient =
                TableEncoder.builder().ordinal("d").unknown(-1).build().fit(some);
        assertEquals(NdArray.of(new double[][] {{0, 1, -1}, {0, 0, 0}}), lenient.features(other));
        TableEncoder target =
                TableEncoder.builder().classes("d").unknown(-1).build().fit(some);
        assertEquals(
                "table: row 0: column 'd': 'w' is none of the categories of the training part: 'u', 'v'",
                message(() -> target.apply(Table.of(TextColumn.of("c", "b"), TextColumn.of("d", "w")))));
    }

    @Test
    void theStateIsAllThatIsNeededToPredict() {
        TableEncoder encoder =
                builder().ordinal("size").missing(Missing.median()).build().fit(train);
        Map<String, NdArray> state = encoder.state();
        assertEquals(
                List.of("features", "classes", "fill.age", "categories.colour", "categories.size"),
                List.copyOf(state.keySet()));
        assertEquals(NdArray.of(1, '9', 2, '1', '0'), state.get("classes"));
        TableEncoder other = builder().ordinal("size").missing(Missing.median()).build();
        other.load(state);
        assertEquals(encoder.apply(train), other.apply(train));
        assertEquals(encoder.featureNames(), other.featureNames());
        assertEquals(encoder.classNames(), other.classNames());
        assertEquals(state, other.state());
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAsAWhole() {
        TableEncoder encoder = builder().missing(Missing.median()).build().fit(train);
        Map<String, NdArray> before = encoder.state();
        Map<String, NdArray> bad = new LinkedHashMap<>(before);
        bad.remove("classes");
        bad.put("fill.age", NdArray.of(NONE));
        bad.put("categories.size", NdArray.of(5, 'L'));
        bad.put("more", NdArray.of(0));
        assertEquals(
                "encoder: the state does not fit, and nothing has changed: missing 'classes'; unexpected 'more'; "
                        + "'fill.age' holds no words, or no finite number; "
                        + "'categories.size' holds no words, or no finite number",
                message(() -> encoder.load(bad)));
        assertEquals(before, encoder.state());
        TableEncoder fixed = TableEncoder.builder().features("x").build();
        Map<String, NdArray> names = Map.of("features", NdArray.of(1, 'y'));
        assertEquals(
                "encoder: the state does not fit, and nothing has changed: 'features' are [y], must be [x]",
                message(() -> fixed.load(names)));
    }

    @Test
    void aColumnHasOneRole() {
        assertEquals(
                "encoder: a column is named twice: [x, x]",
                message(() -> TableEncoder.builder().features("x").classes("x").build()));
        assertEquals(
                "encoder: the target is either a class or numbers, got 'x' and [y]",
                message(() -> TableEncoder.builder().classes("x").targets("y").build()));
        assertEquals(
                "table: column 'age' is of numbers, not of text: text('age') when it is read makes it one",
                message(() -> TableEncoder.builder().classes("age").build().fit(train)));
    }
}
