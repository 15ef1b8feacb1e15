package org.autodiff.nn;

import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.explain.Explain;
import org.autodiff.explain.Trace;
import org.autodiff.ndarray.Shape;

/**
 * A model that is a function of one tensor, such as a {@link Linear} map or a whole network. A layer of your own looks
 * like this:
 *
 * <pre>{@code
 * final class Net extends Layer {
 *     private final Linear hidden;
 *     private final Linear out;
 *
 *     Net(Rng rng) {
 *         hidden = child("hidden", Linear.of(64, 32, rng));
 *         out = child("out", Linear.of(32, 10, rng));
 *     }
 *
 *     @Override
 *     protected Tensor forward(Tensor x) {
 *         return out.apply(hidden.apply(x).relu());
 *     }
 * }
 * }</pre>
 *
 * <p>{@code forward} is ordinary code on tensors: it may branch and loop, and is differentiated along the way it took.
 */
public abstract class Layer extends Model {
    /** For subclasses, which register their parts in their constructors. */
    protected Layer() {}

    /**
     * The value of this layer at {@code x}.
     *
     * @throws IllegalArgumentException if the shape of {@code x} does not suit this layer, which the message names
     * @throws NullPointerException if it is null
     * @throws IllegalStateException if a field of this layer, or of a model around it, holds something that is not
     *     registered; see {@link Model}
     */
    @SuppressWarnings("try") // the scope acts by being open
    public final Tensor apply(Tensor x) {
        requireArgument(x);
        used();
        try (Tape.Scope scope = Tape.scope(scopeName())) { // for those who look at a recorded tape
            return reported(forward(x));
        }
    }

    /**
     * The value of this layer at {@code x} with other parameters than its own, which it keeps: see {@link Model#with}.
     *
     * @param values by name
     * @throws IllegalArgumentException also if there is no parameter or buffer of a name, or a shape differs
     */
    public final Tensor apply(Map<String, ? extends Tensor> values, Tensor x) {
        return with(values, () -> apply(x));
    }

    /** What this layer computes; {@link #apply} calls it. */
    protected abstract Tensor forward(Tensor x);

    /**
     * This layer and its back-propagation at {@code x}, step by step, as data: see {@link Explain}. Its parts are the
     * scopes of the trace.
     *
     * @param loss of its value, a single number: {@code y -> y.square().mean()}
     * @throws IllegalArgumentException if the shape of {@code x} does not suit this layer, or the loss is not a single
     *     number
     */
    public final Trace explain(Tensor x, UnaryOperator<Tensor> loss) {
        Objects.requireNonNull(loss, () -> label() + ": explain: the loss is null");
        return Explain.of(xs -> loss.apply(apply(xs[0])), x);
    }

    /**
     * The parts of the layer and the shape of what each gives for an argument of zeros: see {@link Summary}.
     *
     * @throws IllegalArgumentException if the shape does not suit the layer
     */
    public final Summary summary(Shape input) {
        return summary(() -> apply(Tensor.zeros(input)));
    }
}
