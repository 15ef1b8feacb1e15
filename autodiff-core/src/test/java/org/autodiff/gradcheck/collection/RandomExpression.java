package org.autodiff.gradcheck.collection;

import java.util.Random;

/** A random function of some variables, with its gradient by forward mode on plain numbers. */
abstract class RandomExpression {
    abstract double value(double[] x);

    /** The derivative with respect to one variable. */
    abstract double derivative(double[] x, int by);

    /** A tree of at most that depth. */
    static RandomExpression of(Random random, int depth, int variables) {
        if (depth == 0 || random.nextInt(6) == 0) {
            return new Variable(random.nextInt(variables));
        }
        RandomExpression a = of(random, depth - 1, variables);
        if (random.nextInt(5) < 3) {
            return new Unary(Function.values()[random.nextInt(Function.values().length)], a, number(random));
        }
        return new Binary("+-*/m".charAt(random.nextInt(5)), a, of(random, depth - 1, variables));
    }

    private static double number(Random random) {
        double digits = random.nextBoolean() ? 1 + random.nextInt(5) : 2 * random.nextDouble();
        double scale = random.nextInt(4) == 0 ? Math.pow(10, random.nextInt(9) - 4) : 1;
        return random.nextBoolean() ? digits * scale : -digits * scale;
    }

    private static final class Variable extends RandomExpression {
        private final int index;

        Variable(int index) {
            this.index = index;
        }

        @Override
        double value(double[] x) {
            return x[index];
        }

        @Override
        double derivative(double[] x, int by) {
            return by == index ? 1 : 0;
        }

        @Override
        public String toString() {
            return "x" + index;
        }
    }

    private enum Function {
        SIN,
        COS,
        EXP,
        LOG,
        SQRT,
        TANH,
        ATAN,
        ABS,
        RELU,
        SQUARE,
        CUBE,
        RECIPROCAL,
        SCALE,
        SHIFT;

        double of(double u, double c) {
            return switch (this) {
                case SIN -> Math.sin(u);
                case COS -> Math.cos(u);
                case EXP -> Math.exp(u);
                case LOG -> Math.log(u);
                case SQRT -> Math.sqrt(u);
                case TANH -> Math.tanh(u);
                case ATAN -> Math.atan(u);
                case ABS -> Math.abs(u);
                case RELU -> Math.max(0, u);
                case SQUARE -> u * u;
                case CUBE -> u * u * u;
                case RECIPROCAL -> 1 / u;
                case SCALE -> c * u;
                case SHIFT -> u + c;
            };
        }

        double slope(double u, double c) {
            return switch (this) {
                case SIN -> Math.cos(u);
                case COS -> -Math.sin(u);
                case EXP -> Math.exp(u);
                case LOG -> 1 / u;
                case SQRT -> 0.5 / Math.sqrt(u);
                case TANH -> 1 / Math.cosh(u) / Math.cosh(u);
                case ATAN -> 1 / (1 + u * u);
                case ABS -> Math.signum(u);
                case RELU -> u > 0 ? 1 : 0;
                case SQUARE -> 2 * u;
                case CUBE -> 3 * u * u;
                case RECIPROCAL -> -1 / u / u;
                case SCALE -> c;
                case SHIFT -> 1;
            };
        }
    }

    private static final class Unary extends RandomExpression {
        private final Function function;
        private final RandomExpression a;
        private final double c;

        Unary(Function function, RandomExpression a, double c) {
            this.function = function;
            this.a = a;
            this.c = c;
        }

        @Override
        double value(double[] x) {
            return function.of(a.value(x), c);
        }

        @Override
        double derivative(double[] x, int by) {
            double inner = a.derivative(x, by);
            return inner == 0 ? 0 : function.slope(a.value(x), c) * inner;
        }

        @Override
        public String toString() {
            String constant = function == Function.SCALE || function == Function.SHIFT ? ", " + c : "";
            return function + "(" + a + constant + ")";
        }
    }

    private static final class Binary extends RandomExpression {
        private final char operator;
        private final RandomExpression a;
        private final RandomExpression b;

        /** {@code operator} is one of the four, or m for the maximum. */
        Binary(char operator, RandomExpression a, RandomExpression b) {
            this.operator = operator;
            this.a = a;
            this.b = b;
        }

        @Override
        double value(double[] x) {
            double p = a.value(x);
            double q = b.value(x);
            return switch (operator) {
                case '+' -> p + q;
                case '-' -> p - q;
                case '*' -> p * q;
                case '/' -> p / q;
                default -> Math.max(p, q);
            };
        }

        @Override
        double derivative(double[] x, int by) {
            double dp = a.derivative(x, by);
            double dq = b.derivative(x, by);
            return switch (operator) {
                case '+' -> dp + dq;
                case '-' -> dp - dq;
                case '*' -> dp * b.value(x) + a.value(x) * dq;
                case '/' -> (dp - (dq == 0 ? 0 : a.value(x) / b.value(x) * dq)) / b.value(x);
                default -> a.value(x) > b.value(x) ? dp : dq;
            };
        }

        @Override
        public String toString() {
            return "(" + a + " " + (operator == 'm' ? "max" : operator) + " " + b + ")";
        }
    }
}
