package org.autodiff.nn.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.autodiff.Autodiff;
import org.autodiff.Parameter;
import org.autodiff.Rng;
import org.autodiff.Tensor;
import org.autodiff.explain.DebugScope;
import org.autodiff.explain.NonFiniteException;
import org.autodiff.ndarray.NdArray;
import org.autodiff.nn.Buffer;
import org.autodiff.nn.Model;
import org.autodiff.nn.optim.Optimizer;

/** What a step changes although it fails: generators and running statistics. Parameters move last, all or none. */
final class BeforeStep {
    private final Map<Rng, Rng.State> generators = new LinkedHashMap<>();
    private final Map<Buffer, Tensor> buffers = new LinkedHashMap<>();

    private BeforeStep() {}

    static BeforeStep of(Model model) {
        BeforeStep before = new BeforeStep();
        model.namedGenerators().values().forEach(g -> before.generators.put(g, g.state()));
        model.namedBuffers().values().forEach(b -> before.buffers.put(b, b.value()));
        return before;
    }

    void restore() {
        generators.forEach(Rng::reset);
        buffers.forEach(Buffer::assign);
    }

    /**
     * Runs a step whose numbers were not finite once more, from where it began, looking at every number, to find out
     * which operation it was. The model is then as it was before the step.
     */
    @SuppressWarnings("try") // the scope acts by being open
    DivergedException explain(RuntimeException failure, Optimizer optimizer, int epoch, long step, Supplier<?> again) {
        restore();
        Map<String, NdArray> optimized = optimizer.state();
        NonFiniteException found = null;
        try {
            Parameter.onTrial(() -> {
                try (DebugScope scope = Autodiff.debug()) {
                    return again.get();
                }
            });
        } catch (NonFiniteException e) {
            found = e;
        } catch (RuntimeException e) {
            // as before, and no operation gave it: the batch itself is not finite, for example
        } finally {
            restore();
            optimizer.load(optimized);
        }
        String why = found == null ? failure.getMessage() + ", and no operation gave that" : found.getMessage();
        return new DivergedException(
                "training diverged in epoch " + epoch + ", step " + step + ": " + why
                        + ". The model is as it was before that step",
                epoch,
                step,
                found == null ? failure : found);
    }
}
