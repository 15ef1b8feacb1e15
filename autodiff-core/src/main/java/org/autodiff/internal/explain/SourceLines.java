package org.autodiff.internal.explain;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.internal.engine.Site;

/** Finds the line of the program that a thread is at, under the frames of this library and of the JDK. */
final class SourceLines {
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.");
    private static final String LIBRARY = "org.autodiff.";
    private static final String LAYERS = LIBRARY + "nn.";

    /** Programs that come with the library: to it they are anybody's. */
    private static final List<String> PROGRAMS = List.of(LIBRARY + "examples.", LIBRARY + "benchmarks.");

    private SourceLines() {}

    /** Where this thread is; {@code rule} is the operation whose derivative it computes, or null. */
    static Site here(String rule) {
        return WALKER.walk(frames -> site(frames, rule));
    }

    /** The operation of a tensor that is running, by the name under which it was called: {@code item}. */
    static String operation() {
        return WALKER.walk(frames -> frames.dropWhile(f -> !isFace(f))
                .takeWhile(SourceLines::isFace)
                .reduce((inner, outer) -> outer)
                .map(StackWalker.StackFrame::getMethodName)
                .orElse("an operation"));
    }

    private static boolean isFace(StackWalker.StackFrame frame) {
        return frame.getClassName().startsWith(LIBRARY) && frame.getClassName().lastIndexOf('.') < LIBRARY.length();
    }

    private static Site site(Stream<StackWalker.StackFrame> frames, String rule) {
        StackTraceElement layer = null;
        for (var all = frames.iterator(); all.hasNext(); ) {
            StackWalker.StackFrame frame = all.next();
            String name = frame.getClassName();
            if (!isLibrary(name) && JDK.stream().noneMatch(name::startsWith)) {
                return new Site(frame.toStackTraceElement(), layer, rule);
            }
            if (layer == null && name.startsWith(LAYERS)) {
                layer = frame.toStackTraceElement();
            }
        }
        return new Site(null, layer, rule);
    }

    private static boolean isLibrary(String name) {
        return name.startsWith(LIBRARY) && PROGRAMS.stream().noneMatch(name::startsWith);
    }
}
