package io.github.llmfailover;

/**
 * Judges answers after they have been served, so that it shows when another model answers worse: an application that
 * fails over to a weaker one goes on without an error. Declare beans of this type; what they find is counted by provider
 * in the meter {@code llm.failover.answer.checks}, and nothing else comes of it. An answer is invalid where one of them
 * says so, and valid where one says so and none objects.
 *
 * <p>Whether an answer is well-formed JSON where the request has an output schema is checked without any bean.
 *
 * <p>Asked on a thread of the failover layer, after the caller has its answer. Implementations must be safe for use from
 * any thread. One that throws is logged, and its answer not counted. Where checks come faster than they are done, answers
 * are left unchecked.
 */
@FunctionalInterface
public interface AnswerValidator {

    /** What a validator thinks of an answer. */
    enum Verdict {
        /** It is as it should be. */
        VALID,
        /** It is not. */
        INVALID,
        /** This validator cannot tell. */
        UNKNOWN
    }

    /**
     * Judges an answer.
     *
     * @param answer what was asked and what was answered
     * @return what to count
     */
    Verdict validate(CheckedAnswer answer);
}
