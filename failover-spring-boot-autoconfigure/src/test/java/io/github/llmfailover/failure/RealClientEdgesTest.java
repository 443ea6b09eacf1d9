package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.model.ChatModel;

/** Accounts without money, answers that are withheld, and hosts that do not exist, by the real clients. */
class RealClientEdgesTest {

    private static final Map<RealClient, ChatModel> MODELS = new EnumMap<>(RealClient.class);

    private static final ProviderSimulator simulator = ProviderSimulator.start();

    private final FailureClassifiers classifiers =
            FailureClassifiers.create(List.of(), () -> Instant.parse("2026-03-01T12:00:00Z"));

    @BeforeAll
    static void start() {
        for (RealClient client : RealClient.values()) {
            MODELS.put(client, client.at(simulator.baseUrl(), "key", RealClient.PATIENT));
        }
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @BeforeEach
    void heal() {
        simulator.heal();
        simulator.answers(Answer.text("one two three"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OPENAI    | 429 | {"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}
            OPENAI    | 429 | {"error":{"message":"Billing hard limit has been reached","type":"billing_limit","code":"billing_hard_limit_reached"}}
            OPENAI    | 400 | {"error":{"message":"Billing hard limit has been reached","type":"invalid_request_error","code":"billing_hard_limit_reached"}}
            OPENAI    | 403 | {"error":{"message":"Your account is not active, please check your billing details.","type":"billing_not_active","code":"billing_not_active"}}
            OPENAI    | 402 | {"error":{"message":"Insufficient credits","code":402}}
            ANTHROPIC | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."}}
            ANTHROPIC | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC."}}
            ANTHROPIC | 402 | {"type":"error","error":{"type":"billing_error","message":"There's an issue with your billing."}}
            OLLAMA    | 402 | {"error":"you have no credit"}
            OLLAMA    | 429 | {"error":"you've reached your weekly usage limit, please upgrade to continue"}
            """)
    void account_withoutMoney_isUnderstoodInCallAndStream(RealClient client, int status, String body) {
        simulator.always(Behavior.status(status, body));
        assertBoth(client, FailureKind.QUOTA_EXHAUSTED);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, content_filter", "ANTHROPIC, refusal", "OLLAMA, content_filter"})
    void answer_thatTheFilterCutOff_isFiltered(RealClient client, String finishReason) {
        simulator.answers(Answer.text("I will tell").withFinishReason(finishReason));
        assertBoth(client, FailureKind.CONTENT_FILTERED);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI", "ANTHROPIC"})
    void answer_thatIsARefusal_isFiltered(RealClient client) {
        simulator.answers(Answer.refusal("I cannot help with that."));
        assertBoth(client, FailureKind.CONTENT_FILTERED);
    }

    @ParameterizedTest
    @EnumSource
    void host_thatSpeaksNoTls_isAConnectionFailure(RealClient client) {
        assertBoth(
                client.at(simulator.baseUrl().replace("http:", "https:"), "key", RealClient.PATIENT),
                FailureKind.CONNECTION);
    }

    @ParameterizedTest
    @EnumSource
    void host_withoutAnAddress_isAConnectionFailure(RealClient client) {
        assertBoth(client.at("http://nowhere.invalid", "key", RealClient.PATIENT), FailureKind.CONNECTION);
    }

    private void assertBoth(RealClient client, FailureKind kind) {
        assertBoth(Objects.requireNonNull(MODELS.get(client)), kind);
    }

    private void assertBoth(ChatModel model, FailureKind kind) {
        assertThat(kindOf(RealClient.call(model, "hi", classifiers))).as("call").isEqualTo(kind);
        assertThat(kindOf(RealClient.stream(model, "hi", classifiers)))
                .as("stream")
                .isEqualTo(kind);
    }

    private static @Nullable FailureKind kindOf(@Nullable Failure failure) {
        return failure == null ? null : failure.kind();
    }
}
