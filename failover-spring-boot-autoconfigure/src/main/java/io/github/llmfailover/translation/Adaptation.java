package io.github.llmfailover.translation;

import java.util.function.UnaryOperator;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * How the requests of one provider differ from what the caller wrote, since a prompt that was tuned to one model is not
 * understood as well by another.
 *
 * @param system what its model is told besides
 * @param parameters what becomes of the request's parameters
 * @param last what the application does to the translated prompt; returns it, or another
 */
public record Adaptation(SystemFrame system, ParameterRules parameters, UnaryOperator<Prompt> last) {

    /** Requests are sent as the caller wrote them. */
    public static final Adaptation NONE =
            new Adaptation(SystemFrame.NONE, ParameterRules.NONE, UnaryOperator.identity());

    Prompt adapted(Prompt translated) {
        return last.apply(translated);
    }
}
