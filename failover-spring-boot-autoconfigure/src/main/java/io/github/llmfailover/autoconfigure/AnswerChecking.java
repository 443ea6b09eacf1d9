package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.AnswerValidator;
import io.github.llmfailover.execution.AnswerChecks;
import io.github.llmfailover.execution.WellFormedJson;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.time.TimeSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/** Says who judges answers: the application's validators, and the one that is built in where there is a JSON parser. */
final class AnswerChecking {

    private static final boolean JSON =
            ClassUtils.isPresent("tools.jackson.core.json.JsonFactory", AnswerChecking.class.getClassLoader());

    private AnswerChecking() {}

    static AnswerChecks of(
            ObjectProvider<AnswerValidator> validators, FailoverListeners listeners, Workers workers, TimeSource time) {
        return AnswerChecks.with(
                validators.orderedStream().toList(),
                JSON ? new WellFormedJson() : null,
                listeners.all(),
                workers,
                time);
    }
}
