package org.autodiff.gradcheck;

import java.util.List;
import org.autodiff.ndarray.NdArray;

/** A subject whose derivatives have a planted mistake. */
record MutantSubject(Subject subject, SelfTest.Claims mistake) implements Subject {
    @Override
    public List<Block> blocks() {
        return subject.blocks();
    }

    @Override
    public NdArray value(double[][] at) {
        return subject.value(at);
    }

    @Override
    public Linearization linearize(double[][] at) {
        Linearization right = subject.linearize(at);
        return new Linearization() {
            @Override
            public NdArray value() {
                return right.value();
            }

            @Override
            public double[][] vjp(double[] upstream) {
                return mistake.of(at, right.vjp(upstream));
            }
        };
    }
}
