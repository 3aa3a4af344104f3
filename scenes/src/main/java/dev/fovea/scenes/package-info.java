@NullMarked
package dev.fovea.scenes;

import org.jspecify.annotations.NullMarked;
