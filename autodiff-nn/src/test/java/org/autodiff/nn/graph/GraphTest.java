package org.autodiff.nn.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.gradcheck.GradCheck;
import org.autodiff.ndarray.Index;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.Linear;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private final Graph graph = Graph.of(4, new int[] {0, 1, 1, 2}, new int[] {1, 2, 1, 1});

    private static void assertMessage(String expected, Class<? extends Exception> type, Runnable action) {
        assertEquals(expected, assertThrows(type, action::run).getMessage());
    }

    private static void assertEdges(Graph graph, int[] sources, int[] targets) {
        assertArrayEquals(sources, graph.sources().toArray());
        assertArrayEquals(targets, graph.targets().toArray());
    }

    @Test
    void degreesAndOtherGraphs() {
        assertEquals(4, graph.nodes());
        assertEquals(4, graph.edges());
        assertArrayEquals(new double[] {0, 3, 1, 0}, graph.inDegrees().toArray());
        assertArrayEquals(new double[] {1, 2, 1, 0}, graph.outDegrees().toArray());
        assertEdges(graph.reversed(), new int[] {1, 2, 1, 1}, new int[] {0, 1, 1, 2});
        assertEdges(graph.undirected(), new int[] {0, 1, 1, 2, 1, 2, 1}, new int[] {1, 2, 1, 1, 0, 1, 2});
        assertEquals(Index.of(0, 1, 3), graph.reversible());
        assertEdges(graph.addSelfLoops(), new int[] {0, 1, 1, 2, 0, 1, 2, 3}, new int[] {1, 2, 1, 1, 0, 1, 2, 3});
        assertEdges(graph.addMissingSelfLoops(), new int[] {0, 1, 1, 2, 0, 2, 3}, new int[] {1, 2, 1, 1, 0, 2, 3});
    }

    @Test
    void aGraphDoesNotChange() {
        int[] sources = {0};
        Graph one = Graph.of(2, sources, new int[] {1});
        sources[0] = 1;
        assertEquals(Index.of(0), one.sources());
    }

    @Test
    void edgesMustStayWithinTheGraph() {
        assertMessage(
                "graph: edge 1 from 0 to 2 leaves the nodes [0, 2)",
                IndexOutOfBoundsException.class,
                () -> Graph.of(2, new int[] {0, 0}, new int[] {1, 2}));
        assertThrows(IndexOutOfBoundsException.class, () -> Graph.of(2, new int[] {-1}, new int[] {1}));
        assertMessage(
                "graph: as many sources as targets are needed, got 1 and 2",
                IllegalArgumentException.class,
                () -> Graph.of(2, new int[] {0}, new int[] {1, 0}));
        assertThrows(NullPointerException.class, () -> Graph.of(2, null, new int[0]));
    }

    // ---- segments

    @Test
    void emptySegmentsGiveZeros() {
        Segments segments = Segments.of(Index.of(2, 0, 2), 4);
        Tensor rows = Tensor.of(new double[][] {{-1, 5}, {-2, 6}, {-3, 7}});
        assertArrayEquals(new double[] {1, 0, 2, 0}, segments.sizes().toArray());
        assertArrayEquals(
                new double[] {-2, 6, 0, 0, -4, 12, 0, 0}, segments.sum(rows).toArray());
        assertArrayEquals(
                new double[] {-2, 6, 0, 0, -2, 6, 0, 0}, segments.mean(rows).toArray());
        assertArrayEquals(
                new double[] {-2, 6, 0, 0, -1, 7, 0, 0}, segments.max(rows).toArray());
        assertArrayEquals(
                new double[] {3, 1, 3},
                segments.spread(Tensor.of(1.0, 2.0, 3.0, 4.0)).toArray());
    }

    @Test
    void noRowsAtAll() {
        Segments none = Segments.of(Index.of(), 3);
        Tensor rows = Tensor.zeros(Shape.of(0, 2));
        for (Aggregation aggregation : Aggregation.values()) {
            assertEquals(
                    Tensor.zeros(Shape.of(3, 2)).value(),
                    aggregation.of(rows, none).value());
        }
        assertEquals(Shape.of(0, 2), none.softmax(rows).shape());
        Segments nothing = Segments.of(Index.of(), 0);
        assertEquals(Shape.of(0, 2), nothing.max(rows).shape());
    }

    @Test
    void softmaxOfHugeAndInfiniteScores() {
        Segments segments = Segments.of(Index.of(0, 0, 1, 1, 2), 3);
        assertArrayEquals(
                new double[] {1, 0, 0, 1, 0},
                segments.softmax(Tensor.of(1e308, -1e308, -INFINITY, 3.0, -INFINITY))
                        .toArray());
    }

    @Test
    void maximumOfInfinitiesAndNaN() {
        Segments segments = Segments.of(Index.of(0, 0, 0, 1, 2, 2), 3);
        assertArrayEquals(
                new double[] {INFINITY, -INFINITY, Double.NaN},
                segments.max(Tensor.of(1.0, INFINITY, -INFINITY, -INFINITY, Double.NaN, 1.0))
                        .toArray());
    }

    /** Segments of many sizes, compared with the maximum of each. */
    @Test
    void maximaOfLongSegments() {
        Rng rng = Rng.of(3);
        int[] ids = rng.ints(500, 0, 20).map(i -> i * i / 20).toArray();
        double[] values = rng.doubles(500).toArray();
        double[] expected = new double[20];
        for (int i = 0; i < ids.length; i++) {
            expected[ids[i]] = Math.max(expected[ids[i]], values[i]);
        }
        assertArrayEquals(
                expected, Segments.of(Index.of(ids), 20).max(Tensor.of(values)).toArray());
    }

    @Test
    void segmentsAreDifferentiableTwice() {
        Segments segments = Segments.of(Index.of(0, 2, 0, 2, 2), 4);
        Tensor rows = Tensor.of(Rng.of(1).normal(Shape.of(5, 2), 0, 1));
        Tensor factors = Tensor.of(Rng.of(2).normal(Shape.of(5, 2), 0, 1));
        GradCheck.of(xs -> segments.softmax(xs[0]).mul(factors).square())
                .input("softmax", rows)
                .order(2)
                .assertPasses();
        GradCheck.of(xs -> segments.max(xs[0]).square())
                .input("max", rows)
                .order(2)
                .assertPasses();
        GradCheck.of(xs -> segments.mean(xs[0]).square())
                .input("mean", rows)
                .order(2)
                .assertPasses();
    }

    @Test
    void segmentsCheckTheirRows() {
        Segments segments = Segments.of(Index.of(0, 1), 3);
        assertMessage(
                "segments: id 3 of row 1 is not in [0, 3)",
                IndexOutOfBoundsException.class,
                () -> Segments.of(Index.of(0, 3), 3));
        assertMessage(
                "segments: sum expects 2 rows, got shape (3)",
                IllegalArgumentException.class,
                () -> segments.sum(Tensor.zeros(Shape.of(3))));
        assertMessage(
                "segments: max expects 2 rows, got shape (3)",
                IllegalArgumentException.class,
                () -> segments.softmax(Tensor.zeros(Shape.of(3))));
        assertMessage(
                "segments: spread expects 3 rows, got shape (2)",
                IllegalArgumentException.class,
                () -> segments.spread(Tensor.zeros(Shape.of(2))));
    }

    // ---- layers

    /** Two neighbours, of degree 2 with their loops: each takes half of both. */
    @Test
    void convolutionByHand() {
        Gcn gcn = Gcn.of(1, 1, Rng.of(1));
        gcn.namedParameters().get("weight").assign(NdArray.of(new double[][] {{3}}));
        Graph pair = Graph.of(3, new int[] {0}, new int[] {1}).undirected();
        Tensor y = gcn.apply(Tensor.of(new double[][] {{2}, {4}, {5}}), pair);
        assertArrayEquals(new double[] {9, 9, 15}, y.toArray(), 1e-14);
    }

    /** Weights of 0 may leave a node with degree 0. */
    @Test
    void isolatedNodesAreNeverNaN() {
        Tensor x = Tensor.variable(Rng.of(2).normal(Shape.of(4, 3), 0, 1));
        Gcn gcn = Gcn.builder(3, 2).selfLoops(false).build(Rng.of(1));
        Tensor weights = Tensor.variable(Shape.of(4), 0, 1, 0, 0);
        Tensor y = gcn.apply(x, graph, weights);
        assertEquals(1, y.isFinite().all().item());
        assertEquals(1, y.sum().backward().of(weights).isFinite().all().item());
        Gat gat = Gat.builder(3, 2, 2).selfLoops(false).build(Rng.of(1));
        assertArrayEquals(new double[4], gat.apply(x, graph).select(0, 3).toArray());
        assertEquals(
                1, gat.apply(x, graph).sum().backward().of(x).isFinite().all().item());
        Graph bare = Graph.of(4, new int[0], new int[0]);
        assertArrayEquals(new double[16], gat.apply(x, bare).toArray());
        assertArrayEquals(new double[8], gcn.apply(x, bare).toArray());
        Graph empty = Graph.of(0, new int[0], new int[0]);
        assertEquals(
                Shape.of(0, 4), gat.apply(Tensor.zeros(Shape.of(0, 3)), empty).shape());
    }

    @Test
    void weightsOfGraphAttention() {
        Gat gat = Gat.builder(3, 2, 2).dropout(0.5).build(Rng.of(1));
        Tensor x = Tensor.of(Rng.of(2).normal(Shape.of(4, 3), 100, 1000));
        gat.eval();
        Gat.Attended all = gat.attend(x, graph);
        assertEquals(7, all.graph().edges());
        Tensor sums = all.graph().incoming().sum(all.weights());
        assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1, 1, 1}, sums.toArray(), 1e-14);
        gat.train();
        double[] dropped = gat.attend(x, graph).weights().toArray();
        double[] kept = all.weights().toArray();
        int zeros = 0;
        for (int i = 0; i < kept.length; i++) {
            zeros += dropped[i] == 0 ? 1 : 0;
            assertEquals(dropped[i] == 0 ? 0 : 2 * kept[i], dropped[i], 1e-15);
        }
        assertEquals(true, zeros > 0 && zeros < kept.length);
    }

    /** The order in which nodes are numbered, and edges listed, does not matter. */
    @Test
    void messagesOfYourOwn() {
        MessagePassing furthest = new MessagePassing(Aggregation.MAX) {
            @Override
            protected Tensor message(Tensor target, Tensor source, Tensor edge) {
                return source.sub(target).square().mul(edge);
            }
        };
        Tensor x = Tensor.of(new double[][] {{1}, {2}, {5}, {7}});
        Tensor edges = Tensor.of(new double[][] {{1}, {1}, {1}, {0.5}});
        assertArrayEquals(
                new double[] {0, 4.5, 9, 0}, furthest.apply(x, graph, edges).toArray());
        assertMessage(
                "model: expected 4 rows of features of edges, got (3, 1)",
                IllegalArgumentException.class,
                () -> furthest.apply(x, graph, Tensor.zeros(Shape.of(3, 1))));
    }

    @Test
    void edgesWithoutFeatures() {
        MessagePassing model =
                MessagePassing.of(Linear.of(6, 2, Rng.of(1)), Aggregation.SUM, Linear.of(5, 7, Rng.of(2)));
        assertEquals(
                Shape.of(4, 7), model.apply(Tensor.zeros(Shape.of(4, 3)), graph).shape());
    }

    @Test
    void batchesAreGraphsSideBySide() {
        Graph other = Graph.of(2, new int[] {0}, new int[] {1});
        GraphBatch batch = GraphBatch.of(graph, Graph.of(0, new int[0], new int[0]), other);
        assertEdges(batch.graph(), new int[] {0, 1, 1, 2, 4}, new int[] {1, 2, 1, 1, 5});
        assertEquals(Index.of(0, 0, 0, 0, 2, 2), batch.members().ids());
        Gat gat = Gat.of(3, 2, 2, Rng.of(1));
        Tensor a = Tensor.of(Rng.of(2).normal(Shape.of(4, 3), 0, 1));
        Tensor b = Tensor.of(Rng.of(3).normal(Shape.of(2, 3), 0, 1));
        Tensor together = gat.apply(Tensor.concat(0, a, b), batch.graph());
        assertEquals(Tensor.concat(0, gat.apply(a, graph), gat.apply(b, other)).value(), together.value());
        Tensor x = Tensor.of(1.0, 2.0, 3.0, 6.0, -1.0, -2.0);
        assertArrayEquals(
                new double[] {12, 0, -3}, batch.pool(x, Aggregation.SUM).toArray());
        assertArrayEquals(
                new double[] {3, 0, -1.5}, batch.pool(x, Aggregation.MEAN).toArray());
        assertArrayEquals(
                new double[] {6, 0, -1}, batch.pool(x, Aggregation.MAX).toArray());
        assertMessage(
                "graphBatch: 2 ids for 4 nodes: must be as many",
                IllegalArgumentException.class,
                () -> new GraphBatch(graph, Segments.of(Index.of(0, 0), 1)));
    }

    @Test
    void shapesAndOptions() {
        Gcn gcn = Gcn.of(3, 2, Rng.of(1));
        Tensor x = Tensor.zeros(Shape.of(4, 3));
        assertMessage(
                "gcn: expected features (4, in) for a Graph(4 nodes, 4 edges), got (5, 3)",
                IllegalArgumentException.class,
                () -> gcn.apply(Tensor.zeros(Shape.of(5, 3)), graph));
        assertMessage(
                "gcn: expected last dimension 3, got (4, 2)",
                IllegalArgumentException.class,
                () -> gcn.apply(Tensor.zeros(Shape.of(4, 2)), graph));
        assertMessage(
                "gcn: expected weights (4), got (4, 1)",
                IllegalArgumentException.class,
                () -> gcn.apply(x, graph, Tensor.zeros(Shape.of(4, 1))));
        assertThrows(NullPointerException.class, () -> gcn.apply(x, null));
        assertMessage(
                "gat: heads must be positive, got 0", IllegalArgumentException.class, () -> Gat.of(3, 2, 0, Rng.of(1)));
        assertMessage(
                "gat: dropout must be in [0, 1], got -0.1",
                IllegalArgumentException.class,
                () -> Gat.builder(3, 2, 1).dropout(-0.1));
        assertMessage(
                "gcn: sizes must be positive, got 0 -> 2",
                IllegalArgumentException.class,
                () -> Gcn.of(0, 2, Rng.of(1)));
    }
}
