/** What all commands share: the console, errors in one line, the version. */
package org.autodiff.examples.cli;
