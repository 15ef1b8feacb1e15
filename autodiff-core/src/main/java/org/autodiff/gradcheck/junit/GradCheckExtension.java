package org.autodiff.gradcheck.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.autodiff.gradcheck.GradCheckReport.Verdict;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the checks that a method with {@link GradCheckTest} returns, as its attributes say, and publishes reports. */
final class GradCheckExtension implements InvocationInterceptor {
    /** What a file name must not be made of. */
    private static final String SPECIAL = "[^A-Za-z0-9._-]+";

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        T tests = invocation.proceed();
        if (isEmpty(tests)) {
            throw empty(call.getExecutable());
        }
        if (tests instanceof Stream<?> stream) { // to be seen one by one
            @SuppressWarnings("unchecked")
            T checked = (T) notEmpty(stream, call.getExecutable());
            return checked;
        }
        return tests;
    }

    private static boolean isEmpty(Object tests) {
        return tests instanceof Iterable<?> all
                ? !all.iterator().hasNext()
                : tests != null && tests.getClass().isArray() && Array.getLength(tests) == 0;
    }

    private static Stream<?> notEmpty(Stream<?> tests, Method method) {
        Iterator<?> all = tests.iterator();
        if (!all.hasNext()) {
            tests.close();
            throw empty(method);
        }
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false)
                .onClose(tests::close);
    }

    private static AssertionError empty(Method method) {
        return new AssertionError("@GradCheckTest: " + method.getName() + " returned no check, so nothing is checked");
    }

    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext call, ExtensionContext context) throws Throwable {
        if (!(call.getExecutable() instanceof CheckExecutable test)) {
            invocation.proceed();
            return;
        }
        invocation.skip(); // it runs here, with what the annotation says
        ExtensionContext method = method(context);
        GradCheckTest options = AnnotationSupport.findAnnotation(method.getElement(), GradCheckTest.class)
                .orElseThrow();
        if (Arrays.asList(options.allow()).contains(Verdict.WRONG)) {
            throw new ExtensionConfigurationException(
                    "@GradCheckTest: allow WRONG would leave a test that cannot fail: disable it instead");
        }
        CheckExecutable.Outcome outcome = test.run(options);
        context.publishReportEntry(
                Map.of("gradcheck.verdict", outcome.verdict(), "gradcheck.report", outcome.report()));
        write(outcome, directory(options, context), method, context.getDisplayName());
        if (!outcome.passes()) {
            throw new AssertionError(outcome.report());
        }
    }

    /** Around a dynamic test: the method that returned it, or a container that holds it. */
    private static ExtensionContext method(ExtensionContext context) {
        return context.getTestMethod().isPresent()
                ? context
                : method(context.getParent().orElseThrow());
    }

    private static Optional<Path> directory(GradCheckTest options, ExtensionContext context) {
        return (options.json().isEmpty()
                        ? context.getConfigurationParameter(GradCheckTest.JSON_PARAMETER)
                        : Optional.of(options.json()))
                .map(Path::of);
    }

    private static void write(
            CheckExecutable.Outcome outcome, Optional<Path> directory, ExtensionContext method, String test) {
        if (directory.isEmpty()) {
            return;
        }
        String name = String.join(
                ".",
                method.getRequiredTestClass().getName(),
                method.getRequiredTestMethod().getName(),
                test);
        Path file = directory.get().resolve(name.replaceAll(SPECIAL, "_") + ".json");
        try {
            Files.createDirectories(directory.get());
            Path temporary = Files.createTempFile(directory.get(), "gradcheck", ".tmp");
            Files.write(temporary, outcome.json().get().getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("@GradCheckTest: cannot write " + file, e);
        }
    }
}
