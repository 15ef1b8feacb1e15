package org.autodiff.gradcheck;

import static org.autodiff.gradcheck.UsualMistake.Kind.CHAIN_FACTOR;
import static org.autodiff.gradcheck.UsualMistake.Kind.FACTOR;
import static org.autodiff.gradcheck.UsualMistake.Kind.SIGN;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Every entry is off by a factor: a constant, or one that the chain rule would have brought. */
final class FactorMistakes {
    /** So close to an integer, or to a constant that has a name, a factor is called so. */
    private static final double NAMED = 1e-6;

    private static final int LARGEST = 1_000_000_000;

    /** So much a factor must vary from entry to entry to be told from a constant. */
    private static final double VARIED = 1e-3;

    /** Derivatives of usual functions in terms of the argument, which are forgotten. */
    private static final Map<String, DoubleUnaryOperator> OF_POINT = new LinkedHashMap<>();

    /** The same in terms of the result. */
    private static final Map<String, DoubleUnaryOperator> OF_RESULT = new LinkedHashMap<>();

    private static final Map<String, Double> CONSTANTS = new LinkedHashMap<>();

    static {
        OF_POINT.put("%s", x -> x);
        OF_POINT.put("%s^2", x -> x * x);
        OF_POINT.put("1 / %s", x -> 1 / x);
        OF_POINT.put("1 / %s^2", x -> 1 / (x * x));
        OF_POINT.put("1 / sqrt(%s)", x -> 1 / Math.sqrt(x));
        OF_POINT.put("sqrt(%s)", Math::sqrt);
        OF_POINT.put("sign(%s)", Math::signum);
        OF_POINT.put("exp(%s)", Math::exp);
        OF_POINT.put("exp(-%s)", x -> Math.exp(-x));
        OF_POINT.put("cos(%s)", Math::cos);
        OF_POINT.put("sin(%s)", Math::sin);
        OF_POINT.put("1 / cos(%s)^2", x -> 1 / (Math.cos(x) * Math.cos(x)));
        OF_POINT.put("1 - tanh(%s)^2", x -> 1 - Math.tanh(x) * Math.tanh(x));
        OF_POINT.put("sigmoid(%s) (1 - sigmoid(%1$s))", x -> slopeOfSigmoid(x));
        OF_POINT.put("1 / (1 + %s^2)", x -> 1 / (1 + x * x));
        OF_POINT.put("1 + %s^2", x -> 1 + x * x);
        OF_RESULT.put("%s", y -> y);
        OF_RESULT.put("1 / %s", y -> 1 / y);
        OF_RESULT.put("%s^2", y -> y * y);
        OF_RESULT.put("%s (1 - %1$s)", y -> y * (1 - y));
        OF_RESULT.put("1 / (%s (1 - %1$s))", y -> 1 / (y * (1 - y)));
        OF_RESULT.put("1 - %s^2", y -> 1 - y * y);
        OF_RESULT.put("1 / (1 - %s^2)", y -> 1 / (1 - y * y));
        OF_POINT.put("%s (1 - %1$s)", OF_RESULT.get("%s (1 - %1$s)"));
        OF_POINT.put("1 / (%s (1 - %1$s))", OF_RESULT.get("1 / (%s (1 - %1$s))"));
        OF_POINT.put("1 - %s^2", OF_RESULT.get("1 - %s^2"));
        OF_POINT.put("1 / (1 - %s^2)", OF_RESULT.get("1 / (1 - %s^2)"));
        CONSTANTS.put("ln 2", Math.log(2));
        CONSTANTS.put("ln 10", Math.log(10));
        CONSTANTS.put("pi", Math.PI);
        CONSTANTS.put("2 pi", 2 * Math.PI);
        CONSTANTS.put("sqrt(2)", Math.sqrt(2));
        CONSTANTS.put("sqrt(2 pi)", Math.sqrt(2 * Math.PI));
        CONSTANTS.put("180 / pi", 180 / Math.PI);
    }

    private FactorMistakes() {}

    private static double slopeOfSigmoid(double x) {
        double s = 1 / (1 + Math.exp(-x));
        return s * (1 - s);
    }

    // ---- a constant

    /** Every entry is the same multiple of what it should be. */
    static Optional<UsualMistake> constant(Compared block) {
        double k = factor(block);
        if (Double.isNaN(k)) {
            return Optional.empty();
        }
        int telling = block.telling();
        if (k == -1) {
            String text = "the sign is wrong" + (telling == 1 ? "" : " in every entry");
            return Optional.of(new UsualMistake(SIGN, text, telling > 1));
        }
        String named = named(k, block);
        if (named == null && telling == 1) {
            return Optional.empty(); // one number is always a multiple of another
        }
        String text = named != null ? named : "every entry is " + number(k) + " times what it should be";
        return Optional.of(new UsualMistake(FACTOR, text, telling > 1));
    }

    /** The factor by which every claim is too large; NaN if there is none. */
    private static double factor(Compared block) {
        int best = block.mostTelling();
        if (best < 0) {
            return Double.NaN;
        }
        double measured = block.claimed()[best] / block.numeric()[best];
        double k = rounded(measured);
        return fits(block, k) ? k : fits(block, measured) ? measured : Double.NaN;
    }

    private static boolean fits(Compared block, double k) {
        return block.isExplainedBy(
                Arrays.stream(block.claimed()).map(c -> c / k).toArray());
    }

    /** An integer, or the reciprocal of one, that is as near as can be. */
    private static double rounded(double k) {
        boolean large = Math.abs(k) >= 1;
        double whole = Math.rint(large ? k : 1 / k);
        boolean near = Math.abs(whole) < LARGEST
                && whole != 1
                && Math.abs((large ? k : 1 / k) - whole) < NAMED * Math.abs(whole);
        return !near ? k : large ? whole : 1 / whole;
    }

    /** What a factor looks like; null if it has no name. */
    private static String named(double k, Compared block) {
        String sign = k < 0 ? ", and the sign is wrong" : "";
        double size = Math.abs(k);
        if (size == 2) {
            return "twice as large as it should be" + sign;
        }
        if (size == 0.5) {
            return "half as large as it should be" + sign;
        }
        if (size == Math.rint(size)) {
            return number(size) + " times as large as it should be: not divided by " + counted(size, block) + "?"
                    + sign;
        }
        if (1 / size == Math.rint(1 / size)) {
            return "1/" + number(1 / size) + " of what it should be: divided by " + counted(1 / size, block)
                    + " once too often?" + sign;
        }
        for (Map.Entry<String, Double> constant : CONSTANTS.entrySet()) {
            double c = constant.getValue();
            if (near(size, c)) {
                return "the factor " + constant.getKey() + " is too much" + sign;
            }
            if (near(size, 1 / c)) {
                return "the factor " + constant.getKey() + " is missing" + sign;
            }
        }
        return null;
    }

    private static String counted(double n, Compared block) {
        if (block.isMatrix() && n == block.shape().dim(0)) {
            return "the " + number(n) + " rows";
        }
        if (block.isMatrix() && n == block.shape().dim(1)) {
            return "the " + number(n) + " columns";
        }
        return n == block.claimed().length ? "the " + number(n) + " entries" : number(n);
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= NAMED * Math.abs(b);
    }

    static String number(double k) {
        return k == Math.rint(k) && Math.abs(k) < LARGEST
                ? String.valueOf((long) k)
                : String.format(Locale.ROOT, "%.6g", k);
    }

    // ---- a factor of the chain rule

    /** Every entry lacks the same function of the value, or has it too much: a constant that has a name here. */
    static Optional<UsualMistake> ofValue(Compared block, double value) {
        double k = Double.isFinite(value) ? factor(block) : Double.NaN;
        if (Double.isNaN(k) || k == -1 || named(k, block) != null) {
            return Optional.empty();
        }
        for (Map.Entry<String, DoubleUnaryOperator> candidate : OF_RESULT.entrySet()) {
            double f = candidate.getValue().applyAsDouble(value);
            if (near(1 / k, f) && fits(block, 1 / f)) {
                String factor = String.format(Locale.ROOT, candidate.getKey(), "y");
                return Optional.of(new UsualMistake(
                        CHAIN_FACTOR,
                        "the factor " + factor + " is missing, where y is the value of the function",
                        block.telling() > 1));
            }
        }
        return Optional.empty();
    }

    /** Every entry lacks the same function of its argument. */
    static Optional<UsualMistake> ofPoint(Compared block) {
        return chain(block, OF_POINT, "x", "the argument of each entry");
    }

    /** The same of its result. */
    static Optional<UsualMistake> ofResult(Compared block) {
        return chain(block, OF_RESULT, "y", "the result of each row");
    }

    private static Optional<UsualMistake> chain(
            Compared block, Map<String, DoubleUnaryOperator> candidates, String letter, String meaning) {
        int best = block.at() == null ? -1 : block.mostTelling();
        if (best < 0) {
            return Optional.empty();
        }
        for (Map.Entry<String, DoubleUnaryOperator> candidate : candidates.entrySet()) {
            double[] factors =
                    Arrays.stream(block.at()).map(candidate.getValue()).toArray();
            double k = rounded(block.numeric()[best] / block.claimed()[best] / factors[best]);
            double scale = Math.abs(k) == 1 || near(Math.abs(k), 1) ? Math.copySign(1, k) : k;
            double[] right = new double[factors.length];
            Arrays.setAll(right, i -> block.claimed()[i] * factors[i] * scale);
            boolean simple = Math.abs(scale) == 1 || Math.abs(scale) == 2 || Math.abs(scale) == 0.5;
            int enough = simple ? 2 : 3;
            if (Double.isFinite(scale)
                    && varied(block, factors)
                    && block.telling() >= enough
                    && block.isExplainedBy(right)) {
                String name = String.format(Locale.ROOT, candidate.getKey(), letter);
                String factor = scale == 1 ? name : scale == -1 ? "-(" + name + ")" : number(scale) + " (" + name + ")";
                return Optional.of(new UsualMistake(
                        CHAIN_FACTOR,
                        "the factor " + factor + " is missing, where " + letter + " is " + meaning,
                        true));
            }
        }
        return Optional.empty();
    }

    private static boolean varied(Compared block, double[] factors) {
        double[] telling = IntStream.range(0, factors.length)
                .filter(block::isTelling)
                .mapToDouble(i -> factors[i])
                .toArray();
        double most = Arrays.stream(telling).max().orElse(0);
        double least = Arrays.stream(telling).min().orElse(0);
        return most - least > VARIED * Math.max(Math.abs(most), Math.abs(least));
    }
}
