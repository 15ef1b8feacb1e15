/** {@code autodiff train digits}: the main job. */
package org.autodiff.examples.digits;
