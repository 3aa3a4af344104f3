package dev.fovea.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class AbreastTest {

    @Test
    void givesResultsInTheirOrder() {
        CountDownLatch second = new CountDownLatch(1);
        Supplier<String> waits = () -> {
            await(second);
            return "a";
        };
        Supplier<String> releases = () -> {
            second.countDown();
            return "b";
        };

        try (Abreast abreast = new Abreast(2)) {
            assertThat(abreast.all(List.of(waits, releases, () -> "c"))).containsExactly("a", "b", "c");
        }
    }

    /** Two callers share the room of two: their eight runs are never more than two at a time. */
    @Test
    void neverRunsMoreThanSoMany() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        List<Supplier<Integer>> runs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            runs.add(() -> {
                int running = now.incrementAndGet();
                peak.accumulateAndGet(running, Math::max);
                Thread.yield();
                return now.decrementAndGet();
            });
        }
        try (Abreast abreast = new Abreast(2)) {
            Thread other = new Thread(() -> abreast.all(runs));
            other.start();
            abreast.all(runs);
            other.join();
        }

        assertThat(peak).hasValueBetween(1, 2);
    }

    @Test
    void runsOneOnTheCallersThread() {
        try (Abreast abreast = new Abreast(1)) {
            assertThat(abreast.all(List.of(Thread::currentThread, Thread::currentThread)))
                    .containsOnly(Thread.currentThread());
        }
    }

    @Test
    void throwsWhatTheFirstThrewThatFailed() {
        List<Supplier<Integer>> runs = List.of(
                () -> 1,
                () -> {
                    throw new IllegalArgumentException("second");
                },
                () -> {
                    throw new IllegalStateException("third");
                });

        for (int most = 1; most <= 3; most++) {
            try (Abreast abreast = new Abreast(most)) {
                assertThatThrownBy(() -> abreast.all(runs))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("second");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
