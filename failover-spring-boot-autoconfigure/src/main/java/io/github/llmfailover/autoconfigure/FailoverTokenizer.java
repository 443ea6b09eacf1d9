package io.github.llmfailover.autoconfigure;

import org.springframework.ai.tokenizer.TokenCountEstimator;

/**
 * Counts tokens before a request and where a provider reported none: the application's own estimator, if it has just one,
 * else Spring AI's, of which there should not be two, since each reads its vocabulary into memory.
 */
record FailoverTokenizer(TokenCountEstimator estimator) {}
