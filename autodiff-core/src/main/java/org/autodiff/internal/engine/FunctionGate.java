package org.autodiff.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.ndarray.NdArray;

/**
 * A gate that is a whole function. At a level, it is the function that is transformed, and not each operation in it;
 * so below the level stands one gate again. (JAX treats {@code remat} and {@code scan} in this way.)
 */
public interface FunctionGate extends Gate {
    /**
     * The gate of the function with its tangents: after the inputs it has the tangents of some of them, and after the
     * outputs those of some of them.
     */
    FunctionGate jvp(boolean[] inputs, boolean[] outputs);

    /** The gate of the function for a batch of some inputs; all its outputs are batches. */
    FunctionGate vmap(int size, boolean[] inputs);

    /** What it keeps beside its inputs. */
    List<Tensor> states();

    /**
     * Results of a function with the place on the tape that they have as outputs of its gate.
     *
     * @param results what the function computed from the inputs, without a history
     */
    static Tensor[] attach(Context context, FunctionGate gate, Tensor[] inputs, Tensor[] results) {
        Level highest = Engine.highest(inputs);
        NdArray[] values = new NdArray[results.length];
        Level[] levels = new Level[results.length];
        if (highest == null) {
            for (int k = 0; k < results.length; k++) {
                values[k] = results[k].value;
            }
        } else if (highest instanceof Batch batch) {
            Tensor[] all = attach(
                    context,
                    gate.vmap(batch.size(), Batching.mapped(batch.transform(), inputs)),
                    Batching.below(batch.transform(), inputs),
                    Batching.all(batch.transform(), batch.size(), results));
            for (int k = 0; k < results.length; k++) {
                values[k] = Batching.value(all[k]);
                levels[k] = new Batch(batch.transform(), all[k]);
            }
        } else {
            Transform transform = highest.transform();
            Tensor[] moving = tangents(transform, inputs);
            Tensor[] moved = tangents(transform, results);
            Tensor[] below = attach(
                    context,
                    gate.jvp(present(moving), present(moved)),
                    both(transform, inputs, moving),
                    both(transform, results, moved));
            int next = results.length;
            for (int k = 0; k < results.length; k++) {
                values[k] = below[k].value;
                levels[k] = moved[k] == null ? below[k].level : new Tangent(transform, below[k], below[next++]);
            }
        }
        return Engine.result(context, gate, inputs, values, levels, null).outputs();
    }

    private static Tensor[] tangents(Transform transform, Tensor[] tensors) {
        return Arrays.stream(tensors).map(t -> Tensors.tangent(t, transform)).toArray(Tensor[]::new);
    }

    private static boolean[] present(Tensor[] tensors) {
        boolean[] present = new boolean[tensors.length];
        for (int i = 0; i < present.length; i++) {
            present[i] = tensors[i] != null;
        }
        return present;
    }

    private static Tensor[] both(Transform transform, Tensor[] tensors, Tensor[] tangents) {
        List<Tensor> both = new ArrayList<>();
        for (Tensor t : tensors) {
            both.add(Tensors.live(Tensors.primal(t, transform)));
        }
        for (Tensor t : tangents) {
            if (t != null) {
                both.add(Tensors.live(t));
            }
        }
        return both.toArray(Tensor[]::new);
    }
}
