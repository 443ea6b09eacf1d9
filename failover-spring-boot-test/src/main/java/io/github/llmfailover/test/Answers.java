package io.github.llmfailover.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers written down as maps, as they come out of JSON or YAML.
 *
 * <p>One of {@code text}, {@code tokens} (a list of texts), {@code json} (a text or the JSON itself), {@code refusal}
 * and {@code toolCalls} (a list of {@code {"name": "weather", "arguments": {"city": "Oslo"}}}); {@code reasoning} beside
 * {@code text}; and optionally {@code usage} ({@code {"input": 10, "output": 5}}), {@code finishReason} and {@code
 * model}.
 */
public final class Answers {

    private static final String EXAMPLE = "{\"text\":\"Hello\"}";
    private static final String CALL_EXAMPLE = "{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}";
    private static final List<String> FIELDS =
            List.of("text", "tokens", "json", "refusal", "toolCalls", "reasoning", "usage", "finishReason", "model");

    private Answers() {}

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException if it is none, with a message that says what to write instead
     */
    public static Answer parse(Map<String, ?> answer) {
        Fields fields = new Fields("an answer", answer);
        fields.allowOnly(FIELDS);
        Answer result = content(fields);
        if (fields.has("usage")) {
            String example = "{\"input\":10,\"output\":5}";
            Fields usage = new Fields("usage", Fields.map(fields.required("usage", example), "usage", example));
            usage.allowOnly(List.of("input", "output"));
            result = result.withUsage(usage.number("input", "10"), usage.number("output", "5"));
        }
        if (fields.has("finishReason")) {
            result = result.withFinishReason(fields.text("finishReason", "\"length\""));
        }
        return fields.has("model") ? result.withModel(fields.text("model", "\"gpt-5\"")) : result;
    }

    private static Answer content(Fields fields) {
        if (fields.has("tokens")) {
            return Answer.tokens(fields.list("tokens", "[\"Hel\",\"lo\"]").stream()
                    .map(String::valueOf)
                    .toArray(String[]::new));
        }
        if (fields.has("json")) {
            return Answer.json(json(fields.required("json", "{}")));
        }
        if (fields.has("refusal")) {
            return Answer.refusal(fields.text("refusal", "\"I cannot help with that.\""));
        }
        if (fields.has("toolCalls")) {
            List<Answer.Call> calls = new ArrayList<>();
            for (Object call : fields.list("toolCalls", "[" + CALL_EXAMPLE + "]")) {
                Fields one = new Fields("a tool call", Fields.map(call, "A tool call", CALL_EXAMPLE));
                one.allowOnly(List.of("name", "arguments"));
                calls.add(Answer.call(one.text("name", "\"weather\""), json(one.required("arguments", "{}"))));
            }
            return Answer.toolCalls(calls.toArray(Answer.Call[]::new));
        }
        String text = fields.text("text", EXAMPLE);
        return fields.has("reasoning")
                ? Answer.reasoning(fields.text("reasoning", "\"Hm.\""), text)
                : Answer.text(text);
    }

    private static String json(Object value) {
        return value instanceof CharSequence text
                ? text.toString()
                : JsonMapper.shared().writeValueAsString(value);
    }
}
