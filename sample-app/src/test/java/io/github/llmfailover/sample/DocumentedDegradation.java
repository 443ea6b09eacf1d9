package io.github.llmfailover.sample;

import io.github.llmfailover.CacheScopeResolver;
import io.github.llmfailover.DegradedAnswer;
import io.github.llmfailover.DegradedAnswerTier;
import io.github.llmfailover.FailoverDeadline;
import io.github.llmfailover.UnservedRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.context.annotation.Bean;

/** The Java examples of {@code docs/degradation.md} and {@code docs/budget.md}. */
final class DocumentedDegradation {

    /** Something that an application has. */
    interface SiteSearch {
        @Nullable
        String find(String words);
    }

    /** Something that an application has. */
    interface CurrentUser {
        boolean isKnown();

        String id();
    }

    /** Not a configuration by its annotations, which would make it that of the tests here. */
    static class Tiers {

        // What a page shows is not annotated for null checks; the one that compiles it would want it.
        @SuppressWarnings("NullAway")
        @Bean
        DegradedAnswerTier siteSearch(SiteSearch search) {
            return new DegradedAnswerTier() {
                @Override
                public String name() {
                    return "site-search";
                }

                @Override
                public double quality() {
                    return 0.5;
                }

                @Override
                public DegradedAnswer answer(UnservedRequest request) {
                    String page = search.find(request.question());
                    return page == null ? null : DegradedAnswer.of("Nobody can answer now. This may help: " + page);
                }
            };
        }

        @Bean
        CacheScopeResolver currentUser(CurrentUser user) {
            return prompt -> user.isKnown() ? user.id() : null;
        }
    }

    static final class Pages {

        @Tool(description = "Finds pages about something")
        String findPages(String words) {
            Duration left = FailoverDeadline.remaining();
            boolean hurried = left != null && left.compareTo(Duration.ofSeconds(2)) < 0;
            return hurried ? titlesWith(words) : pagesAbout(words);
        }

        private String titlesWith(String words) {
            return "Titles with " + words;
        }

        private String pagesAbout(String words) {
            return "Pages about " + words;
        }
    }
}
