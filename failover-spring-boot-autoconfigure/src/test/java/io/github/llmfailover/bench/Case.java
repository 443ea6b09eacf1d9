package io.github.llmfailover.bench;

import io.github.llmfailover.test.Behavior;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A fault as it is played once.
 *
 * @param fault which
 * @param variant how it differs from the description, for people; empty where it does not
 * @param streamed whether the client asks for a stream
 * @param trouble what the first model does
 * @param fallback what the fallback model does
 * @param goesOn whether the fallback model goes on where it is told to, instead of saying all sixty words again
 * @param prefill whether the configuration says that the fallback model takes a prefill
 */
record Case(
        Fault fault,
        String variant,
        boolean streamed,
        Trouble trouble,
        Trouble fallback,
        boolean goesOn,
        boolean prefill) {

    /** The faults that a client can meet which does not ask for a stream. */
    private static final List<Fault> OF_CALLS = List.of(
            Fault.RATE_LIMITED_ONCE,
            Fault.RATE_LIMITED,
            Fault.SERVER_ERROR_ONCE,
            Fault.UNAVAILABLE,
            Fault.RESET_ONCE,
            Fault.NO_RESPONSE,
            Fault.CONTEXT_TOO_LONG,
            Fault.CONTENT_REFUSED,
            Fault.BILLING);

    /** The sixteen faults as they are described. */
    static final List<Case> DESCRIBED =
            Arrays.stream(Fault.values()).map(Case::described).toList();

    /** What is played besides. */
    static final List<Case> VARIANTS = Stream.concat(
                    Stream.of(
                            described(Fault.CUT).otherwise("by a reset", Behavior.resetAfterTokens(40)),
                            described(Fault.CUT).otherwise("by the end of the body", Behavior.endAfterTokens(40)),
                            described(Fault.CUT).otherwise("within an event", Behavior.cutInsideEvent(41)),
                            described(Fault.CUT).goingOn(),
                            described(Fault.SILENCE).goingOn(),
                            described(Fault.MALFORMED).goingOn(),
                            described(Fault.PREFILL_REJECTED).withPrefill()),
                    OF_CALLS.stream().map(fault -> described(fault).asCall()))
            .toList();

    static List<Case> all() {
        return Stream.concat(DESCRIBED.stream(), VARIANTS.stream()).toList();
    }

    private static Case described(Fault fault) {
        Trouble fallback =
                Trouble.always(fault == Fault.PREFILL_REJECTED ? Behavior.rejectPrefill() : Behavior.healthy());
        return new Case(fault, "", true, fault.trouble(), fallback, false, false);
    }

    private Case otherwise(String variant, Behavior behavior) {
        return new Case(fault, variant, streamed, Trouble.always(behavior), fallback, goesOn, prefill);
    }

    private Case goingOn() {
        return new Case(fault, "the fallback goes on as it is told", streamed, trouble, fallback, true, prefill);
    }

    private Case withPrefill() {
        return new Case(fault, "configured as if it took one", streamed, trouble, fallback, goesOn, true);
    }

    private Case asCall() {
        return new Case(fault, "not streamed", false, trouble, fallback, goesOn, prefill);
    }

    /** Returns the name of the first model, of its provider and of the chain. */
    String model() {
        return variant.isEmpty()
                ? fault.model()
                : fault.model() + "-" + variant.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    String fallbackModel() {
        return model() + "-fallback";
    }

    /** What the documentation calls it. */
    @Override
    public String toString() {
        return variant.isEmpty() ? fault.title() : fault.title() + ": " + variant;
    }
}
