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
    };

    private static final Tensor C = Tensor.of(-0.6);

    Tensor[] leaves(int gates) {
        return new Tensor[] {Tensor.variable(0.5)};
    }

    abstract Tensor of(Tensor[] leaves, int gates);
}
