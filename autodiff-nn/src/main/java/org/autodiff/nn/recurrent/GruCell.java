package org.autodiff.nn.recurrent;

import org.autodiff.Rng;
import org.autodiff.Tensor;

/**
 * One step of a gated recurrent unit, in either of two variants. W is {@code inputWeight}, b {@code inputBias}, U
 * {@code hiddenWeight}, c {@code hiddenBias}, each in three blocks of columns for r, z and n; see {@link Cell}.
 *
 * <pre>{@code
 * r = sigmoid(x Wr + br + h Ur + cr)
 * z = sigmoid(x Wz + bz + h Uz + cz)
 * n = tanh(x Wn + bn + r * (h Un + cn))        reset after the product: PyTorch and cuDNN, the default
 * n = tanh(x Wn + bn + (r * h) Un + cn)        reset before it: Cho et al. 2014
 * h' = (1 - z) * n + z * h
 * }</pre>
 *
 * <p>Cho, van Merrienboer, Gulcehre, Bahdanau, Bougares, Schwenk and Bengio, Learning phrase representations using RNN
 * encoder-decoder for statistical machine translation, EMNLP 2014, equations 5 to 8.
 */
public final class GruCell extends Cell {
    private final boolean resetBefore;

    GruCell(Gru.Builder options, int in, Rng rng) {
        super(options, in, options.hidden, 3, rng);
        this.resetBefore = options.resetBefore;
    }

    /**
     * A cell with biases that resets after the product. {@link Gru#builder} makes others.
     *
     * @param in the size of the input of a step
     * @param hidden the size of the state
     * @param rng where the first values come from
     * @throws IllegalArgumentException if a size is not positive
     */
    public static GruCell of(int in, int hidden, Rng rng) {
        return Gru.builder(in, hidden).buildCell(rng);
    }

    @Override
    Step step() {
        return resetBefore ? resetBefore() : this::resetAfter;
    }

    private State resetAfter(Tensor projected, State state) {
        Tensor h = state.hidden();
        Tensor product = h.matmul(hiddenWeight);
        Tensor[] u = parts(hiddenBias == null ? product : product.add(hiddenBias));
        Tensor[] x = parts(projected);
        Tensor[] rz = x[0].add(u[0]).sigmoid().chunk(2, -1);
        return mixed(x[1].add(rz[0].mul(u[1])).tanh(), rz[1], h);
    }

    private Step resetBefore() {
        Tensor[] weights = parts(hiddenWeight);
        return (projected, state) -> {
            Tensor h = state.hidden();
            Tensor[] x = parts(projected);
            Tensor[] rz = x[0].add(h.matmul(weights[0])).sigmoid().chunk(2, -1);
            return mixed(x[1].add(rz[0].mul(h).matmul(weights[1])).tanh(), rz[1], h);
        };
    }

    /** The columns of r and z together, and those of n. */
    private Tensor[] parts(Tensor x) {
        return x.split(-1, 2 * hidden, hidden);
    }

    private static State mixed(Tensor n, Tensor z, Tensor h) {
        return new State(n.add(z.mul(h.sub(n)))); // (1 - z) n + z h
    }

    /** After the product, the reset gate stands in front of the hidden bias too, so that has to wait for the step. */
    @Override
    Tensor projectedBias() {
        return resetBefore ? bothBiases() : inputBias;
    }

    @Override
    boolean hasCellState() {
        return false;
    }

    @Override
    String variant() {
        return resetBefore ? ", reset before" : "";
    }
}
