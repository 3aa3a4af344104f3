/** Classifiers: sessions, preprocessing, labels, where the score is taken. */
@NullMarked
package dev.fovea.core.model;

import org.jspecify.annotations.NullMarked;
