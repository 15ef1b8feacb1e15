package org.autodiff.gradcheck;

import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;

/** For tests in other packages: who is accused of a wrong gradient. */
public final class Accused {
    private Accused() {}

    /** The operations that are called wrong, in words. */
    public static List<String> operations(TensorFunction f, Tensor... at) {
        return Culprit.of(Recording.of(f, at), 0).stream().map(Culprit::text).toList();
    }

    /** What is said about the place of the error. */
    public static String place(TensorFunction f, Tensor... at) {
        return Culprit.locate(f, at).orElseThrow();
    }
}
