/** Networks on graphs, given by lists of edges: nothing is ever as large as the square of the nodes. */
package org.autodiff.nn.graph;
