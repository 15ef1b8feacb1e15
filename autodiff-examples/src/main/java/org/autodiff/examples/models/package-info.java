/** Models as short as they can be: what a program that uses the library looks like. */
package org.autodiff.examples.models;
