@NullMarked
package dev.fovea.autodiff;

import org.jspecify.annotations.NullMarked;
