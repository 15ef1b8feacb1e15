package org.autodiff.nn.train;

import java.util.List;

/**
 * The losses that a {@link LearningRateFinder} has seen.
 *
 * @param rates the learning rates, growing by the same factor from step to step
 * @param losses of the batches, before the step with that rate
 * @param smoothed the running means of the losses
 */
public record LearningRateCurve(List<Double> rates, List<Double> losses, List<Double> smoothed) {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if they are not of one size
     */
    public LearningRateCurve {
        rates = List.copyOf(rates);
        losses = List.copyOf(losses);
        smoothed = List.copyOf(smoothed);
        if (losses.size() != rates.size() || smoothed.size() != rates.size()) {
            throw new IllegalArgumentException("learning rate curve: " + rates.size() + " rates, " + losses.size()
                    + " losses, " + smoothed.size() + " smoothed ones: must be as many");
        }
    }

    /**
     * The rate at which the smoothed loss falls most steeply, before it is lowest: large, and well below the one where
     * it grows again. A suggestion; look at the curve.
     *
     * @throws IllegalStateException if it does not fall: there is nothing to suggest
     */
    public double suggestion() {
        int lowest = 0;
        for (int i = 1; i < smoothed.size(); i++) {
            lowest = smoothed.get(i) < smoothed.get(lowest) ? i : lowest;
        }
        int steepest = 0;
        double fall = 0;
        for (int i = 1; i < lowest; i++) {
            double here = smoothed.get(i - 1) - smoothed.get(i + 1); // rates are equally far apart, as factors
            if (here > fall) {
                steepest = i;
                fall = here;
            }
        }
        if (fall == 0) {
            throw new IllegalStateException("learning rate curve: the loss does not fall in " + rates.size()
                    + " steps: begin with a smaller rate, take more steps, or look for a mistake in the model");
        }
        return rates.get(steepest);
    }

    /** A table as CSV, with a line of names first, for a chart. */
    public String toCsv() {
        StringBuilder text = new StringBuilder("learning rate,loss,smoothed loss\n");
        for (int i = 0; i < rates.size(); i++) {
            text.append(rates.get(i))
                    .append(',')
                    .append(losses.get(i))
                    .append(',')
                    .append(smoothed.get(i))
                    .append('\n');
        }
        return text.toString();
    }
}
