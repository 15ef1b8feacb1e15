package org.autodiff.internal.kernel;

import org.autodiff.Autodiff;
import org.autodiff.Tensor;

/** What {@link StartTest} starts: uses the library several times, and says what comes of it. */
final class Started {
    private Started() {}

    public static void main(String[] arguments) {
        say(Autodiff::kernels);
        for (int i = 0; i < 2; i++) {
            say(() -> "exp " + Tensor.of(0, 0).exp().sum().item());
        }
        say(() -> "product " + Tensor.eye(3).matmul(Tensor.eye(3)).sum().item());
    }

    private interface Use {
        Object get();
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private static void say(Use use) {
        try {
            System.out.println(use.get());
        } catch (Throwable e) { // errors of linkage too: they are what must not be
            System.out.println(e);
        }
    }
}
