package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.ConnectException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.RestClientException;
import reactor.core.Exceptions;

@ExtendWith(OutputCaptureExtension.class)
class FailureClassifiersTest {

    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final Throwable REFUSED = new ConnectException("Connection refused");

    private final FailureClassifiers classifiers = FailureClassifiers.create(List.of(), () -> Instant.EPOCH);

    static Stream<Throwable> wrappers() {
        return Stream.of(
                REFUSED,
                new CompletionException(REFUSED),
                new ExecutionException(REFUSED),
                new UndeclaredThrowableException(REFUSED),
                Exceptions.propagate(REFUSED),
                Exceptions.multiple(REFUSED, new IllegalArgumentException()),
                Exceptions.retryExhausted("Retries exhausted", REFUSED),
                new RuntimeException("Failed to generate content", REFUSED),
                new IllegalStateException("Stream processing failed", new CompletionException(REFUSED)),
                new IllegalStateException(
                        new RuntimeException(new ExecutionException(new CompletionException(REFUSED)))));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void error_wrappedByExecutorsAndOperators_isTakenOut(Throwable wrapped) {
        assertThat(classifiers.classify(wrapped)).isEqualTo(Failure.of(FailureKind.CONNECTION, REFUSED));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void ownClassifier_isGivenTheErrorWithoutItsWrappers(Throwable wrapped) {
        List<Throwable> asked = new ArrayList<>();
        FailureClassifiers.create(
                        List.of(error -> {
                            asked.add(error);
                            return null;
                        }),
                        () -> Instant.EPOCH)
                .classify(wrapped);
        assertThat(asked).containsExactly(REFUSED);
    }

    @Test
    void error_behindAnExceptionOfAnotherKind_isFoundAmongItsCauses() {
        Failure failure = classifiers.classify(new IllegalArgumentException(REFUSED));
        assertThat(failure).isEqualTo(Failure.of(FailureKind.CONNECTION, REFUSED));
    }

    /** The JDK's HTTP client says no more on JDK 17, and adds why on JDK 25. */
    @Test
    void readTimeoutInTheBody_onOldAndNewJdks_isNoResponse() {
        IOException old = new IOException("closed");
        IOException recent = new IOException(
                "closed",
                new IOException(
                        "fixed content-length: 310, bytes received: 62", new IOException("subscription cancelled")));
        IOException cut = new IOException("closed", new IOException("Connection reset"));

        assertThat(classifiers
                        .classify(new RestClientException("Error while extracting response", old))
                        .kind())
                .isEqualTo(FailureKind.NO_RESPONSE);
        assertThat(classifiers
                        .classify(new RestClientException("Error while extracting response", recent))
                        .kind())
                .isEqualTo(FailureKind.NO_RESPONSE);
        assertThat(classifiers
                        .classify(new RestClientException("Error while extracting response", cut))
                        .kind())
                .isEqualTo(FailureKind.CONNECTION);
    }

    @Test
    void causes_inACircle_end() {
        RuntimeException outer = new RuntimeException("outer");
        RuntimeException inner = new RuntimeException("inner", outer);
        outer.initCause(inner);

        assertThat(classifiers.classify(outer).kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(classifiers.classify(new IllegalArgumentException(outer)).kind())
                .isEqualTo(FailureKind.UNKNOWN);
    }

    @Test
    void causes_thatNeverEnd_end() {
        assertThat(classifiers.classify(new Endless()).kind()).isEqualTo(FailureKind.UNKNOWN);
    }

    @Test
    void ownClassifiers_areAskedFirstInTheirOrder() {
        Failure own = Failure.of(FailureKind.OVERLOADED, REFUSED);
        FailureClassifiers mine = FailureClassifiers.create(
                List.of(error -> null, error -> own, error -> Failure.of(FailureKind.MALFORMED)), () -> Instant.EPOCH);
        assertThat(mine.classify(REFUSED)).isSameAs(own);
    }

    @Test
    void ownClassifier_thatThrows_isLoggedAndPassedOver(CapturedOutput output) {
        FailureClassifiers mine = FailureClassifiers.create(
                List.of(error -> {
                    throw new IllegalStateException("sk-secret");
                }),
                () -> Instant.EPOCH);

        assertThat(mine.classify(REFUSED).kind()).isEqualTo(FailureKind.CONNECTION);
        assertThat(output.getAll())
                .contains("threw a java.lang.IllegalStateException")
                .doesNotContain("sk-secret");
    }

    @Test
    void unknownError_seenTwice_isLoggedOnceByItsClass(CapturedOutput output) {
        assertThat(classifiers.classify(new Strange("sk-secret")).kind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(classifiers.classify(new Strange("sk-secret")).kind()).isEqualTo(FailureKind.UNKNOWN);

        assertThat(output.getAll()).containsOnlyOnce(Strange.class.getName()).doesNotContain("sk-secret");
    }

    @Test
    void localExhaustion_seenOften_isLoggedOnceInTenMinutesWithItsCure(CapturedOutput output) {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        FailureClassifiers mine = FailureClassifiers.create(List.of(), now::get);
        Throwable rejected = new RejectedExecutionException("sk-secret");
        for (int minute = 0; minute < 10; minute++) {
            now.set(Instant.EPOCH.plusSeconds(60 * minute));
            assertThat(mine.classify(rejected).kind()).isEqualTo(FailureKind.LOCAL_EXHAUSTION);
        }
        assertThat(output.getAll())
                .containsOnlyOnce("did not leave this application")
                .contains("To cure it, give the executor")
                .doesNotContain("sk-secret");

        now.set(Instant.EPOCH.plusSeconds(600));
        mine.classify(rejected);
        assertThat(output.getAll().split("did not leave this application", -1)).hasSize(3);
    }

    @Test
    void localExhaustion_ofTheBoundedElasticScheduler_namesItsProperty(CapturedOutput output) {
        classifiers.classify(new RejectedExecutionException(
                "Task capacity of bounded elastic scheduler reached while scheduling 1 tasks (100001/100000)"));
        assertThat(output.getAll()).contains("reactor.schedulers.defaultBoundedElasticSize");
    }

    @Test
    void error_whoseAccessorsThrow_isUnknown() {
        assertThat(classifiers.classify(new Hostile()).kind()).isEqualTo(FailureKind.UNKNOWN);
    }

    @Test
    void model_thatCannotStream_isNotBlamedForIt() {
        ChatModel model = new ChatModel() {
            @Override
            public ChatResponse call(Prompt prompt) {
                throw new AssertionError("not called");
            }
        };
        Throwable thrown = catchThrowable(() -> model.stream(new Prompt("x")));

        assertThat(classifiers.classify(thrown).kind()).isEqualTo(FailureKind.MODEL_NOT_FOUND);
    }

    @Test
    void unsupportedOperation_ofACollection_isADefectAndUnknown() {
        Throwable thrown = catchThrowable(() -> List.<String>of().add("x"));
        assertThat(classifiers.classify(thrown).kind()).isEqualTo(FailureKind.UNKNOWN);
    }

    @Test
    void nullPointer_outsideSpringAi_isUnknown() {
        assertThat(classifiers.classify(new NullPointerException()).kind()).isEqualTo(FailureKind.UNKNOWN);
    }

    private static Throwable catchThrowable(Runnable action) {
        try {
            action.run();
        } catch (Throwable thrown) {
            return thrown;
        }
        throw new AssertionError("Nothing was thrown.");
    }

    private static final class Strange extends RuntimeException {
        Strange(String message) {
            super(message);
        }
    }

    /** Makes up a new cause whenever it is asked for one. */
    private static final class Endless extends RuntimeException {
        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    /** Public, so that its accessor can be called. */
    public static final class Hostile extends RuntimeException {
        public int statusCode() throws IOException {
            throw new IOException("no");
        }

        @Override
        public String getMessage() {
            throw new IllegalStateException("no");
        }
    }
}
