package org.autodiff.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** JVMs of several kinds, by what they say of themselves. */
class VectorCompilerTest {
    private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";
    private static final String MIXED = "mixed mode, sharing";
    private static final Map<String, String> USUAL =
            Map.of("TieredStopAtLevel", "4", "TieredCompilation", "true", "UseCompiler", "true");

    private static String missing(String name, String info, String version, Map<String, String> options) {
        Map<String, String> properties = new HashMap<>();
        properties.put("java.vm.name", name);
        properties.put("java.vm.info", info);
        properties.put("java.vm.version", version);
        return VectorCompiler.missing(properties::get, option -> Optional.ofNullable(options.get(option)))
                .orElse("");
    }

    private static Map<String, String> usualBut(String option, String value) {
        Map<String, String> options = new HashMap<>(USUAL);
        options.put(option, value);
        return options;
    }

    @Test
    void hotSpotHasIt() {
        assertEquals("", missing(HOTSPOT, MIXED, "17.0.15+6", USUAL));
        assertEquals("", missing("Java HotSpot(TM) 64-Bit Server VM", "compiled mode", "25+36", USUAL));
        assertEquals("", missing(HOTSPOT, MIXED, "17.0.15+6", Map.of())); // java.management is absent
        // C2 alone: the level means nothing
        Map<String, String> noTiers = usualBut("TieredCompilation", "false");
        noTiers.put("TieredStopAtLevel", "1");
        assertEquals("", missing(HOTSPOT, MIXED, "17.0.15+6", noTiers));
        // a JDK that could run Graal, and does not
        assertEquals("", missing(HOTSPOT, MIXED, "21.0.2+13-jvmci-23.1-b30", usualBut("UseJVMCICompiler", "false")));
    }

    @Test
    void hotSpotLimitedToLess() {
        assertEquals("this JVM only interprets", missing(HOTSPOT, "interpreted mode, sharing", "17", USUAL));
        assertEquals(
                "this JVM is limited to C1 (-XX:TieredStopAtLevel=1 or the like)",
                missing(HOTSPOT, "mixed mode, emulated-client, sharing", "17", Map.of()));
        for (String level : new String[] {"1", "2", "3"}) {
            assertEquals(
                    "this JVM is limited to C1 (-XX:TieredStopAtLevel=" + level + ")",
                    missing(HOTSPOT, MIXED, "17", usualBut("TieredStopAtLevel", level)));
        }
        assertEquals(
                "this JVM does not compile (-XX:TieredStopAtLevel=0 or the like)",
                missing(HOTSPOT, MIXED, "17", usualBut("UseCompiler", "false")));
        assertEquals(
                "this JVM was started with -XX:-EnableVectorSupport",
                missing(HOTSPOT, MIXED, "17", usualBut("EnableVectorSupport", "false")));
    }

    @Test
    void otherCompilers() {
        String graal = "this JVM compiles with Graal, not with C2";
        assertEquals(graal, missing(HOTSPOT, MIXED, "21+35-jvmci-23.1-b15", usualBut("UseJVMCICompiler", "true")));
        assertEquals(graal, missing(HOTSPOT, MIXED, "21+35-jvmci-23.1-b15", Map.of()));
        for (String name : new String[] {
            "Eclipse OpenJ9 VM", "Substrate VM", "OpenJDK 64-Bit Zero VM", "OpenJDK Client VM", "Zing 64-Bit Tiered VM"
        }) {
            assertEquals("this JVM is " + name + ", not HotSpot with C2", missing(name, MIXED, "17", USUAL));
        }
        assertEquals("this JVM is null, not HotSpot with C2", missing(null, null, null, Map.of()));
    }
}
