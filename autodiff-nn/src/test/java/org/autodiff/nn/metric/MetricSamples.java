package org.autodiff.nn.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.autodiff.Tensor;
import org.autodiff.ndarray.NdArray;
import org.autodiff.ndarray.Shape;
import org.autodiff.nn.loss.Huber;
import org.autodiff.nn.loss.Reduction;

/** Every metric, and random samples for it. */
final class MetricSamples {
    /** A metric, and predictions and targets for it, by a generator and a number of samples. */
    record Sample(Supplier<Metric> metric, BiFunction<Random, Integer, Data> data) {}

    record Data(double[][] predictions, double[][] targets, boolean flatPredictions, boolean flatTargets) {
        int size() {
            return targets.length;
        }

        Tensor predictions(int[] rows) {
            return tensor(predictions, rows, flatPredictions);
        }

        Tensor targets(int[] rows) {
            return tensor(targets, rows, flatTargets);
        }

        private static Tensor tensor(double[][] all, int[] rows, boolean flat) {
            int width = all[0].length;
            double[] numbers = new double[rows.length * width];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(all[rows[i]], 0, numbers, i * width, width);
            }
            return Tensor.of(NdArray.of(flat ? Shape.of(rows.length) : Shape.of(rows.length, width), numbers));
        }
    }

    private MetricSamples() {}

    static Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("accuracy", new Sample(Accuracy::new, (r, n) -> classes(r, n, 4)));
        all.put("binary accuracy", new Sample(() -> Accuracy.binary(0), MetricSamples::two));
        all.put("top 2", new Sample(() -> new TopKAccuracy(2), (r, n) -> classes(r, n, 4)));
        for (Average average : Average.values()) {
            all.put("precision " + average, new Sample(() -> Precision.of(4, average), (r, n) -> classes(r, n, 4)));
            all.put("recall " + average, new Sample(() -> Recall.of(4, average), (r, n) -> classes(r, n, 4)));
            all.put("f1 " + average, new Sample(() -> F1.of(4, average), (r, n) -> classes(r, n, 4)));
        }
        all.put("binary precision", new Sample(() -> Precision.binary(0), MetricSamples::two));
        all.put("binary recall", new Sample(() -> Recall.binary(0), MetricSamples::two));
        all.put("binary f1", new Sample(() -> F1.binary(0), MetricSamples::two));
        all.put("roc auc", new Sample(RocAuc::new, MetricSamples::two));
        all.put("log loss", new Sample(LogLoss::ofLogits, (r, n) -> classes(r, n, 4)));
        all.put("binary log loss", new Sample(LogLoss::ofLogits, MetricSamples::two));
        all.put("rmse", new Sample(RootMeanSquaredError::new, (r, n) -> numbers(r, n, 3)));
        all.put("mae", new Sample(MeanAbsoluteError::new, (r, n) -> numbers(r, n, 3)));
        all.put("r2", new Sample(R2::new, (r, n) -> numbers(r, n, 3)));
        all.put(
                "loss",
                new Sample(() -> new MeanLoss(new Huber().reduction(Reduction.NONE)), (r, n) -> numbers(r, n, 3)));
        all.put("confusion matrix", new Sample(() -> ConfusionMatrix.of(4), (r, n) -> classes(r, n, 4)));
        return all;
    }

    private static Data classes(Random random, int n, int classes) {
        double[][] logits = new double[n][classes];
        double[][] labels = new double[n][1];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < classes; c++) {
                logits[i][c] = random.nextInt(4) == 0 ? 1 : 3 * random.nextGaussian(); // some equal ones
            }
            labels[i][0] = random.nextInt(classes);
        }
        return new Data(logits, labels, false, true);
    }

    private static Data two(Random random, int n) {
        double[][] scores = new double[n][1];
        double[][] labels = new double[n][1];
        for (int i = 0; i < n; i++) {
            labels[i][0] = random.nextInt(2);
            scores[i][0] = random.nextInt(4) == 0 ? 0 : random.nextGaussian() + labels[i][0];
        }
        return new Data(scores, labels, true, true);
    }

    private static Data numbers(Random random, int n, int width) {
        double[][] predictions = new double[n][width];
        double[][] targets = new double[n][width];
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < width; c++) {
                targets[i][c] = 1e6 * c + random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4);
                predictions[i][c] = targets[i][c] + random.nextGaussian() * Math.pow(10, random.nextInt(8) - 4);
            }
        }
        return new Data(predictions, targets, false, false);
    }
}
