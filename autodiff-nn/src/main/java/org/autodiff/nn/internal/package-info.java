/** What the packages of this module share and nobody else should use; not part of the public API. */
package org.autodiff.nn.internal;
