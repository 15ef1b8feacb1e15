package org.autodiff.internal.einsum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.junit.jupiter.api.Test;

/**
 * Einsum by example: known products, what it costs, the order it takes, and what it refuses. Values:
 * EinsumPropertyTest.
 */
class EinsumTest {
    private static final Tensor M = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
    private static final Tensor SQUARE = Tensor.of(new double[][] {{1, 2}, {3, 4}});
    private static final Tensor V = Tensor.of(5, 7);

    private static void gives(Tensor expected, String equation, Tensor... operands) {
        assertEquals(expected.value(), Tensor.einsum(equation, operands).value(), equation);
    }

    @Test
    void knownProducts() {
        gives(Tensor.of(5), "ii", SQUARE);
        gives(Tensor.of(1, 4), "ii->i", SQUARE);
        gives(Tensor.of(new double[][] {{1, 4}, {2, 5}, {3, 6}}), "ij->ji", M);
        gives(Tensor.of(new double[][] {{1, 4}, {2, 5}, {3, 6}}), "ba", M); // alphabetical
        gives(Tensor.of(new double[][] {{1, 4}, {2, 5}, {3, 6}}), "aB", M); // capitals first
        gives(Tensor.of(6, 15), "ij->i", M);
        gives(Tensor.of(21), "ij->", M);
        gives(Tensor.of(new double[][] {{25, 35}, {35, 49}}), "i,j", V, V);
        gives(Tensor.of(19, 43), "ij,j", SQUARE, V);
        gives(Tensor.of(74), "i,i", V, V);
        gives(Tensor.of(25, 49), "i,i->i", V, V);
        gives(Tensor.of(new double[][] {{9, 12, 15}, {19, 26, 33}}), " i j, j k -> i k ", SQUARE, M);
        gives(Tensor.of(5 * 19 + 7 * 43), "i,ij,j", V, SQUARE, V);
        gives(Tensor.of(5), "", Tensor.of(5));
        gives(Tensor.of(new double[][] {{10, 14}}), ",ij", Tensor.of(2), V.reshape(1, 2));
        gives(Tensor.of(6, 12), "i,i->i", Tensor.of(Shape.of(1), 3), Tensor.of(2, 4)); // 1 broadcasts
        gives(Tensor.of(18), "i,i", Tensor.of(Shape.of(1), 3), Tensor.of(2, 4));
        gives(Tensor.of(0), "ij,ij", Tensor.zeros(Shape.of(2, 0)), Tensor.zeros(Shape.of(2, 0)));
        gives(Tensor.zeros(Shape.of(2, 3)), "ij,jk", Tensor.zeros(Shape.of(2, 0)), Tensor.zeros(Shape.of(0, 3)));
    }

    // ---- what is recorded

    private static List<String> gates(String equation, Shape... shapes) {
        return Tape.record(
                        xs -> Tensor.einsum(equation, xs),
                        Arrays.stream(shapes).map(Tensor::ones).toArray(Tensor[]::new))
                .entries()
                .stream()
                .filter(e -> e.gate().isPresent())
                .map(Tape.Entry::name)
                .toList();
    }

    @Test
    void nothingNeedlessIsRecorded() {
        Shape ab = Shape.of(2, 3);
        Shape bc = Shape.of(3, 4);
        Shape cb = Shape.of(4, 3);
        assertEquals(List.of(), gates("ij->ij", ab));
        assertEquals(List.of("permute"), gates("ij->ji", ab));
        assertEquals(List.of("reshape"), gates("ij->ji", Shape.of(1, 3))); // nothing changes its place
        assertEquals(List.of("view"), gates("ii->i", Shape.of(3, 3)));
        assertEquals(List.of("sum", "reshape"), gates("ij->j", ab));
        assertEquals(List.of("mul"), gates("ij,ij->ij", ab, ab));
        assertEquals(List.of("mul"), gates("ij,j->ij", ab, Shape.of(3)));
        assertEquals(List.of("reshape", "mul"), gates("i,j->ij", Shape.of(2), Shape.of(3)));
        assertEquals(List.of("matmul"), gates("ij,jk->ik", ab, bc));
        assertEquals(List.of("matmul"), gates("ij,kj->ik", ab, cb));
        assertEquals(List.of("matmul"), gates("ij,jk->ki", ab, bc)); // the other way round, both transposed
        assertEquals(List.of("matmul"), gates("ji,kj", Shape.of(3, 2), cb));
        assertEquals(List.of("mul", "sum", "reshape"), gates("bi,bi->b", ab, ab)); // rows times columns
        assertEquals(List.of("matmul"), gates("bij,bjk->bik", Shape.of(5, 2, 3), Shape.of(5, 3, 4)));
        assertEquals(List.of("matmul"), gates("bhqd,bhkd->bhqk", Shape.of(2, 2, 4, 3), Shape.of(2, 2, 5, 3)));
        assertEquals(List.of("matmul"), gates("...ij,...jk->...ik", Shape.of(5, 2, 3), Shape.of(5, 3, 4)));
        assertEquals(List.of("matmul"), gates("ij,bjk->bik", ab, Shape.of(5, 3, 4))); // one side broadcast
        assertEquals(List.of("reshape", "matmul", "reshape"), gates("bij,jk->bik", Shape.of(5, 2, 3), bc)); // tall
        assertEquals(
                List.of("reshape", "reshape", "matmul", "reshape"),
                gates("ijk,ijk->", Shape.of(2, 3, 4), Shape.of(2, 3, 4)));
        assertEquals(
                List.of("sum", "reshape", "sum", "reshape", "mul"), gates("ij,k->i", ab, Shape.of(4))); // sums first
        assertEquals(
                List.of("permute", "permute", "matmul"),
                gates("bqhd,bkhd->bhqk", Shape.of(2, 4, 2, 3), Shape.of(2, 5, 2, 3)));
    }

    /** To broadcast one side along a long batch would blow up its gradient; then columns are gathered instead. */
    @Test
    void aWayThatMovesLittleIsTaken() {
        Shape matrix = Shape.of(20, 30);
        assertEquals(
                List.of("permute", "reshape", "matmul", "reshape", "permute"),
                gates("ij,bjk->bik", matrix, Shape.of(50, 30, 2)));
        assertEquals(List.of("matmul"), gates("ij,bjk->bik", matrix, Shape.of(50, 30, 40)));
    }

    // ---- the order

    private static EinsumPath path(Map<Character, Integer> sizes, String output, String... operands) {
        return EinsumPath.of(List.of(operands), output, sizes::get);
    }

    @Test
    void aChainIsMultipliedInTheCheapOrder() {
        Map<Character, Integer> sizes = Map.of('i', 100, 'j', 2, 'k', 100, 'l', 3);
        EinsumPath path = path(sizes, "il", "ij", "jk", "kl");
        // (ij jk) kl takes 100 * 2 * 100 + 100 * 100 * 3 = 50 000
        assertEquals(2 * 100 * 3 + 100 * 2 * 3, path.multiplications());
        assertEquals(List.of(new EinsumPath.Pair(1, 2), new EinsumPath.Pair(0, 3)), path.steps());
        // The textbook example of matrix chains: Cormen et al., Introduction to Algorithms, section 15.2.
        assertEquals(
                15_125,
                path(
                                Map.of('a', 30, 'b', 35, 'c', 15, 'd', 5, 'e', 10, 'f', 20, 'g', 25),
                                "ag",
                                "ab",
                                "bc",
                                "cd",
                                "de",
                                "ef",
                                "fg")
                        .multiplications());
    }

    @Test
    void theTapeShowsTheOrder() {
        Tape tape = Tape.record(
                xs -> Tensor.einsum("ij,jk,k->i", xs),
                Tensor.ones(Shape.of(4, 5)),
                Tensor.ones(Shape.of(5, 6)),
                Tensor.ones(Shape.of(6)));
        assertTrue(tape.entries().stream()
                .noneMatch(e -> e.gate().isPresent() && e.shape().equals(Shape.of(4, 6))));
    }

    /** The least cost by trying everything, one pair after the other. */
    private static double exhaustive(List<String> terms, String output, Map<Character, Integer> sizes) {
        double least = terms.size() == 1 ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < terms.size(); i++) {
            for (int j = i + 1; j < terms.size(); j++) {
                List<String> rest = new ArrayList<>(terms);
                String b = rest.remove(j);
                String a = rest.remove(i);
                String both = a + b;
                double cost = both.chars()
                        .distinct()
                        .mapToDouble(c -> sizes.get((char) c))
                        .reduce(1, (x, y) -> x * y);
                String needed = output + String.join("", rest);
                StringBuilder product = new StringBuilder();
                both.chars().distinct().filter(c -> needed.indexOf(c) >= 0).forEach(c -> product.append((char) c));
                rest.add(product.toString());
                least = Math.min(least, cost + exhaustive(rest, output, sizes));
            }
        }
        return least;
    }

    private static double replayed(
            EinsumPath path, List<String> operands, String output, Map<Character, Integer> sizes) {
        List<String> terms = new ArrayList<>(operands);
        double cost = 0;
        for (EinsumPath.Pair step : path.steps()) {
            String both = terms.set(step.left(), "") + terms.set(step.right(), "");
            cost += both.chars()
                    .distinct()
                    .mapToDouble(c -> sizes.get((char) c))
                    .reduce(1, (x, y) -> x * y);
            String needed = output + String.join("", terms);
            StringBuilder product = new StringBuilder();
            both.chars().distinct().filter(c -> needed.indexOf(c) >= 0).forEach(c -> product.append((char) c));
            terms.add(product.toString());
        }
        assertEquals(
                output.chars().sorted().boxed().toList(),
                terms.get(terms.size() - 1).chars().sorted().boxed().toList());
        return cost;
    }

    @Test
    void noOrderIsCheaper() {
        Random random = new Random(1);
        for (int t = 0; t < 50; t++) {
            int n = 2 + random.nextInt(4);
            Map<Character, Integer> sizes = new HashMap<>();
            "abcdef".chars().forEach(c -> sizes.put((char) c, 1 + random.nextInt(20)));
            StringBuilder[] terms =
                    IntStream.range(0, n).mapToObj(i -> new StringBuilder()).toArray(StringBuilder[]::new);
            StringBuilder output = new StringBuilder();
            for (char c : "abcdef".toCharArray()) { // each in two places at least
                int[] places = random.ints(0, n + 1)
                        .distinct()
                        .limit(2 + random.nextInt(n))
                        .toArray();
                Arrays.stream(places).forEach(p -> (p == n ? output : terms[p]).append(c));
            }
            List<String> operands =
                    Arrays.stream(terms).map(StringBuilder::toString).toList();
            EinsumPath path = EinsumPath.of(operands, output.toString(), sizes::get);
            assertEquals(
                    exhaustive(operands, output.toString(), sizes), path.multiplications(), operands + " " + output);
            assertEquals(path.multiplications(), replayed(path, operands, output.toString(), sizes));
        }
    }

    /**
     * Nine matrices and more are not tried in all orders, but a chain from a vector is still multiplied from its end.
     */
    @Test
    void aLongChainIsMultipliedFromTheVector() {
        Map<Character, Integer> sizes = new HashMap<>();
        "abcdefghijkl".chars().forEach(c -> sizes.put((char) c, 10));
        List<String> operands = List.of("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi", "ij", "jk", "k");
        EinsumPath path = EinsumPath.of(operands, "a", sizes::get);
        assertEquals(10 * 100, path.multiplications());
        assertEquals(1000, replayed(path, operands, "a", sizes));
    }

    // ---- mistakes

    private static void refused(String message, String equation, Tensor... operands) {
        IllegalArgumentException e =
                assertThrowsExactly(IllegalArgumentException.class, () -> Tensor.einsum(equation, operands));
        assertEquals("einsum: \"" + equation + "\": " + message, e.getMessage());
    }

    @Test
    void equationsThatAreNone() {
        refused("unexpected '1': axes are letters a-z, A-Z, or '...'", "i1->i", M);
        refused("unexpected '.': axes are letters a-z, A-Z, or '...'", "i..->i", M);
        refused("unexpected '-': axes are letters a-z, A-Z, or '...'", "ij->i->j", M);
        refused("unexpected ',': axes are letters a-z, A-Z, or '...'", "ij->i,j", M);
        refused("unexpected '\u00e9': axes are letters a-z, A-Z, or '...'", "i\u00e9", M);
        refused("unexpected '\t': axes are letters a-z, A-Z, or '...'", "i\tj", M);
        refused("two ellipses in '...i...'", "...i...->i", M);
        refused("two ellipses in '......'", "...->......", M);
        refused("output letter 'k' is in no operand", "ij->ik", M);
        refused("output letter 'j' stands twice", "ij->jij", M);
        refused("an operand has '...', so the output needs it too", "...j->j", M);
    }

    @Test
    void operandsThatDoNotFit() {
        refused("the number of operands must be 2, got 1", "ij,jk->ik", M);
        refused("the number of operands must be 1, got 0", "");
        refused("operand 1 of shape (2) has rank 1, but 'jk' needs rank 2", "ij,jk", M, V);
        refused("operand 0 of shape (2, 3) has rank 2, but 'i' needs rank 1", "i", M);
        refused("operand 0 of shape (2) has rank 1, but 'i...j' needs rank 2 or more", "i...j", V);
        refused("sizes of 'j' differ: 3 in operand 0 of shape (2, 3), 2 in operand 1 of shape (2, 3)", "ij,jk", M, M);
        refused("sizes of 'i' differ: 2 and 3 in operand 0 of shape (2, 3)", "ii", M);
        refused("sizes of 'i' differ: 1 and 2 in operand 0 of shape (1, 2)", "ii,i", V.reshape(1, 2), V);
        refused(
                "sizes of '...' at its axis -1 differ: 3 in operand 0 of shape (2, 3), 2 in operand 1 of shape (2)",
                "...,...",
                M,
                V);
        refused(
                "sizes of '...' at its axis -2 differ: 2 in operand 0 of shape (2, 3), 3 in operand 1 of shape (3, 1)",
                "...,...",
                M,
                Tensor.ones(Shape.of(3, 1)));
    }

    @Test
    void whatWouldBeTooLarge() {
        Tensor large = Tensor.zeros(Shape.of(50_000));
        refused("needs an array of more than 2^31 - 1 elements", "i,j", large, large);
        refused("needs an array of more than 2^31 - 1 elements", "i,j,i,j->ij", large, large, large, large);
        gives(Tensor.of(0), "i,j,i,j,k->", large, large, large, large, large);
        Tensor[] many = Collections.nCopies(10, large).toArray(new Tensor[0]);
        refused("needs an array of more than 2^31 - 1 elements", "a,b,c,d,e,f,g,h,i,j", many);
        gives(Tensor.of(0), "a,b,c,d,e,f,g,h,i,j->", many);
        Tensor rank66 = Tensor.of(
                NdArray.full(Shape.of(IntStream.range(0, 66).map(i -> 1).toArray()), 2));
        refused("more than 64 different axes", "...,...", rank66, rank66);
    }

    @Test
    void nulls() {
        assertEquals(
                "einsum: equation is null",
                assertThrowsExactly(NullPointerException.class, () -> Tensor.einsum(null, M))
                        .getMessage());
        assertEquals(
                "einsum: operands are null",
                assertThrowsExactly(NullPointerException.class, () -> Tensor.einsum("i", (Tensor[]) null))
                        .getMessage());
        assertEquals(
                "einsum: \"ij,jk\": operand 1 is null",
                assertThrowsExactly(NullPointerException.class, () -> Tensor.einsum("ij,jk", M, null))
                        .getMessage());
    }

    // ---- special numbers

    @Test
    void specialNumbersMeetOnlyTheirPartners() {
        double[] y = Tensor.einsum(
                        "ij,j->i", Tensor.of(new double[][] {{Double.NaN, 1}, {2, 3}, {1e300, 0}}), Tensor.of(1, 1e300))
                .toArray();
        assertArrayEquals(new double[] {Double.NaN, 3e300, 1e300}, y);
    }
}
