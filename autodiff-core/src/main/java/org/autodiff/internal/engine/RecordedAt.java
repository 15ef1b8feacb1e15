package org.autodiff.internal.engine;

/**
 * Goes with an exception that a backward rule threw: the line of the program that did the operation, which is not on
 * the stack any more. It is printed below the exception, as suppressed.
 */
final class RecordedAt extends RuntimeException {
    private static final long serialVersionUID = 1;

    private RecordedAt(String message, Site site) {
        super(message, null, false, true);
        setStackTrace(site.program() == null ? new StackTraceElement[0] : new StackTraceElement[] {site.program()});
    }

    /** The exception, with the line where the node was recorded, if that is known. */
    static <E extends RuntimeException> E added(E e, Node node) {
        Site site = node.site();
        if (site != null) {
            e.addSuppressed(new RecordedAt(
                    "in the derivative of " + node.gate().name() + " " + node.shape + ", recorded at " + site, site));
        }
        return e;
    }
}
