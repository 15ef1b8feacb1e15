/** Reports as single HTML files: markup, axes, line charts. */
package org.autodiff.examples.report;
