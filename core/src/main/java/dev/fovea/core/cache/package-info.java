/** What is kept on disk from one run to the next, to start faster. */
@NullMarked
package dev.fovea.core.cache;

import org.jspecify.annotations.NullMarked;
