package org.autodiff.nn.train;

import java.util.Arrays;

/**
 * Size and spread of many numbers that come in parts. The squares are about the mean of each part, so that numbers far
 * from 0 keep their spread (Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample
 * variances, 1979).
 */
final class Moments {
    private long count;
    private long notFinite;
    private double sumOfAbs;
    private double mean;
    private double squares; // sum (x - mean)^2

    void add(double[] numbers) {
        double sum = 0;
        double abs = 0;
        for (double x : numbers) {
            sum += x;
            abs += Math.abs(x);
        }
        if (!Double.isFinite(abs)) {
            addFinite(numbers);
        } else if (numbers.length > 0) {
            double center = sum / numbers.length;
            double spread = 0;
            for (double x : numbers) {
                spread += (x - center) * (x - center);
            }
            join(numbers.length, center, spread, abs);
        }
    }

    private void addFinite(double[] numbers) {
        double[] finite = Arrays.stream(numbers).filter(Double::isFinite).toArray();
        notFinite += numbers.length - finite.length;
        if (finite.length < numbers.length) { // else their sum is beyond the range of double
            add(finite);
        } else {
            notFinite += numbers.length;
        }
    }

    private void join(long n, double center, double spread, double abs) {
        double distance = center - mean;
        long total = count + n;
        squares += spread + distance * distance * ((double) count * n / total);
        mean += distance * n / total;
        sumOfAbs += abs;
        count = total;
    }

    long notFinite() {
        return notFinite;
    }

    TrainingReport.Size size() {
        double variance = squares / count; // NaN for no numbers
        return new TrainingReport.Size(
                count + notFinite, sumOfAbs / count, Math.sqrt(variance + mean * mean), Math.sqrt(variance), notFinite);
    }
}
