/** What a map came from: kept beside it as JSON. */
@NullMarked
package dev.fovea.core.receipt;

import org.jspecify.annotations.NullMarked;
