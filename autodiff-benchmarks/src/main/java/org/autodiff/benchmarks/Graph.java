package org.autodiff.benchmarks;

import java.util.Arrays;
import org.autodiff.Tensor;

/** Graphs of scalars with a given number of gates. */
public enum Graph {
    /** {@code x = sin x} over and over. */
    SIN {
        @Override
        Tensor of(Tensor[] leaves, int gates) {
            Tensor x = leaves[0];
            for (int i = 0; i < gates; i++) {
                x = x.sin();
            }
            return x;
        }

        @Override
        double[] plain(int gates) {
            double[] x = {0.5, 1};
            for (int i = 0; i < gates; i++) {
                x = new double[] {Math.sin(x[0]), x[1] * Math.cos(x[0])};
            }
            return x;
        }
    },

    /** {@code x = x x + c} over and over, with a constant c. */
    QUADRATIC {
        @Override
        Tensor of(Tensor[] leaves, int gates) {
            Tensor x = leaves[0];
            for (int i = 0; i < gates; i += 2) {
                x = x.mul(x).add(C);
            }
            return x;
        }

        @Override
        double[] plain(int gates) {
            double[] x = {0.5, 1};
            for (int i = 0; i < gates; i += 2) {
                x = new double[] {x[0] * x[0] - 0.6, x[1] * 2 * x[0]};
            }
            return x;
        }
    },

    /** The sum of products of pairs of leaves, of which there are as many as gates. */
    WIDE {
        @Override
        Tensor[] leaves(int gates) {
            Tensor[] leaves = new Tensor[gates];
            Arrays.setAll(leaves, i -> Tensor.variable(0.5 + i));
            return leaves;
        }

        @Override
        Tensor of(Tensor[] leaves, int gates) {
            Tensor sum = C;
            for (int i = 0; i < gates; i += 2) {
                sum = sum.add(leaves[i].mul(leaves[i + 1]));
            }
            return sum;
        }

        @Override
        double[] plain(int gates) {
            double sum = -0.6;
            for (int i = 0; i < gates; i += 2) {
                sum += (0.5 + i) * (1.5 + i);
            }
            return new double[] {sum, 1.5};
        }
    };

    private static final Tensor C = Tensor.of(-0.6);

    Tensor[] leaves(int gates) {
        return new Tensor[] {Tensor.variable(0.5)};
    }

    abstract Tensor of(Tensor[] leaves, int gates);

    /** What comes out, and the gradient of the first leaf, by a plain loop. */
    abstract double[] plain(int gates);
}
