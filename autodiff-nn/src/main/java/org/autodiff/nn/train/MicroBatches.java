package org.autodiff.nn.train;

import java.util.function.Function;
import org.autodiff.Autodiff;
import org.autodiff.Gradients;
import org.autodiff.Tensor;
import org.autodiff.nn.data.Batch;

/**
 * The mean loss of a batch and its gradients, computed in parts, of which one at a time is in memory. Each part counts
 * by its share of the samples, so for a loss that is a mean over samples it is what the batch as a whole would give, up
 * to rounding; not for one that looks at the batch as a whole, as batch normalisation in training does.
 *
 * @param loss of the batch
 * @param gradients of that loss
 */
record MicroBatches(double loss, Gradients gradients) {
    static MicroBatches of(Batch batch, int most, Function<Batch, Tensor> loss) {
        double sum = 0;
        Gradients gradients = null;
        for (int from = 0; from < batch.size(); from += most) {
            Part part = Part.of(batch, from, Math.min(most, batch.size() - from), loss);
            sum += part.loss;
            gradients = gradients == null ? part.gradients : gradients.plus(part.gradients);
        }
        return new MicroBatches(sum, gradients);
    }

    /** The share of a part. */
    private record Part(double loss, Gradients gradients) {
        static Part of(Batch batch, int from, int size, Function<Batch, Tensor> loss) {
            double share = (double) size / batch.size();
            double[] value = new double[1];
            Gradients gradients = Autodiff.step(() -> {
                Tensor l = loss.apply(new Batch(
                        batch.features().narrow(0, from, size), batch.targets().narrow(0, from, size)));
                value[0] = l.item() * share;
                return l.backward().times(share);
            });
            return new Part(value[0], gradients);
        }
    }
}
