/** Options that subcommands share, and how their values are read. */
@NullMarked
package dev.fovea.cli.option;

import org.jspecify.annotations.NullMarked;
