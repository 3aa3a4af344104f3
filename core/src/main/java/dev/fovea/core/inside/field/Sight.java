package dev.fovea.core.inside.field;

import java.util.function.UnaryOperator;

/** What one value sees of the picture. */
record Sight(Side rows, Side columns) {

    Sight map(UnaryOperator<Side> change) {
        return new Sight(change.apply(rows), change.apply(columns));
    }

    Sight whole(String cause) {
        return map(s -> s.whole(cause));
    }

    /** Nothing is known but that it may hang on all of the picture. */
    Sight lost(String cause) {
        return map(s -> s.whole(cause).onAxis(-1));
    }

    Sight and(Sight other, String cause) {
        return new Sight(rows.and(other.rows, cause), columns.and(other.columns, cause));
    }
}
