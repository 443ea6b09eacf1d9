package io.github.llmfailover.actuate;

import io.github.llmfailover.health.HealthSnapshot;
import io.github.llmfailover.health.ProviderHealth;
import io.github.llmfailover.health.ProviderHealths;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** One provider's component of {@link FailoverHealthContributor}. */
final class ProviderHealthIndicator implements HealthIndicator {

    /** The first choice cannot serve, another provider can. */
    static final Status DEGRADED = new Status("DEGRADED");

    private final ProviderHealth health;

    private final ProviderHealths all;

    private final Supplier<List<String>> defaultChain;

    ProviderHealthIndicator(ProviderHealth health, ProviderHealths all, Supplier<List<String>> defaultChain) {
        this.health = health;
        this.all = all;
        this.defaultChain = defaultChain;
    }

    @Override
    public Health health() {
        HealthSnapshot snapshot = health.snapshot();
        Health.Builder builder = Health.status(statusOf(snapshot)).withDetail("state", snapshot.state());
        if (snapshot.availableAgainAt() != null) {
            builder.withDetail("availableAgainAt", snapshot.availableAgainAt());
        }
        if (snapshot.lastOutcomeAt() != null) {
            builder.withDetail("lastOutcomeAt", snapshot.lastOutcomeAt());
        }
        if (snapshot.stale()) {
            builder.withDetail("stale", true);
        }
        if (snapshot.lastFailure() != null && snapshot.lastFailureAt() != null) {
            builder.withDetail("lastFailure", snapshot.lastFailure())
                    .withDetail("lastFailureAt", snapshot.lastFailureAt());
        }
        return builder.build();
    }

    private Status statusOf(HealthSnapshot snapshot) {
        if (health.canServe()) {
            return Status.UP;
        }
        List<String> chain = defaultChain.get();
        int place = chain.indexOf(health.name());
        Status out = new Status(snapshot.state().name());
        if (place < 0) {
            return out;
        }
        return switch (Serving.of(chain, all)) {
            case DOWN -> Status.DOWN;
            case UP, DEGRADED -> place == 0 ? DEGRADED : out;
        };
    }
}
