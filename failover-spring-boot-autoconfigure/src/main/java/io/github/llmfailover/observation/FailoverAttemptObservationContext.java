package io.github.llmfailover.observation;

import io.github.llmfailover.AttemptReport;
import io.github.llmfailover.trace.AttemptKind;
import org.jspecify.annotations.Nullable;

/** What is known of one request to one provider while it is observed. Neither its prompt nor its answer is. */
public final class FailoverAttemptObservationContext extends FailoverObservationContext {

    private final String provider;

    private final String system;

    private final AttemptKind kind;

    private volatile @Nullable String requestModel;

    private volatile @Nullable String responseModel;

    private volatile @Nullable AttemptReport report;

    /**
     * Creates the context of an attempt that begins.
     *
     * @param chain the name of the call's chain
     * @param provider the configured name of the provider
     * @param system whose protocol it speaks, by the name that OpenTelemetry has for it
     * @param kind why the provider is asked
     */
    public FailoverAttemptObservationContext(String chain, String provider, String system, AttemptKind kind) {
        super(chain);
        this.provider = provider;
        this.system = system;
        this.kind = kind;
    }

    /** Returns the configured name of the provider. */
    public String getProvider() {
        return provider;
    }

    /** Returns whose protocol the provider speaks, such as {@code openai}; {@code other} where that is not known. */
    public String getSystem() {
        return system;
    }

    /** Returns why the provider is asked. */
    public AttemptKind getKind() {
        return kind;
    }

    /** Returns the model that is asked for; {@code null} for the client's own default. Callers may name any. */
    public @Nullable String getRequestModel() {
        return requestModel;
    }

    /** Returns the model that the provider says has answered; {@code null} where it has not. It may say anything. */
    public @Nullable String getResponseModel() {
        return responseModel;
    }

    /** Returns what the attempt came to; {@code null} while it is under way. */
    public @Nullable AttemptReport getReport() {
        return report;
    }

    void asks(@Nullable String model) {
        requestModel = model;
    }

    void ended(AttemptReport how, @Nullable String model) {
        report = how;
        responseModel = model;
    }
}
