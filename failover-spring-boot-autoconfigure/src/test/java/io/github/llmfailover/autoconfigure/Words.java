package io.github.llmfailover.autoconfigure;

import org.springframework.ai.content.MediaContent;
import org.springframework.ai.tokenizer.TokenCountEstimator;
import org.springframework.util.StringUtils;

/** Counts as the simulators do: a word is a token. */
final class Words implements TokenCountEstimator {

    static int of(String text) {
        return StringUtils.tokenizeToStringArray(text, " \n\t").length;
    }

    @Override
    public int estimate(String text) {
        return of(text);
    }

    @Override
    public int estimate(MediaContent content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int estimate(Iterable<MediaContent> messages) {
        throw new UnsupportedOperationException();
    }
}
