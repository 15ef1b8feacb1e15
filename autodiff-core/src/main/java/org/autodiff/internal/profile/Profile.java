package org.autodiff.internal.profile;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.autodiff.internal.engine.Context;
import org.autodiff.internal.platform.Platform;

/**
 * Events for JDK Flight Recorder. In a runtime without its module there are none, and nothing is said about that.
 *
 * <p>While no recording asks for gates, nobody looks on at them. No event is made before there was a recording: the
 * first one costs 0.2 seconds of a processor, for which the JDK writes code.
 */
public final class Profile {
    private static final boolean HAS_RECORDER = Platform.hasModule("jdk.jfr");

    /** Whether there was a recording, of whatever, in this process. */
    static volatile boolean recorded;

    private Profile() {}

    /** Has gates observed whenever a recording asks for them. The engine calls it by name, once. */
    public static void install() {
        if (HAS_RECORDER) {
            Recorder.listen();
        }
    }

    /** Runs a step, as an event if a recording asks for it. */
    public static <T> T step(Supplier<T> body) {
        Context.current(); // of the first step too we must know whether it is recorded
        return recorded ? Recorder.step(body) : body.get();
    }

    /** Apart, since it cannot be loaded without the module. */
    private static final class Recorder {
        private static final AtomicLong STEPS = new AtomicLong();

        static void listen() {
            FlightRecorder.addListener(new GateProfiler());
        }

        static <T> T step(Supplier<T> body) {
            StepEvent event = new StepEvent();
            if (!event.isEnabled()) {
                return body.get();
            }
            event.begin();
            try {
                T result = body.get();
                event.completed = true;
                return result;
            } finally {
                event.end();
                if (event.shouldCommit()) {
                    event.number = STEPS.getAndIncrement();
                    event.commit();
                }
            }
        }
    }
}
