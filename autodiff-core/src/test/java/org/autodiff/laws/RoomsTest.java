package org.autodiff.laws;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.gate.Gate;
import org.autodiff.gate.UnaryElementwise;
import org.autodiff.internal.ArrayAccess;
import org.autodiff.internal.Memory;
import org.autodiff.ndarray.NdArray;
import org.junit.jupiter.api.Test;

/** The rooms of core: which knows which, and the wall between a gate's way forward and its way back. */
class RoomsTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .importUrl(Tensor.class.getProtectionDomain().getCodeSource().getLocation());

    private static final String FACE = "org.autodiff";

    /**
     * The public face uses every room, and every room computes with its tensors: so what depends on the face is left
     * out here, and stands in {@link #ofThePublicFaceRoomsKnowTheTensor}. The other exception is the back door, by
     * which the arrays let core in.
     */
    @Test
    void roomsHaveNoCycles() {
        slices().matching("org.autodiff.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage(FACE))
                .ignoreDependency(resideInAPackage("org.autodiff.ndarray"), resideInAPackage("org.autodiff.internal"))
                .check(CORE);
    }

    @Test
    void ofThePublicFaceRoomsKnowTheTensor() {
        Set<String> others = new TreeSet<>();
        for (JavaClass c : CORE) {
            boolean room = c.getPackageName().startsWith("org.autodiff.internal")
                    || c.getPackageName().endsWith(".gate");
            for (Dependency d : c.getDirectDependenciesFromSelf()) {
                JavaClass to = d.getTargetClass().getBaseComponentType();
                boolean known = to.isEquivalentTo(Tensor.class) || to.getName().endsWith("Ops");
                if (room && to.getPackageName().equals(FACE) && !known) {
                    others.add(c.getName() + " knows " + to.getName());
                }
            }
        }
        assertEquals(Set.of(), others);
    }

    /** The extension point stands on nothing that a gate of one's own could not stand on. */
    @Test
    void theExtensionPointKnowsNothingInternal() {
        List<String> internal = CORE.stream()
                .filter(c -> c.getPackageName().equals("org.autodiff.gate"))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> d.getTargetClass().getPackageName().startsWith("org.autodiff.internal"))
                .map(Dependency::getDescription)
                .filter(text -> !text.contains("TensorState")) // what a Tensor extends
                .toList();
        assertEquals(List.of(), internal);
    }

    // ---- forward sees no tensor, backward no array

    private static final Set<String> FORWARD = Set.of("compute", "apply", "loop", "relabel", "shape", "shapes");
    private static final Set<String> BACKWARD = Set.of(
            "backward",
            "backwardA",
            "backwardB",
            "derivative",
            "derivativeA",
            "derivativeB",
            "transpose",
            "jvp",
            "weight");

    private static boolean isForward(JavaCodeUnit m) {
        return FORWARD.contains(m.getName());
    }

    /** What breaks the wall in the gates of a package. */
    private static Set<String> breaches(JavaClasses classes, String within) {
        Set<String> found = new TreeSet<>();
        for (JavaClass c : classes) {
            if (!c.getPackageName().startsWith(within) || !c.isAssignableTo(Gate.class)) {
                continue;
            }
            for (JavaMethod m : c.getMethods()) {
                boolean forward = isForward(m);
                if (!forward && !BACKWARD.contains(m.getName())) {
                    continue;
                }
                List<JavaClass> seen = new ArrayList<>();
                m.getCallsFromSelf().forEach(call -> seen.add(call.getTargetOwner()));
                m.getFieldAccesses().forEach(access -> seen.add(access.getTargetOwner()));
                m.getRawParameterTypes().forEach(seen::add);
                for (JavaClass other : seen) {
                    boolean tensor = other.isEquivalentTo(Tensor.class);
                    boolean array = other.isEquivalentTo(NdArray.class)
                            || other.isEquivalentTo(ArrayAccess.class)
                            || other.isEquivalentTo(Memory.class)
                            || other.getName().equals("[D");
                    if (forward ? tensor : array) {
                        found.add(c.getName() + "." + m.getName() + " sees " + other.getSimpleName());
                    }
                }
            }
        }
        return found;
    }

    @Test
    void aWayForwardSeesNoTensorAndAWayBackNoArray() {
        assertEquals(Set.of(), breaches(CORE, "org.autodiff.internal.gates"));
    }

    /** Looks at a number of its input on the way back, which would be lost to every further derivative. */
    private record Cheating() implements UnaryElementwise {
        @Override
        public double apply(double x) {
            return Tensor.of(x).square().item();
        }

        @Override
        public Tensor derivative(Tensor x, Tensor y) {
            NdArray numbers = x.value();
            return Tensor.of(2 * numbers.at(0));
        }
    }

    @Test
    void theWallCanBeBroken() {
        JavaClasses cheating =
                new ClassFileImporter().importClasses(Cheating.class, Gate.class, UnaryElementwise.class);
        assertEquals(2, breaches(cheating, "org.autodiff.laws").size(), () -> "" + breaches(cheating, "org.autodiff"));
    }

    // ---- every room says what it is for

    @Test
    void everyRoomSaysWhatItIsFor() throws IOException {
        Path main = Path.of("src", "main", "java");
        Set<String> silent = new TreeSet<>();
        for (String room :
                CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new))) {
            Path info = main.resolve(room.replace('.', '/')).resolve("package-info.java");
            String text = Files.exists(info) ? Files.readString(info) : "";
            if (!text.contains("What may enter") || !text.contains("Open first")) {
                silent.add(room);
            }
        }
        assertEquals(Set.of(), silent);
    }

    @Test
    void theRoomsAreFound() throws IOException {
        assertTrue(CORE.size() > 100, "found only " + CORE.size());
        try (Stream<Path> files = Files.list(Path.of("src", "main", "java", "org", "autodiff"))) {
            List<Path> face = files.filter(f -> f.toString().endsWith(".java")).toList();
            assertFalse(face.isEmpty());
            assertTrue(face.size() <= 32, "the public face has grown to " + face.size() + " files: " + face);
        }
    }
}
