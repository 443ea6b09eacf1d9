package io.github.llmfailover.translation;

import io.github.llmfailover.PromptAdapter;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;

/** The application's adapters of prompts for one provider, one after the other; those that fail are left out. */
public final class PromptAdapters implements UnaryOperator<Prompt> {

    private static final Log logger = LogFactory.getLog(PromptAdapters.class);

    private final String provider;

    private final List<PromptAdapter> adapters;

    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Creates adapters.
     *
     * @param provider the provider's name
     * @param adapters in the order in which they are applied
     */
    public PromptAdapters(String provider, List<PromptAdapter> adapters) {
        this.provider = provider;
        this.adapters = List.copyOf(adapters);
    }

    @Override
    public Prompt apply(Prompt prompt) {
        Prompt adapted = prompt;
        for (PromptAdapter adapter : adapters) {
            adapted = adapted(adapter, adapted);
        }
        return adapted;
    }

    private Prompt adapted(PromptAdapter adapter, Prompt prompt) {
        try {
            @Nullable Prompt adapted = adapter.adapt(provider, prompt);
            if (adapted != null) {
                return adapted;
            }
            failed(adapter, "returned null");
        } catch (RuntimeException e) {
            // Its message may hold what is being said.
            failed(adapter, "threw " + e.getClass().getName());
        }
        return prompt;
    }

    private void failed(PromptAdapter adapter, String how) {
        if (warned.compareAndSet(false, true)) {
            logger.warn("The prompt adapter " + adapter.getClass().getName() + " " + how + " for provider '" + provider
                    + "'; the request is sent without it. Further ones are not told.");
        }
    }
}
