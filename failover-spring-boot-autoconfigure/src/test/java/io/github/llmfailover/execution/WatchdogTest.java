package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private static final Duration FAR = Duration.ofSeconds(20);

    private final VirtualTime time = new VirtualTime();

    private final Watchdog watchdog = new Watchdog(time);

    @Test
    void limit_nearOrFar_isKeptToWithinOneTick() {
        for (Duration limit : new Duration[] {Duration.ofMillis(3), Duration.ofMillis(505), FAR}) {
            Fake exchange = new Fake(limit);
            watchdog.watch(exchange);

            time.advance(limit.plus(Watchdog.TICK));

            assertThat(exchange.ended).as("%s", limit).isTrue();
        }
    }

    @Test
    void limitThatMoves_whileFar_isKeptWhereItIsThen() {
        Fake exchange = new Fake(FAR);
        watchdog.watch(exchange);
        time.advance(FAR.dividedBy(2));
        exchange.endsAt = time.nanoTime() + FAR.toNanos();

        time.advance(FAR.minusMillis(1));
        assertThat(exchange.ended).isFalse();
        time.advance(Watchdog.TICK.plusMillis(1));

        assertThat(exchange.ended).isTrue();
    }

    @Test
    void exchange_whileFar_isLookedAtFourTimesASecond() {
        Fake exchange = new Fake(FAR);
        watchdog.watch(exchange);
        time.advance(Duration.ofSeconds(1));
        int looks = exchange.looks;

        time.advance(Duration.ofSeconds(10));

        assertThat(exchange.looks - looks).isBetween(39, 41);
    }

    @Test
    void ticks_whileAllLimitsAreFar_areFourASecond() {
        watchdog.watch(new Fake(FAR));
        int ticks = 0;
        long start = time.nanoTime();

        while (time.nanoTime() - start < Duration.ofSeconds(10).toNanos()) {
            time.advanceToNextTask();
            ticks++;
        }

        assertThat(ticks).isEqualTo(40);
    }

    @Test
    void limit_nearThatComesBetweenTwoSlowTicks_isKeptToWithinOneTick() {
        Fake far = new Fake(FAR);
        watchdog.watch(far);
        for (int i = 0; i < 100; i++) {
            time.advance(Duration.ofMillis(37));
            Fake near = new Fake(Duration.ofMillis(3));
            watchdog.watch(near);
            time.advance(Watchdog.TICK);
            assertThat(near.ended).isTrue();
        }
        time.advance(Duration.ofSeconds(1));
        int looks = far.looks;

        time.advance(Duration.ofSeconds(5));

        // No slow tick that was put off for a sooner one goes on beside the others.
        assertThat(far.looks - looks).isBetween(19, 21);
        watchdog.unwatch(far);
        time.advance(Watchdog.ROUND);
        assertThat(time.advanceToNextTask()).isFalse();
    }

    @Test
    void exchange_thatDoesNotKnowItsLimits_isLookedAtEachTick() {
        Fake exchange = new Fake(Duration.ZERO);
        exchange.unknown = true;
        watchdog.watch(exchange);

        time.advance(Watchdog.TICK.multipliedBy(100));

        assertThat(exchange.looks).isEqualTo(100);
    }

    @Test
    void unwatch_nearOrFar_leavesNothing() {
        Fake exchange = new Fake(FAR);
        watchdog.watch(exchange);
        watchdog.unwatch(exchange);
        assertThat(watchdog.watching()).isZero();

        watchdog.watch(exchange);
        time.advance(Duration.ofSeconds(1));
        watchdog.unwatch(exchange);

        assertThat(watchdog.watching()).isZero();
        time.advance(Watchdog.ROUND);
        assertThat(time.advanceToNextTask()).isFalse();
    }

    @Test
    void exchange_forgottenWhileItIsMoved_leavesNothing() {
        Fake exchange = new Fake(FAR) {
            @Override
            public long quietFor(long now) {
                if (ended || looks == 0) {
                    return ended ? ENDED : 0;
                }
                // As if another thread came between the look and the move.
                ended = true;
                watchdog.unwatch(this);
                return FAR.toNanos();
            }
        };
        watchdog.watch(exchange);

        time.advance(Watchdog.TICK);

        assertThat(watchdog.watching()).isZero();
    }

    /** A caller may leave between the decision to ask and the first look. */
    @Test
    void exchange_thatHadEndedWhenItCame_leavesNothing() {
        Fake exchange = new Fake(FAR);
        exchange.ended = true;
        watchdog.watch(exchange);

        time.advance(Watchdog.TICK);

        assertThat(watchdog.watching()).isZero();
        assertThat(time.advanceToNextTask()).isFalse();
    }

    @Test
    void exchange_whoseCheckThrows_isNotWatchedAnyMore() {
        Fake exchange = new Fake(FAR);
        watchdog.watch(exchange);
        time.advance(Duration.ofSeconds(1));
        exchange.broken = true;

        time.advance(Duration.ofSeconds(1));

        assertThat(watchdog.watching()).isZero();
    }

    @Test
    void ticker_afterAnErrorOfTheJvm_goesOn() {
        Fake broken = new Fake(Duration.ZERO) {
            @Override
            public void check(long now) {
                watchdog.unwatch(this);
                throw new OutOfMemoryError("as if");
            }
        };
        broken.unknown = true;
        watchdog.watch(broken);
        assertThatThrownBy(() -> time.advance(Watchdog.TICK)).isInstanceOf(OutOfMemoryError.class);
        Fake exchange = new Fake(Duration.ofMillis(3));

        watchdog.watch(exchange);
        time.advance(Watchdog.TICK);

        assertThat(exchange.ended).isTrue();
    }

    private class Fake implements Watchdog.Watched {

        long endsAt;

        int looks;

        boolean ended;

        boolean unknown;

        boolean broken;

        Fake(Duration limit) {
            endsAt = time.nanoTime() + limit.toNanos();
        }

        @Override
        public void check(long now) {
            looks++;
            if (broken) {
                throw new IllegalStateException("broken");
            }
            if (!unknown && now - endsAt >= 0) {
                ended = true;
                watchdog.unwatch(this);
            }
        }

        @Override
        public long quietFor(long now) {
            if (ended) {
                return ENDED;
            }
            return unknown ? 0 : Math.max(0, endsAt - now);
        }
    }
}
