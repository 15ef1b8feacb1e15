package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;

/** Any program, with the derivatives that it claims. */
final class ProgramSubject implements Subject {
    private final CheckedFunction f;
    private final List<Block> blocks = new ArrayList<>();

    ProgramSubject(CheckedFunction f, Map<String, NdArray> start) {
        this.f = f;
        start.forEach((name, x) -> blocks.add(new Block(name, NdArray.of(x.shape(), x.toArray()))));
    }

    @Override
    public List<Block> blocks() {
        return blocks;
    }

    @Override
    public NdArray value(double[][] at) {
        Map<String, NdArray> x = named(at);
        NdArray y = Objects.requireNonNull(f.value(x), "gradcheck: the function returned null");
        NdArray copy = NdArray.of(y.shape(), y.toArray()); // it may be a buffer that is written again
        requireUnchanged("the function", at, x);
        return copy;
    }

    @Override
    public Linearization linearize(double[][] at) {
        NdArray value = value(at);
        return new Linearization() {
            @Override
            public NdArray value() {
                return value;
            }

            @Override
            public double[][] vjp(double[] upstream) {
                return product(at, value.shape(), upstream);
            }
        };
    }

    private double[][] product(double[][] at, Shape shape, double[] upstream) {
        Map<String, NdArray> x = named(at);
        NdArray u = NdArray.of(shape, upstream);
        Map<String, NdArray> product =
                Objects.requireNonNull(f.vjp(x, u), "gradcheck: the gradient (vjp) is null: return a map");
        for (String name : product.keySet()) {
            if (!x.containsKey(name)) {
                throw new IllegalStateException(
                        "gradcheck: the gradient (vjp) has an entry '" + name + "', but the inputs are " + x.keySet());
            }
        }
        double[][] g = new double[at.length][];
        for (int i = 0; i < g.length; i++) {
            Block block = blocks.get(i);
            NdArray part = product.get(block.name());
            if (part != null && !part.shape().equals(block.shape())) {
                throw new IllegalStateException("gradcheck: the gradient (vjp) with respect to '" + block.name()
                        + "' has shape " + part.shape() + ", the input has shape " + block.shape()
                        + ": must be the same" + UsualMistake.ofSize(part.size(), block.size()));
            }
            g[i] = part == null ? new double[block.size()] : part.toArray();
        }
        requireUnchanged("the gradient", at, x);
        if (!Arrays.equals(u.toArray(), upstream)) {
            throw new Impure("the gradient changes the upstream gradient that it is given");
        }
        return g;
    }

    private Map<String, NdArray> named(double[][] at) {
        Map<String, NdArray> x = new LinkedHashMap<>();
        for (int i = 0; i < at.length; i++) {
            x.put(blocks.get(i).name(), NdArray.of(blocks.get(i).shape(), at[i]));
        }
        return Collections.unmodifiableMap(x);
    }

    private void requireUnchanged(String who, double[][] at, Map<String, NdArray> x) {
        for (int i = 0; i < at.length; i++) {
            String name = blocks.get(i).name();
            if (!Arrays.equals(at[i], x.get(name).toArray())) {
                throw new Impure(who + " changes its input " + name);
            }
        }
    }
}
