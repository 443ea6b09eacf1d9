package io.github.llmfailover.failure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Turns whatever a provider's client throws into a {@link Failure}. The application's own classifiers are asked first,
 * then one built-in rule for each client library that is on the class path; what nobody understands is
 * {@link FailureKind#UNKNOWN}. Safe for use by many threads.
 */
public final class FailureClassifiers {

    private static final Log logger = LogFactory.getLog(FailureClassifiers.class);

    /** How many exception classes are remembered as logged; a bound for applications that generate classes. */
    private static final int MAX_LOGGED = 256;

    private final List<FailureClassifier> own;

    private final List<FailureClassifier> builtIn;

    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    private final ExhaustionLog exhaustions;

    private FailureClassifiers(
            List<FailureClassifier> own, List<FailureClassifier> builtIn, ExhaustionLog exhaustions) {
        this.own = List.copyOf(own);
        this.builtIn = List.copyOf(builtIn);
        this.exhaustions = exhaustions;
    }

    /**
     * Creates the classification.
     *
     * @param own the application's classifiers, asked first and in this order
     * @param clock the wall clock, to which the dates of {@code Retry-After} headers are relative
     */
    public static FailureClassifiers create(List<FailureClassifier> own, InstantSource clock) {
        return new FailureClassifiers(own, builtIn(clock), new ExhaustionLog(clock));
    }

    /** Each rule names its library's classes, so it is loaded only where they are there. */
    private static List<FailureClassifier> builtIn(InstantSource clock) {
        List<FailureClassifier> rules = new ArrayList<>();
        if (isPresent("com.openai.errors.OpenAIException")) {
            rules.add(new OpenAiFailures(clock));
        }
        if (isPresent("com.anthropic.errors.AnthropicException")) {
            rules.add(new AnthropicFailures(clock));
        }
        if (isPresent("org.springframework.ai.retry.NonTransientAiException")) {
            rules.add(new RetryFailures(clock));
        }
        if (isPresent("org.springframework.web.reactive.function.client.WebClientResponseException")) {
            rules.add(new WebClientFailures(clock));
        }
        if (isPresent("org.springframework.web.client.RestClientException")) {
            rules.add(new RestClientFailures(clock));
        }
        rules.add(new GoogleFailures(clock));
        rules.add(new AwsFailures(clock));
        rules.add(new NetworkFailures());
        rules.add(new OtherFailures(clock));
        return rules;
    }

    private static boolean isPresent(String className) {
        return ClassUtils.isPresent(className, FailureClassifiers.class.getClassLoader());
    }

    /**
     * Classifies what a provider's client threw or signalled. Wrappers of executors, reactive operators and Spring AI
     * itself are taken off first; then each cause is asked about in turn, from the outermost in.
     *
     * @param error what was thrown
     * @return the failure, {@link FailureKind#UNKNOWN} where nobody understands the error; never {@code null}
     */
    public Failure classify(Throwable error) {
        Throwable unwrapped = Causes.unwrap(error);
        for (FailureClassifier classifier : own) {
            Failure failure = ask(classifier, unwrapped);
            if (failure != null) {
                return failure;
            }
        }
        for (Throwable cause : Causes.chain(unwrapped)) {
            for (FailureClassifier classifier : builtIn) {
                Failure failure = ask(classifier, cause);
                if (failure != null) {
                    return noted(failure, cause);
                }
            }
        }
        if (isFirst(unwrapped.getClass().getName())) {
            logger.warn("No rule tells what a " + unwrapped.getClass().getName()
                    + " from a provider's client means, so it counts as " + FailureKind.UNKNOWN
                    + " against that provider. A bean of type " + FailureClassifier.class.getName() + " can tell.");
        }
        return Failure.of(FailureKind.UNKNOWN, unwrapped);
    }

    private Failure noted(Failure failure, Throwable cause) {
        if (failure.kind() == FailureKind.LOCAL_EXHAUSTION) {
            exhaustions.note(cause);
        }
        return failure;
    }

    private @Nullable Failure ask(FailureClassifier classifier, Throwable error) {
        try {
            return classifier.classify(error);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            String classifierName = classifier.getClass().getName();
            if (isFirst(classifierName + " " + e.getClass().getName())) {
                logger.warn("The failure classifier " + classifierName + " threw a "
                        + e.getClass().getName() + " and was passed over.");
            }
            return null;
        }
    }

    private boolean isFirst(String name) {
        return logged.size() < MAX_LOGGED && logged.add(name);
    }
}
