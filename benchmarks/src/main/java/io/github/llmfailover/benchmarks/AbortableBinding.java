package io.github.llmfailover.benchmarks;

import io.github.llmfailover.provider.ClientBinding;

/** Lets a call stay on its caller's thread, as the bindings of real clients do. */
final class AbortableBinding implements ClientBinding {

    @Override
    public boolean abortsCalls() {
        return true;
    }
}
