package io.github.llmfailover.test;

import io.github.llmfailover.test.wire.Tokens;
import io.github.llmfailover.test.wire.ToolCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a simulated model says, whichever wire it says it over.
 *
 * <p>Immutable. A stream sends one token for each event; texts are split before white space, so that the tokens joined
 * are the text again. Unless {@link #withUsage} says otherwise, the output tokens reported are the tokens of the stream
 * and the input tokens are estimated from the length of the prompt.
 */
public final class Answer {

    private final List<String> reasoning;
    private final List<String> text;
    private final boolean refused;
    private final List<ToolCall> toolCalls;
    private final @Nullable Integer inputTokens;
    private final @Nullable Integer outputTokens;
    private final int cachedInput;
    private final @Nullable String finishReason;
    private final @Nullable String model;

    private Answer(Draft draft) {
        this.reasoning = List.copyOf(draft.reasoning);
        this.text = List.copyOf(draft.text);
        this.refused = draft.refused;
        this.toolCalls = List.copyOf(draft.toolCalls);
        this.inputTokens = draft.inputTokens;
        this.outputTokens = draft.outputTokens;
        this.cachedInput = draft.cachedInput;
        this.finishReason = draft.finishReason;
        this.model = draft.model;
    }

    /** A text. */
    public static Answer text(String text) {
        return ofText(Tokens.ofText(text));
    }

    /** A text that is streamed in exactly these pieces. */
    public static Answer tokens(String... tokens) {
        return ofText(Arrays.asList(tokens));
    }

    /**
     * A JSON document as text, as a model answers when structured output was asked for.
     *
     * @throws IllegalArgumentException if it is not valid JSON
     */
    public static Answer json(String json) {
        parse(json);
        return ofText(Tokens.ofJson(json));
    }

    /**
     * A call of one tool.
     *
     * @param argumentsJson the arguments, a JSON object
     * @throws IllegalArgumentException if the arguments are not a JSON object
     */
    public static Answer toolCall(String name, String argumentsJson) {
        return toolCalls(new Call(name, argumentsJson));
    }

    /** Calls of several tools. */
    public static Answer toolCalls(Call... calls) {
        if (calls.length == 0) {
            throw new IllegalArgumentException("An answer of tool calls needs at least one call");
        }
        Draft draft = new Draft();
        for (Call call : calls) {
            draft.toolCalls.add(new ToolCall(call.name(), call.argumentsJson()));
        }
        return new Answer(draft);
    }

    /** A text that comes after the model's reasoning. */
    public static Answer reasoning(String reasoning, String text) {
        Draft draft = new Draft();
        draft.reasoning.addAll(Tokens.ofText(reasoning));
        draft.text.addAll(Tokens.ofText(text));
        return new Answer(draft);
    }

    /**
     * The model's own refusal: OpenAI's {@code refusal} field with finish reason {@code stop}, Anthropic's stop reason
     * {@code refusal}, and a plain text where the wire knows no refusals.
     */
    public static Answer refusal(String text) {
        Draft draft = new Draft();
        draft.text.addAll(Tokens.ofText(text));
        draft.refused = true;
        return new Answer(draft);
    }

    /** A call of a tool, for {@link #toolCalls}. */
    public static Call call(String name, String argumentsJson) {
        return new Call(name, argumentsJson);
    }

    /** This answer and another call of a tool at its end. */
    public Answer withToolCall(String name, String argumentsJson) {
        Call call = new Call(name, argumentsJson);
        Draft draft = new Draft(this);
        draft.toolCalls.add(new ToolCall(call.name(), call.argumentsJson()));
        return new Answer(draft);
    }

    /**
     * The usage to report.
     *
     * @param input the tokens of the prompt, those read from a cache included
     * @param output the tokens of the answer
     */
    public Answer withUsage(int input, int output) {
        Draft draft = new Draft(this);
        draft.inputTokens = input;
        draft.outputTokens = output;
        return new Answer(draft);
    }

    /** How many of the input tokens to report as read from a cache. */
    public Answer withCachedInput(int cached) {
        Draft draft = new Draft(this);
        draft.cachedInput = cached;
        return new Answer(draft);
    }

    /** The finish reason exactly as it goes over the wire, in place of the one that fits the content. */
    public Answer withFinishReason(String reason) {
        Draft draft = new Draft(this);
        draft.finishReason = Objects.requireNonNull(reason, "reason");
        return new Answer(draft);
    }

    /** The model that the answer claims to come from, in place of the one that was asked for. */
    public Answer withModel(String name) {
        Draft draft = new Draft(this);
        draft.model = Objects.requireNonNull(name, "name");
        return new Answer(draft);
    }

    List<String> reasoningTokens() {
        return reasoning;
    }

    List<String> textTokens() {
        return text;
    }

    boolean refused() {
        return refused;
    }

    List<ToolCall> calls() {
        return toolCalls;
    }

    int countTokens() {
        int tokens = reasoning.size() + text.size();
        for (ToolCall call : toolCalls) {
            tokens += Tokens.ofJson(call.arguments()).size();
        }
        return tokens;
    }

    @Nullable
    Integer inputTokens() {
        return inputTokens;
    }

    @Nullable
    Integer outputTokens() {
        return outputTokens;
    }

    int cachedInput() {
        return cachedInput;
    }

    @Nullable
    String finishReason() {
        return finishReason;
    }

    @Nullable
    String model() {
        return model;
    }

    /**
     * A call of a tool.
     *
     * @param name the tool
     * @param argumentsJson the arguments, a JSON object
     */
    public record Call(String name, String argumentsJson) {

        /** Rejects arguments that are not a JSON object. */
        public Call {
            if (!parse(argumentsJson).isObject()) {
                throw new IllegalArgumentException(
                        "The arguments of a tool call are a JSON object, not " + argumentsJson);
            }
        }
    }

    private static Answer ofText(List<String> tokens) {
        Draft draft = new Draft();
        draft.text.addAll(tokens);
        return new Answer(draft);
    }

    private static JsonNode parse(String json) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Not valid JSON: " + json, e);
        }
    }

    /** An answer while it is being put together. */
    private static final class Draft {
        private final List<String> reasoning = new ArrayList<>();
        private final List<String> text = new ArrayList<>();
        private boolean refused;
        private final List<ToolCall> toolCalls = new ArrayList<>();
        private @Nullable Integer inputTokens;
        private @Nullable Integer outputTokens;
        private int cachedInput;
        private @Nullable String finishReason;
        private @Nullable String model;

        private Draft() {}

        private Draft(Answer answer) {
            reasoning.addAll(answer.reasoning);
            text.addAll(answer.text);
            refused = answer.refused;
            toolCalls.addAll(answer.toolCalls);
            inputTokens = answer.inputTokens;
            outputTokens = answer.outputTokens;
            cachedInput = answer.cachedInput;
            finishReason = answer.finishReason;
            model = answer.model;
        }
    }
}
