package org.autodiff.internal.engine;

/**
 * Where in the program an operation was done; known within {@code Autodiff.debug} only.
 *
 * @param program the first line of the stack that is not of this library; null if there is none
 * @param layer the line of {@code org.autodiff.nn} that called the operation; null if the program itself did
 * @param rule null on the way forward; else the operation whose derivative did this
 */
public record Site(StackTraceElement program, StackTraceElement layer, String rule) {
    /** {@code Fit.java:12}, which development environments make a link of; with the layer: {@code ... in Linear:55}. */
    @Override
    public String toString() {
        String text = program == null ? "an unknown line" : program.getFileName() + ":" + program.getLineNumber();
        if (layer != null) {
            String name = layer.getClassName();
            text += " in " + name.substring(name.lastIndexOf('.') + 1).replace('$', '.') + ":" + layer.getLineNumber();
        }
        return rule == null ? text : text + " in the derivative of " + rule;
    }
}
