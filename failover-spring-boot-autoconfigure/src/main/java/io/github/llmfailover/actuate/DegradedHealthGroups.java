package io.github.llmfailover.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health groups in which {@code DEGRADED} is a little worse than UP, and better than anything that is worse than UP. An
 * order that the user configured and that contains {@code DEGRADED} decides instead.
 */
public final class DegradedHealthGroups implements HealthEndpointGroups, AdditionalPathsMapper {

    private final HealthEndpointGroups delegate;

    private final HealthEndpointGroup primary;

    private final Map<String, HealthEndpointGroup> byName = new LinkedHashMap<>();

    /**
     * Decorates groups.
     *
     * @param delegate the groups as they are configured
     */
    public DegradedHealthGroups(HealthEndpointGroups delegate) {
        this.delegate = delegate;
        this.primary = new Group(delegate.getPrimary());
        for (String name : delegate.getNames()) {
            HealthEndpointGroup group = delegate.get(name);
            if (group != null) {
                byName.put(name, new Group(group));
            }
        }
    }

    @Override
    public HealthEndpointGroup getPrimary() {
        return primary;
    }

    @Override
    public Set<String> getNames() {
        return delegate.getNames();
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
        return byName.get(name);
    }

    @Override
    public @Nullable List<String> getAdditionalPaths(EndpointId endpointId, WebServerNamespace namespace) {
        return delegate instanceof AdditionalPathsMapper mapper
                ? mapper.getAdditionalPaths(endpointId, namespace)
                : null;
    }

    private static Status aggregate(StatusAggregator configured, Set<Status> statuses) {
        Status degraded = ProviderHealthIndicator.DEGRADED;
        if (!statuses.contains(degraded) || knows(configured, degraded)) {
            return configured.getAggregateStatus(statuses);
        }
        Status others = configured.getAggregateStatus(
                statuses.stream().filter(status -> !status.equals(degraded)).collect(Collectors.toSet()));
        return others.equals(Status.UP) || others.equals(Status.UNKNOWN) ? degraded : others;
    }

    private static boolean knows(StatusAggregator configured, Status status) {
        return configured.getAggregateStatus(Set.of(status)).equals(status);
    }

    private record Group(HealthEndpointGroup delegate) implements HealthEndpointGroup {

        @Override
        public boolean isMember(String name) {
            return delegate.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext securityContext) {
            return delegate.showComponents(securityContext);
        }

        @Override
        public boolean showDetails(SecurityContext securityContext) {
            return delegate.showDetails(securityContext);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            StatusAggregator configured = delegate.getStatusAggregator();
            return statuses -> aggregate(configured, statuses);
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return delegate.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return delegate.getAdditionalPath();
        }
    }
}
