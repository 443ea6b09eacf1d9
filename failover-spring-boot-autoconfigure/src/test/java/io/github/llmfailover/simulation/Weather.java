package io.github.llmfailover.simulation;

import java.time.Duration;
import java.util.SplittableRandom;

/** What the requests to one provider meet as time goes by. */
@FunctionalInterface
interface Weather {

    /** Returns what holds at a time, in nanoseconds from the start. */
    Sky at(long nanos);

    /**
     * Returns when what began at a time is cut off, in nanoseconds from the start; {@link Fate#NEVER} for never.
     *
     * @param random the provider's own
     */
    default long cutsOff(long beganAt, SplittableRandom random) {
        return Fate.NEVER;
    }

    Weather FAIR = always(Sky.FAIR);

    static Weather always(Sky sky) {
        return nanos -> sky;
    }

    /** For some time there is another sky. */
    default Weather but(Outage when, Sky sky) {
        return new Weather() {
            @Override
            public Sky at(long nanos) {
                return when.holdsAt(nanos) ? sky : Weather.this.at(nanos);
            }

            @Override
            public long cutsOff(long beganAt, SplittableRandom random) {
                return Weather.this.cutsOff(beganAt, random);
            }
        };
    }

    /** For some time it is fair and foul in turn, beginning with foul. */
    default Weather flapping(Outage when, Duration period, Sky foul) {
        return nanos ->
                when.holdsAt(nanos) && (nanos - when.fromNanos()) / period.toNanos() % 2 == 0 ? foul : at(nanos);
    }

    /** Whatever is under way at a point in time breaks within a while. */
    default Weather cuttingAllUnderWay(Duration at, Duration within) {
        return new Weather() {
            @Override
            public Sky at(long nanos) {
                return Weather.this.at(nanos);
            }

            @Override
            public long cutsOff(long beganAt, SplittableRandom random) {
                return beganAt < at.toNanos()
                        ? at.toNanos() + random.nextLong(within.toNanos())
                        : Weather.this.cutsOff(beganAt, random);
            }
        };
    }
}
