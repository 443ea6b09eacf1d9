package io.github.llmfailover.translation;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;

/** Which identifiers of tool calls a provider's API takes. */
enum ToolCallIdRule {
    /** Anything that is not empty. */
    ANY(Integer.MAX_VALUE, Characters.ANY),
    /** Up to 40 characters: OpenAI. */
    SHORT(40, Characters.ANY),
    /** Letters, digits, underscore and dash: Anthropic, and Bedrock, which allows 64 of them. */
    WORD(64, Characters.WORD),
    /** Nine letters and digits: Mistral. */
    NINE_ALPHANUMERICS(9, Characters.ALPHANUMERIC);

    private enum Characters {
        ANY,
        WORD,
        ALPHANUMERIC
    }

    private final int maxLength;

    private final Characters characters;

    ToolCallIdRule(int maxLength, Characters characters) {
        this.maxLength = maxLength;
        this.characters = characters;
    }

    /** Returns the rule of a client, by the package that its options are of. */
    static ToolCallIdRule of(ChatOptions configured) {
        String type = configured.getClass().getName();
        if (type.startsWith("org.springframework.ai.anthropic.")
                || type.startsWith("org.springframework.ai.bedrock.")) {
            return WORD;
        }
        if (type.startsWith("org.springframework.ai.mistralai.")) {
            return NINE_ALPHANUMERICS;
        }
        return type.startsWith("org.springframework.ai.openai.") ? SHORT : ANY;
    }

    boolean accepts(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > maxLength) {
            return false;
        }
        if (this == NINE_ALPHANUMERICS && id.length() != maxLength) {
            return false;
        }
        if (characters != Characters.ANY) {
            for (int i = 0; i < id.length(); i++) {
                if (!accepts(id.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean accepts(char c) {
        boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return alphanumeric || (characters == Characters.WORD && (c == '_' || c == '-'));
    }
}
