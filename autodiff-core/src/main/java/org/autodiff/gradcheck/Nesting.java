package org.autodiff.gradcheck;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.autodiff.Autodiff;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.ndarray.NdArray;

/** The ways to a second derivative: each of the two is taken in one of the two modes. */
enum Nesting {
    REVERSE_OVER_REVERSE {
        @Override
        List<NdArray> second(TensorFunction f, Tensor... at) {
            return gradients(
                    xs -> Autodiff.valueAndGrad(f, xs).gradients().stream()
                            .map(g -> g.sum())
                            .reduce(Tensor.of(0), (a, b) -> a.add(b)),
                    at);
        }
    },
    REVERSE_OVER_FORWARD {
        @Override
        List<NdArray> second(TensorFunction f, Tensor... at) {
            return gradients(xs -> Autodiff.jvp(f, xs, ones(xs)).tangent(), at);
        }
    },
    FORWARD_OVER_REVERSE {
        @Override
        List<NdArray> second(TensorFunction f, Tensor... at) {
            return IntStream.range(0, at.length)
                    .mapToObj(i -> Autodiff.jvp(
                                    xs -> Autodiff.valueAndGrad(f, xs)
                                            .gradients()
                                            .get(i),
                                    at,
                                    ones(at))
                            .tangent()
                            .value())
                    .toList();
        }
    },
    FORWARD_OVER_FORWARD {
        @Override
        List<NdArray> second(TensorFunction f, Tensor... at) {
            TensorFunction slope = xs -> Autodiff.jvp(f, xs, ones(xs)).tangent();
            return IntStream.range(0, at.length)
                    .mapToObj(i -> {
                        double[] along = new double[at[i].size()];
                        Arrays.setAll(
                                along,
                                k -> Autodiff.jvp(slope, at, coordinate(i, k, at))
                                        .tangent()
                                        .item());
                        return NdArray.of(at[i].shape(), along);
                    })
                    .toList();
        }
    };

    /** The Hessian of a scalar function times a vector of ones, for each argument. */
    abstract List<NdArray> second(TensorFunction f, Tensor... at);

    static List<NdArray> gradients(TensorFunction f, Tensor... at) {
        return Autodiff.valueAndGrad(f, at).gradients().stream()
                .map(Tensor::value)
                .toList();
    }

    private static Tensor[] ones(Tensor... at) {
        return Arrays.stream(at).map(x -> Tensor.ones(x.shape())).toArray(Tensor[]::new);
    }

    private static Tensor[] coordinate(int argument, int element, Tensor... at) {
        Tensor[] direction = Arrays.stream(at).map(x -> Tensor.zeros(x.shape())).toArray(Tensor[]::new);
        double[] one = new double[at[argument].size()];
        one[element] = 1;
        direction[argument] = Tensor.of(at[argument].shape(), one);
        return direction;
    }

    /** {@code forward over reverse}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
