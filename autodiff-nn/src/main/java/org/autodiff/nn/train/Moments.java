package org.autodiff.nn.train;

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
        long n = 0;
        double sum = 0;
        double abs = 0;
        for (double x : numbers) {
            if (Double.isFinite(x)) {
                n++;
                sum += x;
                abs += Math.abs(x);
            }
        }
        notFinite += numbers.length - n;
        if (n == 0) {
            return;
        }
        double center = sum / n;
        double spread = 0;
        for (double x : numbers) {
            if (Double.isFinite(x)) {
                spread += (x - center) * (x - center);
            }
        }
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
