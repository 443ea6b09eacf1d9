package io.github.llmfailover.failure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The identifiers by which providers name their errors, in lower case, and the kinds that they stand for. */
final class ErrorNames {

    /** Names that say more than the status they come with. The first that is there decides. */
    private static final Map<FailureKind, Set<String>> UNMISTAKABLE = new LinkedHashMap<>();

    /** Names that repeat what a status would say, for errors inside an answer, whose status is 200. */
    private static final Map<FailureKind, Set<String>> GENERAL = new LinkedHashMap<>();

    static {
        UNMISTAKABLE.put(
                FailureKind.QUOTA_EXHAUSTED,
                Set.of(
                        "insufficient_quota",
                        "billing_hard_limit_reached",
                        "billing_not_active",
                        "billing_error",
                        "insufficient_balance",
                        "insufficient_credits"));
        UNMISTAKABLE.put(
                FailureKind.MODEL_NOT_FOUND,
                Set.of("model_not_found", "deploymentnotfound", "unknown_model", "unavailable_model", "invalid_model"));
        UNMISTAKABLE.put(
                FailureKind.CONTEXT_TOO_LONG,
                Set.of(
                        "context_length_exceeded",
                        "context_window_exceeded",
                        "request_too_large",
                        "tokens_limit_reached",
                        "string_above_max_length"));
        UNMISTAKABLE.put(
                FailureKind.CONTENT_FILTERED,
                Set.of(
                        "content_policy_violation",
                        "content_filter",
                        "content_filtered",
                        "responsibleaipolicyviolation",
                        "data_inspection_failed",
                        "invalid_prompt"));
        UNMISTAKABLE.put(
                FailureKind.AUTHENTICATION,
                Set.of(
                        "invalid_api_key",
                        "api_key_invalid",
                        "authentication_error",
                        "permission_error",
                        "unsupported_country_region_territory"));
        UNMISTAKABLE.put(FailureKind.OVERLOADED, Set.of("overloaded_error", "engine_overloaded", "server_overloaded"));

        GENERAL.put(
                FailureKind.RATE_LIMITED,
                Set.of(
                        "rate_limit_error",
                        "rate_limit_exceeded",
                        "rate_limited",
                        "too_many_requests",
                        "resource_exhausted",
                        "throttlingexception"));
        GENERAL.put(FailureKind.MODEL_NOT_FOUND, Set.of("not_found_error", "not_found"));
        GENERAL.put(
                FailureKind.OVERLOADED,
                Set.of("unavailable", "service_unavailable", "service_unavailable_error", "slow_down"));
        GENERAL.put(
                FailureKind.SERVER_ERROR,
                Set.of("api_error", "server_error", "internal_server_error", "internal_error", "timeout_error"));
        GENERAL.put(FailureKind.INVALID_REQUEST, Set.of("invalid_request_error", "invalid_argument"));
    }

    private ErrorNames() {}

    static @Nullable FailureKind unmistakable(Set<String> names) {
        return find(UNMISTAKABLE, names);
    }

    static @Nullable FailureKind general(Set<String> names) {
        return find(GENERAL, names);
    }

    private static @Nullable FailureKind find(Map<FailureKind, Set<String>> table, Set<String> names) {
        if (names.isEmpty()) {
            return null;
        }
        for (Map.Entry<FailureKind, Set<String>> entry : table.entrySet()) {
            for (String name : names) {
                if (entry.getValue().contains(name)) {
                    return entry.getKey();
                }
            }
        }
        return null;
    }
}
