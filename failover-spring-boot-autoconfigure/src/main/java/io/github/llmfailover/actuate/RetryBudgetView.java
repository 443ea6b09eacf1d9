package io.github.llmfailover.actuate;

/** What operators see of the budget for retries. */
@FunctionalInterface
public interface RetryBudgetView {

    /** What is shown where there is no budget to look at: all of it. */
    RetryBudgetView FULL = () -> 100.0;

    /** Returns how much of the budget is left, in percent. */
    double available();
}
