package org.autodiff.examples.bench;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.autodiff.Autodiff;
import org.autodiff.examples.cli.Console;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;
import org.autodiff.examples.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code autodiff bench}: checks each piece of work against its reference, and then times it. */
@Command(
        name = "bench",
        description = {
            "Times pieces of work: training steps, gradients, Jacobians, second derivatives.",
            "",
            "Each is compared with what another engine computed from the same inputs before it is "
                    + "timed; a wrong result is"
                    + " not. The times are those of one run after some seconds of warming up.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        optionListHeading = "%nOptions:%n",
        footer = {"", "Examples:", "  autodiff bench", "  autodiff bench mlp_64x784x128x10 gp_200 --kernels scalar"})
public final class BenchCommand implements Callable<Integer> {
    private static final String KERNELS = "autodiff.kernels";
    private static final String THREADS = "autodiff.threads";

    private final Console console;

    @Parameters(paramLabel = "CASE", arity = "0..*", description = "What to time (default: all).")
    private List<String> cases = new ArrayList<>();

    @Option(names = "--json", description = "One JSON object a line instead of a table.")
    private boolean json;

    @Option(names = "--kernels", paramLabel = "NAME", description = "scalar or vector (default: the best there is).")
    private String kernels;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many threads a large operation may use (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1.5",
            description = "How long to time each (default: ${DEFAULT-VALUE}).")
    private double seconds;

    /** The command, for the tree of commands. */
    public BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        check();
        if (kernels != null) {
            System.setProperty(KERNELS, kernels); // before the first use of the core, which chooses them
        }
        System.setProperty(THREADS, Integer.toString(threads)); // as above
        Map<String, Reference> references = Reference.all();
        String used = Autodiff.kernels();
        if (!json) {
            console.print("%s kernels, %d thread%s", used, threads, threads == 1 ? "" : "s");
            console.print("%-20s %-10s %12s %12s %14s %12s", "case", "", "min", "median", "", "allocated");
        }
        for (String name : cases.isEmpty() ? List.copyOf(Works.ALL.keySet()) : cases) {
            Work work = Works.ALL.get(name).get();
            references.get(name).check(name, work.result());
            Timing timing = Timing.of(work::run, seconds);
            console.out().println(json ? line(name, work, timing, used) : row(name, work, timing));
            console.out().flush();
        }
        return 0;
    }

    private void check() {
        for (String name : cases) {
            if (!Works.ALL.containsKey(name)) {
                throw new UserError("unknown case " + Text.quote(name) + ": must be one of "
                        + String.join(", ", Works.ALL.keySet()));
            }
        }
        if (kernels != null && !kernels.equals("scalar") && !kernels.equals("vector")) {
            throw new UserError("--kernels must be scalar or vector, got " + Text.quote(kernels));
        }
        if (threads < 1) {
            throw new UserError("--threads must be at least 1, got " + threads);
        }
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new UserError("--seconds must be more than 0 and at most 3600, got " + seconds);
        }
    }

    private static String row(String name, Work work, Timing timing) {
        Work.Amount amount = work.amount();
        String speed =
                amount.unit().isEmpty() ? "" : Text.format("%.1f %s/s", amount.size() / timing.min(), amount.unit());
        return Text.format(
                "%-20s %-10s %9.1f us %9.1f us %14s %9.1f kB",
                name, work.variant(), timing.min() * 1e6, timing.median() * 1e6, speed, timing.bytes() / 1000);
    }

    private String line(String name, Work work, Timing timing, String kernels) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("framework", "autodiff");
        line.put("case", name);
        line.put("variant", "f64 " + work.variant());
        line.put("min", timing.min());
        line.put("median", timing.median());
        line.put("bytes", timing.bytes());
        line.put("kernels", kernels);
        line.put("threads", threads);
        return new Gson().toJson(line);
    }
}
