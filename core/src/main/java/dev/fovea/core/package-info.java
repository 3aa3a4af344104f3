@NullMarked
package dev.fovea.core;

import org.jspecify.annotations.NullMarked;
