package org.autodiff.examples.explain;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window, if the machine has Chromium and its driver; tests that need it are skipped else. */
final class Browser implements AutoCloseable {
    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    private static Optional<Path> found(String... places) {
        return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst();
    }

    static Browser open() {
        Optional<Path> binary = found("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
        Optional<Path> driver = found("/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver");
        Assumptions.assumeTrue(
                binary.isPresent() && driver.isPresent(),
                "no Chromium with chromedriver: the pages are not tried in a browser (Debian: chromium-driver)");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary.get().toString());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get().toFile())
                .usingAnyFreePort()
                .withLogOutput(OutputStream.nullOutputStream())
                .build();
        ChromeDriver chrome = new ChromeDriver(service, options);
        chrome.manage().timeouts().implicitlyWait(Duration.ofSeconds(2));
        return new Browser(chrome);
    }

    ChromeDriver driver() {
        return driver;
    }

    void show(Path page, int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        driver.get(page.toUri().toString());
    }

    /** What the page has complained about. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** The value of an expression in the page. */
    Object value(String script) {
        return driver.executeScript("return " + script);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
