package org.autodiff.gradcheck;

import java.util.Locale;

/**
 * What became of one law of a gate.
 *
 * @param name the law
 * @param status the outcome
 * @param detail why, or how much was looked at; of a broken law the entries that are wrong, each on a line of its own
 */
public record Law(String name, Status status, String detail) {
    /** An outcome. */
    public enum Status {
        /** Nothing was found against it. */
        HOLDS,
        /** It is broken. */
        BROKEN,
        /** It could not be decided on these inputs: a kink, noise, or nothing but zeros. */
        UNDECIDED,
        /** It says nothing about this gate, or about these inputs. */
        NOT_APPLICABLE,
        /** A law that comes before it is broken: this one would say the same once more. */
        NOT_TRIED
    }

    /** Looks whether a law holds. */
    @FunctionalInterface
    interface Test {
        /**
         * Says how much was looked at.
         *
         * @throws Broken if the law is
         * @throws Undecided if nobody can tell
         * @throws NotApplicable if it says nothing here
         */
        String run();
    }

    /** A law is broken; any other exception says so too. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message);
        }
    }

    /** The inputs do not tell whether a law holds. */
    static final class Undecided extends RuntimeException {
        private static final long serialVersionUID = 1;

        Undecided(String message) {
            super(message);
        }
    }

    /** A law has nothing to say. */
    static final class NotApplicable extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotApplicable(String message) {
            super(message);
        }
    }

    static Law test(String name, Test test) {
        try {
            return new Law(name, Status.HOLDS, test.run());
        } catch (NotApplicable e) {
            return new Law(name, Status.NOT_APPLICABLE, e.getMessage());
        } catch (Undecided e) {
            return new Law(name, Status.UNDECIDED, e.getMessage());
        } catch (Broken e) {
            return new Law(name, Status.BROKEN, e.getMessage());
        } catch (IllegalStateException e) { // the engine names the gate, its method, and what it must return
            return new Law(name, Status.BROKEN, e.getMessage());
        } catch (RuntimeException e) { // the gate fails: a broken law, like any other
            return new Law(name, Status.BROKEN, e.toString());
        }
    }

    /** {@code HOLDS  gradient: 12 derivatives agree with their differences}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-14s  %s: %s", status.name().replace('_', ' '), name, detail);
    }
}
