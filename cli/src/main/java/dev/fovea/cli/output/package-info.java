/** What the command writes: files, never half of one, and lines on the terminal. */
@NullMarked
package dev.fovea.cli.output;

import org.jspecify.annotations.NullMarked;
