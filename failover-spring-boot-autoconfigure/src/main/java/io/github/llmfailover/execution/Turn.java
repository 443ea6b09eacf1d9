package io.github.llmfailover.execution;

import io.github.llmfailover.plan.Decision;

/** How a call goes on after the requests it has made: it is answered, or the plan has decided what comes next. */
sealed interface Turn permits CallResult.Answered, Turn.Next {

    /** The requests failed. */
    record Next(Decision decision) implements Turn {}
}
