package org.autodiff.nn.optim;

import org.autodiff.nn.internal.Check;

/** The options of {@link Lbfgs}, documented at its builder. */
record LbfgsOptions(
        double learningRate,
        int maxIterations,
        int maxEvaluations,
        double gradientTolerance,
        double changeTolerance,
        int historySize,
        boolean strongWolfe) {
    LbfgsOptions {
        Check.notNegative("lbfgs: learningRate", learningRate);
        Check.atLeast("lbfgs: maxIterations", maxIterations, 1);
        Check.atLeast("lbfgs: maxEvaluations", maxEvaluations, 1);
        Check.notNegative("lbfgs: gradientTolerance", gradientTolerance);
        Check.notNegative("lbfgs: changeTolerance", changeTolerance);
        Check.atLeast("lbfgs: historySize", historySize, 1);
    }

    static LbfgsOptions pyTorchs() {
        return new LbfgsOptions(1, 20, 25, 1e-7, 1e-9, 100, false);
    }

    LbfgsOptions learningRate(double rate) {
        return new LbfgsOptions(
                rate, maxIterations, maxEvaluations, gradientTolerance, changeTolerance, historySize, strongWolfe);
    }

    LbfgsOptions maxIterations(int iterations) {
        int evaluations = (int) Math.max(1, Math.min(Integer.MAX_VALUE, iterations * 5L / 4));
        return new LbfgsOptions(
                learningRate, iterations, evaluations, gradientTolerance, changeTolerance, historySize, strongWolfe);
    }

    LbfgsOptions maxEvaluations(int evaluations) {
        return new LbfgsOptions(
                learningRate, maxIterations, evaluations, gradientTolerance, changeTolerance, historySize, strongWolfe);
    }

    LbfgsOptions tolerances(double gradient, double change) {
        return new LbfgsOptions(
                learningRate, maxIterations, maxEvaluations, gradient, change, historySize, strongWolfe);
    }

    LbfgsOptions historySize(int size) {
        return new LbfgsOptions(
                learningRate, maxIterations, maxEvaluations, gradientTolerance, changeTolerance, size, strongWolfe);
    }

    LbfgsOptions strongWolfe(boolean search) {
        return new LbfgsOptions(
                learningRate, maxIterations, maxEvaluations, gradientTolerance, changeTolerance, historySize, search);
    }
}
