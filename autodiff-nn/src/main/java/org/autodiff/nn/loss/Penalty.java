package org.autodiff.nn.loss;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.autodiff.Tensor;
import org.autodiff.nn.internal.Check;

/**
 * A penalty for large weights, to be added to a loss:
 *
 * <pre>{@code
 * Penalty penalty = Penalty.l2(1e-4);
 * Tensor loss = new Mse().apply(model.apply(x), y).add(penalty.apply(model.namedParameters()));
 * }</pre>
 *
 * <p>Biases are left out: the parameters whose name ends in {@code bias}, in capital letters or small ones, such as
 * {@code 0.bias} and {@code lstm.inputBias}. {@link #penalised(Predicate)} chooses otherwise. It is the sum over the
 * parameters, also if the loss is a mean over samples.
 *
 * @param kind of the penalty
 * @param lambda its factor; finite, at least 0
 * @param penalised which parameters, by their names
 */
public record Penalty(Kind kind, double lambda, Predicate<String> penalised) {
    private static final Predicate<String> ALL_BUT_BIASES =
            name -> !name.toLowerCase(Locale.ROOT).endsWith("bias");

    /** What is added up for each parameter. */
    public enum Kind {
        /** {@code sum |w|}. */
        L1 {
            @Override
            Tensor of(Tensor w) {
                return w.abs().sum();
            }
        },

        /** {@code sum w^2 / 2}. */
        L2 {
            @Override
            Tensor of(Tensor w) {
                return w.square().sum().mul(0.5);
            }
        },

        /** {@code sqrt(sum w^2)}, not squared: the length of a vector, the Frobenius norm of a matrix. */
        FROBENIUS {
            @Override
            Tensor of(Tensor w) {
                return w.norm();
            }
        };

        abstract Tensor of(Tensor w);
    }

    /**
     * With chosen options.
     *
     * @throws IllegalArgumentException if lambda is not finite and at least 0
     */
    public Penalty {
        Objects.requireNonNull(kind, "penalty: kind is null");
        Check.notNegative("penalty: lambda", lambda);
        Objects.requireNonNull(penalised, "penalty: penalised is null");
    }

    /** {@code lambda sum |w|}: it makes weights exactly 0. The derivative at 0 is 0. */
    public static Penalty l1(double lambda) {
        return new Penalty(Kind.L1, lambda, ALL_BUT_BIASES);
    }

    /**
     * {@code lambda / 2 sum w^2}. Its gradient is {@code lambda w}: with plain gradient descent the same as a weight
     * decay of lambda. The form {@code lambda sum w^2}, without the half, is {@code l2(2 * lambda)}.
     */
    public static Penalty l2(double lambda) {
        return new Penalty(Kind.L2, lambda, ALL_BUT_BIASES);
    }

    /**
     * {@code lambda sum_i |W_i|_F}, the sum of the Frobenius norms of the parameters: it makes whole matrices 0. The
     * derivative there is 0.
     */
    public static Penalty frobenius(double lambda) {
        return new Penalty(Kind.FROBENIUS, lambda, ALL_BUT_BIASES);
    }

    /** The same for the parameters of chosen names: {@code penalised(name -> true)} for all, biases too. */
    public Penalty penalised(Predicate<String> penalised) {
        return new Penalty(kind, lambda, penalised);
    }

    /**
     * The penalty, a scalar; 0 if no parameter is chosen.
     *
     * @param parameters by name, such as {@code namedParameters()} of a model
     */
    public Tensor apply(Map<String, ? extends Tensor> parameters) {
        Objects.requireNonNull(parameters, "penalty: parameters are null");
        return parameters.entrySet().stream()
                .filter(named -> penalised.test(named.getKey()))
                .map(named -> kind.of(named.getValue()))
                .reduce(Tensor::add)
                .orElse(Tensor.of(0))
                .mul(lambda);
    }
}
