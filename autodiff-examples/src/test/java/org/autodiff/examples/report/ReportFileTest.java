package org.autodiff.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.autodiff.examples.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportFileTest {
    @TempDir
    Path directory;

    @Test
    void itReplacesAnOlderOneAndLeavesNothingBeside() throws IOException {
        Path deep = directory.resolve("a/b");
        ReportFile.in(deep, "report.html").write("old");
        ReportFile.in(deep, "report.html").write("new \u2192");
        assertEquals("new \u2192", Files.readString(deep.resolve("report.html")));
        try (var files = Files.list(deep)) {
            assertEquals(List.of(deep.resolve("report.html")), files.toList());
        }
    }

    @Test
    void aDirectoryInItsPlaceIsRefused() throws IOException {
        Path taken = Files.createDirectory(directory.resolve("report.html"));
        UserError error = assertThrows(UserError.class, () -> ReportFile.in(directory, "report.html"));
        assertEquals(taken + ": is a directory, in the place of the report", error.getMessage());
    }
}
