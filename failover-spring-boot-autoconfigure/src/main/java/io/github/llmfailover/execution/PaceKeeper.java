package io.github.llmfailover.execution;

import io.github.llmfailover.Pace;

/** Whether a stream keeps its pace: counts chunks as they come, and looks at the count once in each window. */
final class PaceKeeper {

    private final Pace pace;

    /** Written by the thread that delivers, read by the ticker. */
    private volatile int chunks;

    private int chunksBefore;

    private long windowBegan;

    private boolean windowOpen;

    PaceKeeper(Pace pace) {
        this.pace = pace;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Only one thread at a time delivers.
    void chunk() {
        if (pace.chunks() > 0) {
            chunks++;
        }
    }

    /**
     * Looks at the clock. Called by the ticker only.
     *
     * @param now the ticker's reading
     * @param wanted whether the subscriber wants more; a window in which it did not is not judged
     * @return whether a window has ended with too few chunks
     */
    boolean isTooSlow(long now, boolean wanted) {
        if (pace.chunks() == 0) {
            return false;
        }
        if (!windowOpen || !wanted) {
            openWindow(now);
            return false;
        }
        if (now - windowBegan < pace.window().toNanos()) {
            return false;
        }
        boolean tooSlow = chunks - chunksBefore < pace.chunks();
        openWindow(now);
        return tooSlow;
    }

    private void openWindow(long now) {
        windowOpen = true;
        windowBegan = now;
        chunksBefore = chunks;
    }
}
