package org.autodiff.gradcheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Rng;

/** Lists what the engine says about the derivatives of a function, each with the line along which differences tell. */
final class Claims {
    /** Balances a truncation error of h^2 and a rounding error of 2^-52 / h (Nocedal, Wright; section 8.1). */
    static final double STEP = Math.cbrt(Math.ulp(1.0));

    private static final int DIRECTIONS = 3;

    private final List<Variable> variables;
    private final Subject subject;
    private final double[][] start;
    private final Subject.Recorded recorded;
    private final int[][] chosen;

    /**
     * Claims about some elements.
     *
     * @param recorded value and gradient at the start
     * @param chosen which elements of each variable
     */
    Claims(List<Variable> variables, Subject subject, Subject.Recorded recorded, int[][] chosen) {
        this.variables = variables;
        this.subject = subject;
        this.start = subject.start();
        this.recorded = recorded;
        this.chosen = chosen;
    }

    /** The elements of the gradient, each along its own axis. */
    List<Claim> firstOrder() {
        List<Claim> claims = new ArrayList<>();
        double[] middle = {Arrays.stream(recorded.terms).sum()};
        double magnitude = Arrays.stream(recorded.terms).map(Math::abs).sum();
        for (int i = 0; i < chosen.length; i++) {
            Variable v = variables.get(i);
            for (int element : chosen[i]) {
                double x = start[i][element];
                double h = x + STEP * unit(x) - x; // so that x + h is exact
                Stencil stencil = new Stencil(axis(i, element), middle, h);
                double g = recorded.gradient[i][element];
                claims.add(new Claim(v.name(), v.coordinate(element), g, stencil, 0, magnitude, unit(x)));
            }
        }
        return claims;
    }

    /** The length of a natural step of a variable. */
    private static double unit(double x) {
        return Math.max(1, Math.abs(x));
    }

    /** The value while one element of one variable moves. */
    private Line axis(int variable, int element) {
        return t -> {
            double[][] point = start.clone();
            point[variable] = start[variable].clone();
            point[variable][element] += t;
            return new double[] {subject.value(point)};
        };
    }

    /** The elements of products of the Hessian with random vectors, each along the vector. */
    List<Claim> secondOrder(Rng rng) {
        List<Claim> claims = new ArrayList<>();
        double[] middle = concat(recorded.gradient);
        for (int k = 1; k <= DIRECTIONS; k++) {
            double[][] v = ProbeDirection.random(start, rng);
            Line line = t -> concat(subject.gradient(ProbeDirection.move(start, t, v)).gradient);
            Stencil stencil = new Stencil(line, middle, ProbeDirection.STEP);
            String how = " of Hessian times vector " + k;
            claims.addAll(products(subject.hessianByReverse(v), middle, stencil, how + ", reverse over reverse"));
            if (subject.takesArgumentsOnly()) {
                claims.addAll(products(subject.hessianByForward(v), middle, stencil, how + ", forward over reverse"));
            }
        }
        return claims;
    }

    private List<Claim> products(double[][] product, double[] gradient, Stencil stencil, String how) {
        List<Claim> claims = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < chosen.length; i++) {
            Variable v = variables.get(i);
            for (int element : chosen[i]) {
                int component = offset + element;
                double magnitude = Math.abs(gradient[component]);
                double unit = unit(start[i][element]); // a gradient is measured per step of its variable
                String name = v.coordinate(element) + how;
                claims.add(new Claim(v.name(), name, product[i][element], stencil, component, magnitude, unit));
            }
            offset += product[i].length;
        }
        return claims;
    }

    private static double[] concat(double[][] parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }
}
