/** The command line. Each command has its own package below this one. */
package org.autodiff.examples;
