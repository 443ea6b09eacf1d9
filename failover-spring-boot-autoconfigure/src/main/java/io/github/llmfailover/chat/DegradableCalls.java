package io.github.llmfailover.chat;

import io.github.llmfailover.CallMode;
import io.github.llmfailover.Degradation;
import io.github.llmfailover.FailoverException;
import io.github.llmfailover.FailoverReport;
import io.github.llmfailover.UnservedRequest;
import io.github.llmfailover.degradation.AnswerRecorder;
import io.github.llmfailover.degradation.Climb;
import io.github.llmfailover.degradation.TierAnswer;
import io.github.llmfailover.execution.DegradedResponse;
import io.github.llmfailover.plan.CallPlan;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Serves calls and streams with a ladder below the providers: what they could not serve is answered by a tier, and what
 * they did serve is kept for later. A stream of which anything has reached its subscriber is never answered by a tier.
 */
final class DegradableCalls {

    private static final ContextSnapshotFactory SNAPSHOTS =
            ContextSnapshotFactory.builder().build();

    private final DegradedAnswers answers;

    private final CacheScopes scopes;

    DegradableCalls(DegradedAnswers answers) {
        this.answers = answers;
        this.scopes = new CacheScopes(answers.resolver(), answers.shared());
    }

    /**
     * Serves a call.
     *
     * @param plan the call's plan
     * @param prompt the caller's prompt
     * @param served asks the providers
     */
    ChatResponse call(CallPlan plan, Prompt prompt, Supplier<ChatResponse> served) {
        String scope = scopes.ofCall(prompt);
        ChatResponse response;
        try {
            response = served.get();
        } catch (FailoverException failure) {
            return plan.unserved() == null ? rethrow(failure) : instead(plan, prompt, scope, failure);
        }
        AnswerToKeep answer = new AnswerToKeep();
        if (answers.recorder() != null && scope != null) {
            answer.add(response);
            keep(answer, scope, prompt);
        }
        return response;
    }

    /**
     * Serves a stream to one subscriber.
     *
     * @param plan the call's plan
     * @param prompt the caller's prompt
     * @param served asks the providers
     * @param context the subscriber's context
     */
    Flux<ChatResponse> stream(CallPlan plan, Prompt prompt, Flux<ChatResponse> served, ContextView context) {
        String scope = scopes.ofStream(prompt, context);
        Flux<ChatResponse> kept = served;
        if (answers.recorder() != null && scope != null) {
            AnswerToKeep answer = new AnswerToKeep();
            kept = served.doOnNext(answer::add).doOnComplete(() -> keep(answer, scope, prompt));
        }
        return kept.onErrorResume(
                FailoverException.class,
                failure -> plan.unserved() == null
                        ? Mono.error(failure)
                        : insteadOfStream(plan, prompt, scope, failure, context));
    }

    private void keep(AnswerToKeep answer, String scope, Prompt prompt) {
        AnswerRecorder recorder = answers.recorder();
        String text = answer.text();
        if (recorder != null && text != null) {
            recorder.record(answer.chain(), scope, prompt, text, answers.time().now());
        }
    }

    private ChatResponse instead(CallPlan plan, Prompt prompt, @Nullable String scope, FailoverException failure) {
        AtomicReference<@Nullable TierAnswer> answer = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);
        Climb climb = climb(plan, prompt, CallMode.CALL, scope, failure, SNAPSHOTS.captureAll(), found -> {
            answer.set(found);
            over.countDown();
        });
        try {
            over.await();
        } catch (InterruptedException e) {
            climb.cancel();
            plan.abandoned();
            Thread.currentThread().interrupt();
            throw new CancellationException("The calling thread was interrupted");
        }
        TierAnswer found = answer.get();
        if (found == null) {
            plan.notDegraded();
            return rethrow(failure);
        }
        return response(plan, failure, found);
    }

    private Mono<ChatResponse> insteadOfStream(
            CallPlan plan, Prompt prompt, @Nullable String scope, FailoverException failure, ContextView context) {
        return Mono.create(sink -> {
            Climb climb =
                    climb(plan, prompt, CallMode.STREAM, scope, failure, SNAPSHOTS.captureFrom(context), found -> {
                        if (found == null) {
                            plan.notDegraded();
                            sink.error(failure);
                        } else {
                            sink.success(response(plan, failure, found));
                        }
                    });
            sink.onCancel(() -> {
                climb.cancel();
                plan.abandoned();
            });
        });
    }

    /** Tiers see what their caller's thread, or subscriber, sees. */
    private Climb climb(
            CallPlan plan,
            Prompt prompt,
            CallMode mode,
            @Nullable String scope,
            FailoverException failure,
            ContextSnapshot snapshot,
            Consumer<@Nullable TierAnswer> then) {
        Executor workers = task -> answers.workers().execute(snapshot.wrap(task));
        return answers.ladder()
                .climb(
                        new UnservedRequest(failure.report().chain(), mode, prompt, scope, failure),
                        plan.deadline().left(answers.time().nanoTime()),
                        workers,
                        then);
    }

    private ChatResponse response(CallPlan plan, FailoverException failure, TierAnswer found) {
        Instant at = found.answer().answeredAt();
        Duration age = at == null ? null : Duration.between(at, answers.time().now());
        FailoverReport report = plan.degraded(new Degradation(
                found.tier(), found.quality(), age == null || !age.isNegative() ? age : Duration.ZERO, failure));
        return DegradedResponse.of(found.answer().text(), report);
    }

    private static ChatResponse rethrow(FailoverException failure) {
        throw failure;
    }
}
