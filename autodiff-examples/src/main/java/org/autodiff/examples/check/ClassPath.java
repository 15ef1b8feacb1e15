package org.autodiff.examples.check;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.examples.cli.Text;
import org.autodiff.examples.cli.UserError;

/** The class path of the user: directories and jars, searched after that of this program. */
public final class ClassPath {
    /** The name of the loader of these classes, by which lines of a stack trace are known. */
    static final String LOADER = "--classpath";

    private static final int DEEPEST = 20;

    private final List<Path> entries = new ArrayList<>();

    /**
     * The entries of several options, each of which may hold several, parted as on Java's command line.
     *
     * @throws UserError if one of them does not exist
     */
    public ClassPath(List<String> options) {
        for (String option : options) {
            for (String entry : option.split(File.pathSeparator)) {
                if (!entry.isBlank()) {
                    add(entry.strip());
                }
            }
        }
    }

    private void add(String entry) {
        if (!entry.endsWith("*")) {
            Path path = Path.of(entry);
            if (!Files.exists(path)) {
                throw new UserError("--classpath " + entry + ": no such directory or jar");
            }
            entries.add(path);
            return;
        }
        Path directory = Path.of(entry.substring(0, entry.length() - 1));
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(entries::add);
        } catch (IOException e) {
            throw new UserError("--classpath " + entry + ": no such directory", e);
        }
    }

    /**
     * Loads and initialises a class. Its loader stays open, as the class may load others while it runs.
     *
     * @throws UserError if there is none of this name, or it cannot be loaded
     */
    public Class<?> load(String name) {
        URL[] urls = entries.stream().map(ClassPath::url).toArray(URL[]::new);
        ClassLoader loader = new URLClassLoader(LOADER, urls, ClassPath.class.getClassLoader());
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new UserError("--class " + name + ": there is none in " + this + hint(name), e);
        } catch (UnsupportedClassVersionError e) {
            throw new UserError(
                    "--class " + name + ": was compiled for a later Java than this one, "
                            + Runtime.version().feature() + ": " + Text.oneLine(String.valueOf(e.getMessage())),
                    e);
        } catch (ExceptionInInitializerError e) {
            throw new UserError("--class " + name + ": its static initialiser threw " + UserCode.trace(e), e);
        } catch (LinkageError e) {
            throw new UserError("--class " + name + ": cannot be loaded from " + this + ": " + e + hint(name), e);
        }
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UserError("--classpath " + entry + ": not a path that Java can read", e);
        }
    }

    /** Where a class of this simple name lies, if the package is wrong or the directory one too high. */
    private String hint(String name) {
        String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                try (Stream<Path> found = Files.find(entry, DEEPEST, (path, attributes) -> path.endsWith(file))) {
                    List<Path> some = found.limit(1).toList();
                    if (!some.isEmpty()) {
                        return "; there is " + some.get(0) + ": is the package right, and the directory of packages?";
                    }
                } catch (IOException e) {
                    return ""; // the hint is lost, the message remains
                }
            }
        }
        return "";
    }

    @Override
    public String toString() {
        return entries.isEmpty()
                ? "the class path of autodiff (give your own with --classpath)"
                : String.join(
                        File.pathSeparator, entries.stream().map(Path::toString).toList());
    }
}
