package org.autodiff.examples.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/**
 * A process that answers each line on its standard input with one line on its standard output. What it prints to
 * standard error is passed on. It is ended by {@link #close}, and also when this process is.
 */
final class LineProcess implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final String name;
    private final Duration patience;
    private final Process process;
    private final Thread killer;
    /** Lines, and an empty one when there are no more. Holds one, so that a process that only prints must wait. */
    private final BlockingQueue<Optional<String>> answers = new ArrayBlockingQueue<>(1);

    /** Writes, because a process that does not read would block this thread beyond its patience. */
    private final ExecutorService writer = Executors.newSingleThreadExecutor(LineProcess::daemon);

    private final Thread errors;
    private int asked;

    /**
     * Starts it in the current directory.
     *
     * @param patience how long an answer may take
     * @param err where its standard error goes
     * @throws UserError if it cannot be started
     */
    LineProcess(List<String> command, Duration patience, PrintWriter err) {
        this.name = Text.quote(command.get(0));
        this.patience = patience;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UserError(
                    "--cmd: " + name + " cannot be started: " + Text.oneLine(String.valueOf(e.getMessage()))
                            + " (it is started without a shell: for what needs one, --cmd \"sh -c '...'\")",
                    e);
        }
        killer = new Thread(this::kill);
        Runtime.getRuntime().addShutdownHook(killer);
        daemon(this::readAnswers).start();
        errors = daemon(() -> passOn(err));
        errors.start();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "autodiff check --cmd");
        thread.setDaemon(true);
        return thread;
    }

    private void readAnswers() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answers.put(Optional.of(line));
            }
        } catch (IOException e) {
            // it was ended: there are no more answers
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            answers.put(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passOn(PrintWriter err) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            in.lines().forEach(line -> {
                err.println(line);
                err.flush();
            });
        } catch (IOException | UncheckedIOException e) {
            // it was ended in the middle of a line
        }
    }

    /**
     * Writes a line and waits for the answer.
     *
     * @throws UserError if there is none in time, or the process has ended, or has spoken before it was asked
     */
    String ask(String question) {
        Optional<String> early = answers.peek();
        if (early != null && early.isPresent()) {
            throw new UserError(surplus(early.get()));
        }
        asked++;
        writer.execute(() -> write(question));
        try {
            Optional<String> answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new UserError(Text.format(
                        "--cmd: %s gave no answer to line %d within %s: does it flush its output after each line"
                                + " (Python: print(..., flush=True)) and answer line by line, before its input ends?"
                                + " More time: --timeout",
                        name, asked, seconds(patience)));
            }
            return answer.orElseThrow(this::ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("--cmd: interrupted", e);
        }
    }

    private void write(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // it reads no more: that it has ended, or does not answer, is what is reported
        }
    }

    private static String seconds(Duration time) {
        return Text.format("%.3g s", time.toMillis() / 1e3);
    }

    private UserError ended() {
        try {
            boolean known = process.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            errors.join(FAREWELL.toMillis()); // what it said last comes before this
            String how = known ? "ended with exit code " + process.exitValue() : "closed its standard output";
            return new UserError("--cmd: " + name + " " + how + " before it answered line " + asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new UserError("--cmd: interrupted", e);
        }
    }

    private String surplus(String line) {
        return "--cmd: " + name + " printed a line that it was not asked for, after " + Text.count(asked, "answer")
                + ": " + Text.quote(line)
                + " (one line for each line that it reads; all else goes to standard error)";
    }

    /**
     * Lets the process end by itself, as its input ends, and looks that it has said nothing else: a line too many
     * would have moved the answers against the questions.
     *
     * @throws UserError if it has
     */
    void farewell() {
        writer.execute(this::endInput);
        try {
            Optional<String> more = answers.poll(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            if (more != null && more.isPresent()) {
                throw new UserError(surplus(more.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended already
        }
    }

    @Override
    public void close() {
        kill();
        writer.shutdownNow();
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // this process is being ended
        }
        try {
            errors.join(FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
