package org.autodiff.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;

/** What {@code --version} prints: the version of the build, and of the Java that runs it. */
public final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "autodiff " + number(),
            "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ") on "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    /** The version that Maven wrote into the build. */
    public static String number() {
        Properties properties = new Properties();
        try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
            if (stream == null) {
                throw new IllegalStateException("resource missing from the build: version.properties");
            }
            properties.load(stream);
        } catch (IOException e) {
            throw new IllegalStateException("resource unreadable: version.properties", e);
        }
        return properties.getProperty("version");
    }
}
