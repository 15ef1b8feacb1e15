/** Helpers that the packages of this module share. Not part of the public API. */
package org.autodiff.nn.internal;
