package dev.fovea.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoveaExceptionTest {
    @Test
    void isOneLineWhateverTheNamesInIt() {
        String name = "a\r\nb\tc\u001b[31m\u0000\u2028d";
        assertThat(new FoveaException("No '" + name + "'")).hasMessage("No 'a b c [31m d'");
        Exception cause = new IllegalStateException("why");
        assertThat(new FoveaException("No\n", cause)).hasMessage("No ").hasCause(cause);
    }
}
