package org.autodiff.nn.loss;

import java.util.List;
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
 * <p>Biases are left out: the parameters whose name ends in {@code bias}, in upper or lower case, such as
 * {@code 0.bias} and {@code lstm.inputBias}. {@link #penalised(Predicate)} chooses otherwise. It is a sum over the
 * parameters, even if the loss is a mean over samples.
 *
 * @param terms what is added up
 * @param penalised which parameters, by their names
 */
public record Penalty(List<Term> terms, Predicate<String> penalised) {
    private static final Predicate<String> ALL_BUT_BIASES =
            name -> !name.toLowerCase(Locale.ROOT).endsWith("bias");

    /**
     * A kind of penalty and its factor.
     *
     * @param kind what is added up
     * @param lambda its factor; finite, at least 0
     */
    public record Term(Kind kind, double lambda) {
        /**
         * A term of a kind.
         *
         * @throws IllegalArgumentException if lambda is not finite and at least 0
         */
        public Term {
            Objects.requireNonNull(kind, "penalty: kind is null");
            Check.notNegative("penalty: lambda", lambda);
        }
    }

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
     * A penalty of several terms.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Penalty {
        terms = List.copyOf(Objects.requireNonNull(terms, "penalty: terms are null"));
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("penalty: needs at least one term, got none");
        }
        Objects.requireNonNull(penalised, "penalty: penalised is null");
    }

    private static Penalty of(Term... terms) {
        return new Penalty(List.of(terms), ALL_BUT_BIASES);
    }

    /** {@code lambda sum |w|}: it makes some weights exactly 0. The derivative at 0 is 0. */
    public static Penalty l1(double lambda) {
        return of(new Term(Kind.L1, lambda));
    }

    /**
     * {@code lambda / 2 sum w^2}. Its gradient is {@code lambda w}: with plain gradient descent the same as a weight
     * decay of lambda. The form {@code lambda sum w^2}, without the half, is {@code l2(2 * lambda)}.
     */
    public static Penalty l2(double lambda) {
        return of(new Term(Kind.L2, lambda));
    }

    /**
     * {@code lambda sum_i |W_i|_F}, the sum of the Frobenius norms of the parameters: it makes whole matrices 0. The
     * derivative there is 0.
     */
    public static Penalty frobenius(double lambda) {
        return of(new Term(Kind.FROBENIUS, lambda));
    }

    /**
     * The elastic net, {@code lambda1 sum |w| + lambda2 / 2 sum w^2}: like L1 it makes some weights exactly 0, but
     * inputs that are alike keep similar weights. Zou and Hastie, Regularization and variable selection via the elastic
     * net, 2005. What scikit-learn calls {@code alpha} and {@code l1_ratio} is
     * {@code elasticNet(alpha * ratio, alpha * (1 - ratio))}.
     *
     * @throws IllegalArgumentException if a factor is negative or not finite
     */
    public static Penalty elasticNet(double lambda1, double lambda2) {
        return of(new Term(Kind.L1, lambda1), new Term(Kind.L2, lambda2));
    }

    /** The same for parameters with chosen names: {@code penalised(name -> true)} for all, biases too. */
    public Penalty penalised(Predicate<String> penalised) {
        return new Penalty(terms, penalised);
    }

    /**
     * The penalty, a scalar; 0 if no parameter is chosen.
     *
     * @param parameters by name, such as {@code namedParameters()} of a model
     */
    public Tensor apply(Map<String, ? extends Tensor> parameters) {
        Objects.requireNonNull(parameters, "penalty: parameters are null");
        List<Tensor> chosen = parameters.entrySet().stream()
                .filter(named -> penalised.test(named.getKey()))
                .<Tensor>map(Map.Entry::getValue)
                .toList();
        return terms.stream()
                .map(term -> chosen.stream()
                        .map(term.kind::of)
                        .reduce(Tensor::add)
                        .orElse(Tensor.of(0))
                        .mul(term.lambda))
                .reduce(Tensor::add)
                .orElseThrow();
    }
}
