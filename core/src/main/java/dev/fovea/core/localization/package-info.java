/**
 * Where the object is that a class score hangs on: from a saliency map to a mask and a box, without ever having been shown
 * one (Simonyan, Vedaldi, Zisserman 2013, arXiv 1312.6034, section 3.2). Start at {@link
 * dev.fovea.core.localization.Localization}.
 */
@NullMarked
package dev.fovea.core.localization;

import org.jspecify.annotations.NullMarked;
