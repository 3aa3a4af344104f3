/** The {@code fovea} command: one class per subcommand. No maths here, and the only place that prints. */
@NullMarked
package dev.fovea.cli;

import org.jspecify.annotations.NullMarked;
