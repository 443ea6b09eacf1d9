package io.github.llmfailover.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.llmfailover.test.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What counts as right, fault by fault: what the provider was asked, what the client received, and in which time. */
final class Verdict {

    private final Play play;

    private final boolean timed;

    /**
     * Creates a verdict.
     *
     * @param play what came of a case
     * @param timed whether the clock has its say; where time passes faster than it does, it would judge the machine
     */
    Verdict(Play play, boolean timed) {
        this.play = play;
        this.timed = timed;
    }

    /** Returns what was wrong; null if all was right. */
    @Nullable
    Throwable wrong() {
        return catchThrowable(this::judge);
    }

    private void judge() {
        switch (play.played().fault()) {
            case RATE_LIMITED_ONCE -> {
                firstWasSent(429, 200);
                assertThat(waitBeforeRetry()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
                served(play.reply(), play.played().model());
                fallbackWasAsked(0);
                within(Duration.ofSeconds(4));
            }
            case RATE_LIMITED -> {
                Instant soon = play.reply().sentAt().plusSeconds(3);
                assertThat(play.first().stream()
                                .filter(request -> request.receivedAt().isBefore(soon)))
                        .hasSizeLessThanOrEqualTo(4);
                assertThat(attempts()).isLessThanOrEqualTo(6);
                servedByFallback();
                within(Duration.ofSeconds(5));
            }
            case SERVER_ERROR_ONCE -> {
                firstWasSent(500, 200);
                served(play.reply(), play.played().model());
                fallbackWasAsked(0);
                within(Duration.ofSeconds(2));
            }
            case RESET_ONCE -> {
                firstWasSent(0, 200);
                served(play.reply(), play.played().model());
                fallbackWasAsked(0);
                within(Duration.ofSeconds(2));
            }
            case UNAVAILABLE -> {
                assertThat(attempts()).isLessThanOrEqualTo(6);
                servedByFallback();
                within(Duration.ofSeconds(3));
            }
            case NO_RESPONSE -> {
                firstWasSent(0);
                firstWasLeft();
                servedByFallback();
                within(Duration.ofSeconds(play.played().streamed() ? 15 : 95));
            }
            case SLOW_FIRST_TOKEN -> {
                firstWasSent(200);
                firstWasLeft();
                assertThat(play.first().get(0).tokensSent()).isZero();
                servedByFallback();
                within(Duration.ofSeconds(15));
            }
            case CUT, PREFILL_REJECTED -> {
                firstWasSent(200);
                assertThat(play.first().get(0).tokensSent()).isEqualTo(40);
                servedByFallback();
                assertThat(attempts()).isLessThanOrEqualTo(4);
                within(Duration.ofSeconds(3));
            }
            case SILENCE -> {
                firstWasSent(200);
                firstWasLeft();
                assertThat(play.first().get(0).tokensSent()).isEqualTo(20);
                servedByFallback();
                within(Duration.ofSeconds(25));
            }
            case MALFORMED -> {
                firstWasSent(200);
                servedByFallback();
                within(Duration.ofSeconds(3));
            }
            case NO_DONE -> {
                firstWasSent(200);
                served(play.reply(), play.played().model());
                fallbackWasAsked(0);
                within(Duration.ofSeconds(1));
            }
            case CONTEXT_TOO_LONG -> {
                firstWasSent(400);
                servedByFallback();
                fallbackWasAsked(1);
                within(Duration.ofSeconds(1));
            }
            case CONTENT_REFUSED -> {
                firstWasSent(400);
                fallbackWasAsked(0);
                assertThat(play.reply().status()).isEqualTo(400);
                assertThat(play.reply().error()).isNotNull();
                assertThat(play.reply().error().path("code").asString()).isEqualTo("content_policy_violation");
                assertThat(play.reply().text()).isEmpty();
                within(Duration.ofSeconds(1));
            }
            case OUTAGE -> outage();
            case BILLING -> {
                assertThat(play.first())
                        .hasSizeGreaterThan(0)
                        .hasSizeLessThan(6)
                        .allMatch(request -> request.status() == 503);
                servedByFallback();
                assertThat(play.reply().models()).containsExactly(play.played().fallbackModel());
                assertThat(play.reply().provider()).isEqualTo(play.played().fallbackModel());
                within(Duration.ofSeconds(3));
            }
        }
        served(play.afterwards(), "healthy");
    }

    /** All answered; from within 30 s of the recovery on by the first model; in between it is asked but now and then. */
    private void outage() {
        Instant recovery = play.first().get(0).receivedAt().plusSeconds(60);
        assertThat(play.replies()).hasSize(20).allSatisfy(reply -> served(reply, reply.model()));
        List<Reply> byFirst = play.replies().stream()
                .filter(reply -> reply.model().equals(play.played().model()))
                .toList();
        assertThat(byFirst).isNotEmpty();
        assertThat(play.replies()
                        .subList(
                                play.replies().size() - byFirst.size(),
                                play.replies().size()))
                .as("once it is back, it serves")
                .isEqualTo(byFirst);
        assertThat(byFirst.get(0).sentAt()).isBetween(recovery.minusSeconds(1), recovery.plusSeconds(30));
        Instant begun = play.first().get(0).receivedAt();
        assertThat(play.first().stream()
                        .filter(request -> request.status() == 503)
                        .map(request -> Duration.between(begun, request.receivedAt())))
                .as("requests in vain")
                .hasSizeLessThanOrEqualTo(12);
        if (timed) {
            assertThat(play.replies()).allMatch(reply -> reply.took().toSeconds() < 2);
        }
    }

    private void firstWasSent(Integer... statuses) {
        assertThat(play.first()).extracting(RecordedRequest::status).containsExactly(statuses);
    }

    /** It was not waited for to the end. */
    private void firstWasLeft() {
        assertThat(play.first().get(0).clientGone()).isTrue();
    }

    private void fallbackWasAsked(int times) {
        assertThat(play.fallback()).hasSize(times);
    }

    private int attempts() {
        return play.first().size() + play.fallback().size();
    }

    private Duration waitBeforeRetry() {
        return Duration.between(
                play.first().get(0).receivedAt(), play.first().get(1).receivedAt());
    }

    private void servedByFallback() {
        assertThat(play.fallback()).isNotEmpty();
        served(play.reply(), play.played().fallbackModel());
    }

    /** All sixty words once and in their order, with the end of a whole answer, and the usage of the model that is named. */
    private static void served(Reply reply, String model) {
        assertThat(reply.error()).isNull();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(Provider.ANSWER);
        assertThat(reply.done()).isTrue();
        assertThat(reply.finishReasons()).containsExactly("stop");
        assertThat(reply.model()).isEqualTo(model);
        assertThat(reply.usage().path("prompt_tokens").intValue())
                .isEqualTo(model.endsWith("-fallback") ? Provider.INPUT_OF_FALLBACK : Provider.INPUT_OF_FIRST);
    }

    private void within(Duration limit) {
        if (timed) {
            assertThat(play.reply().took()).isLessThan(limit);
        }
    }
}
