package org.autodiff.internal.transforms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.internal.engine.Batching;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.engine.Tensors;
import org.autodiff.internal.engine.Transform;

/**
 * A function of tensors that reaches nothing but its arguments; so it can be run again at any time, with derivatives or
 * without.
 */
interface Closed {
    /**
     * Runs it.
     *
     * @param step which step of a loop it is; 0 outside of loops
     */
    Tensor[] run(int step, Tensor... xs);

    /**
     * The same with tangents: after the arguments come those of some of them, and after the results those of some of
     * them.
     */
    default Closed jvp(boolean[] moving, boolean[] moved) {
        return (step, all) -> {
            Context context = Context.current();
            Transform level = Transform.begin(context, false);
            try {
                Tensor[] xs = new Tensor[moving.length];
                int next = xs.length;
                for (int i = 0; i < xs.length; i++) {
                    xs[i] = moving[i] ? Tensors.moving(all[i], all[next++], level) : all[i];
                }
                Tensor[] y = Arrays.stream(run(step, xs)).map(Tensors::live).toArray(Tensor[]::new);
                List<Tensor> both = new ArrayList<>();
                for (Tensor t : y) {
                    both.add(Tensors.primal(t, level));
                }
                for (int k = 0; k < y.length; k++) {
                    if (moved[k]) {
                        Tensor tangent = Tensors.tangent(y[k], level);
                        both.add(tangent == null ? Tensor.zeros(y[k].shape()) : tangent);
                    }
                }
                return both.toArray(Tensor[]::new);
            } finally {
                level.end(context);
            }
        };
    }

    /** The same for a batch of some of the arguments. */
    default Closed vmap(int size, boolean[] mapped) {
        return (step, xs) -> Batching.map(ys -> run(step, ys), size, mapped, xs);
    }

    /**
     * The gradients of some arguments.
     *
     * @param arguments how many arguments there are
     * @param needed which of them need a gradient; one that no path carries is null
     * @param arrived for which results there is an upstream gradient: these come after the arguments
     */
    default Closed vjp(int arguments, boolean[] needed, boolean[] arrived) {
        return (step, all) -> {
            Tensor[] xs = Arrays.copyOf(all, arguments);
            Tensor[] upstream = WalkBack.upstream(all, arguments, arrived);
            return WalkBack.gradients(this, step, xs, needed, y -> upstream);
        };
    }
}
