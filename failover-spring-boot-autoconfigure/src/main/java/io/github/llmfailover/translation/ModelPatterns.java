package io.github.llmfailover.translation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.util.PatternMatchUtils;

/** The models that a provider accepts, as patterns in which {@code *} matches anything. Letter case does not matter. */
final class ModelPatterns {

    private final List<String> patterns;

    ModelPatterns(Set<String> patterns) {
        this.patterns = new ArrayList<>(patterns);
    }

    boolean accept(String model) {
        for (String pattern : patterns) {
            if (PatternMatchUtils.simpleMatchIgnoreCase(pattern, model)) {
                return true;
            }
        }
        return false;
    }
}
