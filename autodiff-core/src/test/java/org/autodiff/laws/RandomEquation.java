package org.autodiff.laws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/**
 * An equation of an einsum that is drawn, and what it means: not parsed from the text, but known while that is written.
 *
 * @param text the equation
 * @param operands what each axis of each operand is called: letters, or names such as "...1" for the axes of ellipses
 * @param output the same for the result
 * @param shapes of the operands; a size of 1 may stand for a longer one
 */
record RandomEquation(String text, List<List<String>> operands, List<String> output, List<Shape> shapes) {
    private static final String LETTERS = "aBcDxYzA";

    static RandomEquation draw(Draw d, int most, int least) {
        List<String> letters = d.permutation(LETTERS.length()).stream()
                .limit(4)
                .map(i -> LETTERS.substring(i, i + 1))
                .toList();
        Map<String, Integer> sizes = new HashMap<>();
        letters.forEach(l -> sizes.put(l, d.oneIn(8) ? least : d.integer(1, 3)));
        for (int i = 0; i < 2; i++) {
            sizes.put("..." + i, d.oneIn(12) ? least : d.integer(1, 3));
        }
        List<List<String>> operands = new ArrayList<>();
        List<Shape> shapes = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean anyEllipsis = false;
        int widest = 0;
        int n = d.integer(1, most);
        boolean withEllipses = d.oneIn(3);
        for (int k = 0; k < n; k++) {
            List<String> axes = new ArrayList<>();
            for (int i = d.integer(0, 3); i > 0; i--) {
                String letter = letters.get(d.integer(0, letters.size() - 1));
                axes.add(axes.isEmpty() || !d.oneIn(5) ? letter : axes.get(0));
            }
            List<String> written = new ArrayList<>(axes);
            if (withEllipses && !d.oneIn(3)) {
                int at = d.integer(0, axes.size());
                int width = d.integer(0, 2);
                written.add(at, "...");
                axes.addAll(at, ellipsis(width));
                widest = Math.max(widest, width);
                anyEllipsis = true;
            }
            Map<String, Integer> own = new HashMap<>(sizes);
            axes.stream().distinct().filter(c -> d.oneIn(6)).forEach(c -> own.put(c, 1));
            operands.add(axes);
            shapes.add(Shape.of(axes.stream().mapToInt(own::get).toArray()));
            text.append(k == 0 ? "" : ",").append(blanks(d, written));
        }
        Map<String, Integer> times = new HashMap<>();
        operands.forEach(o -> o.stream().filter(c -> c.length() == 1).forEach(c -> times.merge(c, 1, Integer::sum)));
        List<String> output;
        if (d.oneIn(3)) {
            output = times.keySet().stream()
                    .filter(c -> times.get(c) == 1)
                    .sorted()
                    .collect(Collectors.toList());
            output.addAll(0, ellipsis(widest));
        } else {
            List<String> all = times.keySet().stream().sorted().toList();
            output = d.permutation(all.size()).stream()
                    .filter(i -> !d.oneIn(3))
                    .map(all::get)
                    .collect(Collectors.toList());
            List<String> written = new ArrayList<>(output);
            if (anyEllipsis) {
                int at = d.integer(0, output.size());
                written.add(at, "...");
                output.addAll(at, ellipsis(widest));
            }
            text.append("->").append(blanks(d, written));
        }
        return new RandomEquation(text.toString(), operands, output, shapes);
    }

    private static List<String> ellipsis(int width) {
        return IntStream.range(0, width).mapToObj(i -> "..." + (width - 1 - i)).toList();
    }

    private static String blanks(Draw d, List<String> written) {
        return written.stream().map(s -> d.oneIn(6) ? s + " " : s).collect(Collectors.joining());
    }

    Tensor[] tensors(Draw d) {
        return shapes.stream().map(d::tensor).toArray(Tensor[]::new);
    }

    /** The result by its definition: for every place, a loop over all other indices. */
    NdArray naive(boolean absolute, Tensor... xs) {
        Map<String, Integer> sizes = new HashMap<>();
        for (int k = 0; k < xs.length; k++) {
            for (int i = 0; i < operands.get(k).size(); i++) {
                int size = shapes.get(k).dim(i);
                sizes.merge(operands.get(k).get(i), size, (a, b) -> a == 1 ? b : a);
            }
        }
        List<String> summed =
                sizes.keySet().stream().filter(c -> !output.contains(c)).toList();
        List<int[]> inner = Naive.indices(shape(summed, sizes));
        return Naive.array(shape(output, sizes), outer -> {
            Map<String, Integer> at = new HashMap<>();
            IntStream.range(0, outer.length).forEach(i -> at.put(output.get(i), outer[i]));
            double sum = 0;
            for (int[] in : inner) {
                IntStream.range(0, in.length).forEach(i -> at.put(summed.get(i), in[i]));
                double product = 1;
                for (int k = 0; k < xs.length; k++) {
                    NdArray x = xs[k].value();
                    List<String> axes = operands.get(k);
                    product *= x.get(IntStream.range(0, axes.size())
                            .map(i -> x.shape().dim(i) == 1 ? 0 : at.get(axes.get(i)))
                            .toArray());
                }
                sum += absolute ? Math.abs(product) : product;
            }
            return sum;
        });
    }

    private static Shape shape(List<String> axes, Map<String, Integer> sizes) {
        return Shape.of(axes.stream().mapToInt(sizes::get).toArray());
    }
}
