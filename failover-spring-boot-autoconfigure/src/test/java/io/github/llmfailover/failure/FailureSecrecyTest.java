package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Nothing that a client, a provider or the network put into an exception comes out of this room. */
@ExtendWith(OutputCaptureExtension.class)
class FailureSecrecyTest {

    private static final String KEY = "sk-canary-0123456789";

    private static final String PROMPT = "canary prompt about something private";

    private final FailureClassifiers classifiers = FailureClassifiers.create(
            List.of(error -> {
                throw new IllegalArgumentException(error.getMessage());
            }),
            () -> Instant.EPOCH);

    @ParameterizedTest
    @EnumSource
    void providerThatEchoesKeyAndPrompt_leavesNeitherInFailureNorLog(RealClient client, CapturedOutput output) {
        try (ProviderSimulator simulator = ProviderSimulator.start()) {
            ChatModel model = client.at(simulator.baseUrl(), KEY, RealClient.PATIENT);
            for (int status : new int[] {400, 401, 404, 405, 429, 500}) {
                simulator.always(Behavior.status(status, "{\"error\":{\"message\":\"" + KEY + " " + PROMPT + "\"}}")
                        .and(Behavior.withHeader("x-echo", KEY)));
                assertSecret(RealClient.call(model, PROMPT, classifiers) + "");
                assertSecret(RealClient.stream(model, PROMPT, classifiers) + "");
            }
        }
        assertSecret(ownLines(output));
    }

    @Test
    void unknownException_withSecretInItsMessage_isLoggedByClassAlone(CapturedOutput output) {
        Failure failure =
                classifiers.classify(new ArithmeticException(KEY + PROMPT + "https://user:" + KEY + "@example.org"));

        assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(ownLines(output)).contains("java.lang.ArithmeticException");
        assertSecret(failure + ownLines(output));
    }

    /** Spring AI logs the errors of streams itself, bodies and all; that is not ours to judge here. */
    private static String ownLines(CapturedOutput output) {
        StringBuilder own = new StringBuilder();
        output.getAll()
                .lines()
                .filter(line -> line.contains("io.github.llmfailover"))
                .forEach(own::append);
        return own.toString();
    }

    private static void assertSecret(String text) {
        assertThat(text).doesNotContain(KEY).doesNotContain("canary").doesNotContain(PROMPT);
    }
}
