package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteBehindTest {

    @Test
    void runsAllInOrderBeforeItIsClosed() {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        try (WriteBehind behind = new WriteBehind()) {
            for (int i = 0; i < 50; i++) {
                int task = i;
                behind.submit(() -> done.add(task));
            }
        }
        assertThat(done)
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    }

    @Test
    void onlyAFewWait() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger submitted = new AtomicInteger();
        try (WriteBehind behind = new WriteBehind()) {
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 10; i++) {
                    behind.submit(() -> {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                    submitted.incrementAndGet();
                }
            });
            producer.start();
            while (producer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(submitted.get()).isLessThan(5);
            gate.countDown();
            producer.join();
        }
        assertThat(submitted.get()).isEqualTo(10);
    }

    @Test
    void whatATaskThrowsIsThrownOn() {
        List<Integer> done = new ArrayList<>();
        assertThatThrownBy(() -> {
                    try (WriteBehind behind = new WriteBehind()) {
                        behind.submit(() -> {
                            throw new IllegalStateException("broken");
                        });
                        behind.submit(() -> done.add(1));
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThat(done).isEmpty();
    }
}
