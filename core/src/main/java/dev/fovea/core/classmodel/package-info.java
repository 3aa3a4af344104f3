/**
 * Gradient ascent on the picture: class model visualisation (Simonyan et al. 2013, section 2) and feature visualisation,
 * with the regularisers and parametrisations that later work added.
 */
@NullMarked
package dev.fovea.core.classmodel;

import org.jspecify.annotations.NullMarked;
