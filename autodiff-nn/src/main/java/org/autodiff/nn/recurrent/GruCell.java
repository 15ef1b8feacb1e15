package org.autodiff.nn.recurrent;

import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.nn.PyTorchLayout;

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
    Transition transition() {
        Tensor[] u = parts(hiddenWeight); // split once here, instead of their products in every step
        Tensor c = parts(hiddenBias)[1];
        return (input, state) -> {
            Tensor h = state.hidden();
            Tensor[] inputs = parts(input);
            Tensor[] rz = inputs[0].add(h.matmul(u[0])).sigmoid().chunk(-1, 2);
            Tensor recurrent = resetBefore ? plus(rz[0].mul(h).matmul(u[1]), c) : rz[0].mul(plus(h.matmul(u[1]), c));
            Tensor n = inputs[1].add(recurrent).tanh();
            return new State(n.add(rz[1].mul(h.sub(n)))); // (1 - z) n + z h
        };
    }

    /** Without the hidden bias of n, which is added within a step, where r may act on it. */
    @Override
    Tensor fixedBias() {
        return inputBias == null ? null : Tensor.concat(0, parts(bothBiases())[0], parts(inputBias)[1]);
    }

    /** The columns of r and z in one part, and those of n in the other. */
    private Tensor[] parts(Tensor x) {
        return x == null ? new Tensor[2] : x.split(-1, 2 * hidden, hidden);
    }

    @Override
    boolean hasCellState() {
        return false;
    }

    /** Refuses the variant that PyTorch does not have. */
    void requirePyTorch(PyTorchLayout layout) {
        if (resetBefore) {
            layout.none("GRU that resets before the product");
        }
    }

    @Override
    protected void pytorch(PyTorchLayout layout) {
        requirePyTorch(layout);
        super.pytorch(layout);
    }

    @Override
    String variant() {
        return resetBefore ? ", reset before" : "";
    }
}
