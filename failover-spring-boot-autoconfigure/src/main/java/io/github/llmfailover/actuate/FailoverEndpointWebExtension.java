package io.github.llmfailover.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Over HTTP, what an operator is answered has a status: 400, 404 and 409 where nothing was done. */
@EndpointWebExtension(endpoint = FailoverEndpoint.class)
public class FailoverEndpointWebExtension {

    private final FailoverEndpoint endpoint;

    /**
     * Creates the extension.
     *
     * @param endpoint the endpoint
     */
    public FailoverEndpointWebExtension(FailoverEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** As {@link FailoverEndpoint#write}. */
    @WriteOperation
    public WebEndpointResponse<Object> write(
            @Selector String name,
            @Nullable String action,
            @Nullable String forSeconds,
            @Nullable String evenIfLast,
            @Nullable String provider,
            SecurityContext securityContext) {
        ActionAnswer answer = endpoint.answer(name, action, forSeconds, evenIfLast, provider, securityContext);
        return new WebEndpointResponse<>(answer.body(), answer.status());
    }
}
