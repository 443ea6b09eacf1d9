package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.provider.ResponseKeepingErrorHandler;
import org.springframework.ai.retry.TransientAiException;
import org.springframework.ai.retry.autoconfigure.SpringAiRetryProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.ResponseErrorHandler;

/**
 * Takes the place of Spring AI's own error handler with one that obeys the same properties ({@code spring.ai.retry.*})
 * and throws the same exceptions, but keeps the headers of a response. Backs off for the application's own handler.
 */
@AutoConfiguration(beforeName = "org.springframework.ai.retry.autoconfigure.SpringAiRetryAutoConfiguration")
@ConditionalOnClass({SpringAiRetryProperties.class, TransientAiException.class, ResponseErrorHandler.class})
@ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".enabled", matchIfMissing = true)
@EnableConfigurationProperties(SpringAiRetryProperties.class)
public final class FailoverRetryAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ResponseErrorHandler failoverResponseErrorHandler(SpringAiRetryProperties properties) {
        return new ResponseKeepingErrorHandler(status -> isTransient(status, properties));
    }

    /** The order in which Spring AI asks its properties: a listed status, then client errors, then exclusions. */
    private static boolean isTransient(int status, SpringAiRetryProperties properties) {
        if (properties.getOnHttpCodes().contains(status)) {
            return true;
        }
        if (status < 500 && !properties.isOnClientErrors()) {
            return false;
        }
        return !properties.getExcludeOnHttpCodes().contains(status);
    }
}
