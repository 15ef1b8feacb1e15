/** The command line. Each command has a package of its own beside this one. */
package org.autodiff.examples;
