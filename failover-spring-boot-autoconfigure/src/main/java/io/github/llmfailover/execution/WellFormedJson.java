package io.github.llmfailover.execution;

import io.github.llmfailover.AnswerValidator;
import io.github.llmfailover.CheckedAnswer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Whether an answer is one JSON value and nothing else, as Spring AI's converters need it: they take a fence of Markdown
 * around it off, and so does this. Whether the value fits the schema is not looked at. Reads the text once and keeps
 * nothing of it.
 */
public final class WellFormedJson implements AnswerValidator {

    private static final String FENCE = "```";

    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public Verdict validate(CheckedAnswer answer) {
        return isJson(withoutFence(answer.text().strip())) ? Verdict.VALID : Verdict.INVALID;
    }

    private static String withoutFence(String text) {
        if (!text.startsWith(FENCE) || !text.endsWith(FENCE) || text.length() < 2 * FENCE.length()) {
            return text;
        }
        int firstLine = text.indexOf('\n');
        int begin = firstLine < 0 ? FENCE.length() : firstLine + 1;
        return begin > text.length() - FENCE.length() ? "" : text.substring(begin, text.length() - FENCE.length());
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return false;
            }
            parser.skipChildren();
            return !parser.isClosed() && parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
