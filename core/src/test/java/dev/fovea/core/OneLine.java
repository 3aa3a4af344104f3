package dev.fovea.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a user's mistake must end in. */
public final class OneLine {

    private OneLine() {}

    /** A {@link FoveaException} whose message is one line and has all the parts. */
    public static void refuses(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(FoveaException.class)
                .hasMessageNotContaining("\n")
                .hasMessageContainingAll(parts);
    }
}
