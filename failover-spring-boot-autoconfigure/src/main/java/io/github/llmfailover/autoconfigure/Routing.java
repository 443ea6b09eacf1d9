package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.ChainRouter;
import io.github.llmfailover.chat.DifficultyRouter;
import io.github.llmfailover.chat.RequestReading;
import io.github.llmfailover.routing.ProviderSelector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tokenizer.TokenCountEstimator;
import org.springframework.beans.factory.ObjectProvider;

/** Says how requests are read: the application's routers first, then the configured rule. */
final class Routing {

    private Routing() {}

    static RequestReading reading(
            FailoverProperties properties,
            TokenCountEstimator tokens,
            ProviderSelector selector,
            ObjectProvider<ChainRouter> own) {
        List<ChainRouter> routers = new ArrayList<>(own.orderedStream().toList());
        FailoverProperties.Difficulty difficulty = properties.difficulty();
        if (difficulty.isConfigured()) {
            routers.add(new DifficultyRouter(
                    difficulty.easyChain(),
                    difficulty.hardChain(),
                    difficulty.maxTokens(),
                    difficulty.maxTurns(),
                    tokens::estimate));
        }
        return new RequestReading(tokens::estimate, selector.countsTokens(), prompt -> firstOf(routers, prompt));
    }

    private static @Nullable String firstOf(List<ChainRouter> routers, Prompt prompt) {
        for (ChainRouter router : routers) {
            String chain = router.chainFor(prompt);
            if (chain != null) {
                return chain;
            }
        }
        return null;
    }
}
