package io.github.llmfailover.execution;

import io.github.llmfailover.AnswerValidator;
import io.github.llmfailover.AnswerValidator.Verdict;
import io.github.llmfailover.CheckedAnswer;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.plan.Attempt;
import io.github.llmfailover.time.TimeSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.util.StringUtils;

/**
 * Has answers judged once they are served, on a thread that no caller waits for. Where there are no validators of the
 * application's, only answers to requests with an output schema are looked at, and the others cost one look at their
 * options. At most {@value #MOST_PENDING} answers wait to be judged; what comes while there are so many is not.
 */
public final class AnswerChecks {

    /** Checks nothing. */
    public static final AnswerChecks NONE =
            new AnswerChecks(List.of(), null, FailoverListener.NONE, Runnable::run, null);

    static final int MOST_PENDING = 64;

    private static final Log logger = LogFactory.getLog(AnswerChecks.class);

    private final List<AnswerValidator> own;

    private final @Nullable AnswerValidator bySchema;

    private final FailoverListener listener;

    private final Executor workers;

    private final @Nullable OnceAMinute warnings;

    private final AtomicInteger pending = new AtomicInteger();

    private AnswerChecks(
            List<AnswerValidator> own,
            @Nullable AnswerValidator bySchema,
            FailoverListener listener,
            Executor workers,
            @Nullable OnceAMinute warnings) {
        this.own = own;
        this.bySchema = bySchema;
        this.listener = listener;
        this.workers = workers;
        this.warnings = warnings;
    }

    /**
     * Creates checks.
     *
     * @param own the application's validators
     * @param bySchema judges the answers to requests with an output schema; {@code null} for nobody
     * @param listener hears what was found
     * @param workers the threads that answers are judged on
     * @param time the time source
     */
    public static AnswerChecks with(
            List<AnswerValidator> own,
            @Nullable AnswerValidator bySchema,
            FailoverListener listener,
            Executor workers,
            TimeSource time) {
        return new AnswerChecks(List.copyOf(own), bySchema, listener, workers, new OnceAMinute(time));
    }

    /**
     * Has an answer judged that an attempt has given. Does not wait for it.
     *
     * @param attempt the attempt
     * @param prompt what the caller asked
     * @param text the answer's text; asked for on this thread, and only where somebody judges it
     */
    void served(Attempt attempt, Prompt prompt, Supplier<String> text) {
        boolean schema = bySchema != null && hasSchema(prompt);
        if (own.isEmpty() && !schema) {
            return;
        }
        if (pending.incrementAndGet() > MOST_PENDING) {
            pending.decrementAndGet();
            return;
        }
        CheckedAnswer answer = new CheckedAnswer(attempt.member().name(), attempt.requestedModel(), prompt, text.get());
        workers.execute(() -> {
            try {
                judge(answer, schema ? bySchema : null);
            } finally {
                pending.decrementAndGet();
            }
        });
    }

    private void judge(CheckedAnswer answer, @Nullable AnswerValidator first) {
        Verdict verdict = first == null ? Verdict.UNKNOWN : verdict(first, answer);
        for (AnswerValidator validator : own) {
            if (verdict == Verdict.INVALID) {
                break;
            }
            Verdict next = verdict(validator, answer);
            verdict = next == Verdict.UNKNOWN ? verdict : next;
        }
        if (verdict != Verdict.UNKNOWN) {
            listener.onAnswerChecked(answer.provider(), verdict == Verdict.VALID);
        }
    }

    private Verdict verdict(AnswerValidator validator, CheckedAnswer answer) {
        try {
            Verdict verdict = validator.validate(answer);
            return verdict == null ? Verdict.UNKNOWN : verdict;
        } catch (RuntimeException | StackOverflowError e) {
            OnceAMinute due = warnings;
            if (due != null && due.isDue()) {
                // Its message may quote the answer.
                logger.warn("The answer validator " + validator.getClass().getName() + " failed ("
                        + e.getClass().getName() + "); such answers are not counted");
            }
            return Verdict.UNKNOWN;
        }
    }

    private static boolean hasSchema(Prompt prompt) {
        return prompt.getOptions() instanceof StructuredOutputChatOptions options
                && StringUtils.hasText(options.getOutputSchema());
    }
}
