package io.github.llmfailover.actuate;

import org.jspecify.annotations.Nullable;

/** Tells in which currency each provider's price is written. */
@FunctionalInterface
public interface ProviderCurrencies {

    /**
     * Returns the code of the currency of a provider's price.
     *
     * @param provider the provider's name
     * @return the code; {@code null} where no price is configured
     */
    @Nullable
    String of(String provider);
}
