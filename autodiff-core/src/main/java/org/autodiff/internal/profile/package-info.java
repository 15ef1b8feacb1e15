/**
 * Events for JDK Flight Recorder: what steps and gates take.
 *
 * <p>What may enter: events, and what makes them. Nothing else of core knows {@code jdk.jfr}, which a runtime may lack.
 *
 * <p>Open first: {@link org.autodiff.internal.profile.Profile}.
 */
package org.autodiff.internal.profile;
