/** The page of {@code fovea paper}: results as one HTML file that needs nothing else. */
@NullMarked
package dev.fovea.cli.page;

import org.jspecify.annotations.NullMarked;
