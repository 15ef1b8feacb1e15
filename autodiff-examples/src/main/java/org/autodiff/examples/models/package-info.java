/** Models as short as possible: what a program that uses the library looks like. */
package org.autodiff.examples.models;
