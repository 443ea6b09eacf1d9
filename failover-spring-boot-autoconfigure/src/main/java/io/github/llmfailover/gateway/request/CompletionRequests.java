package io.github.llmfailover.gateway.request;

import io.github.llmfailover.FailoverChatOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.prompt.Prompt;
import tools.jackson.databind.JsonNode;

/** Reads chat completion requests. What becomes of which field is in {@link RequestField}. */
public final class CompletionRequests {

    /** Names are remembered and told again, and so are no place for megabytes. The longest that providers have are half of it. */
    private static final int MODEL_AT_MOST = 512;

    private static final int MOST_STOP_SEQUENCES = 16;

    private static final Set<String> STREAM_OPTIONS = Set.of("include_usage");

    private final Set<String> chains;

    /**
     * Creates a reader.
     *
     * @param chains the names of the chains, each of which is a model to clients
     */
    public CompletionRequests(Set<String> chains) {
        this.chains = Set.copyOf(chains);
    }

    /**
     * Reads a request.
     *
     * @param body the body of the request, as {@link GatewayJson#parse} returns it
     * @throws BadRequest where something in it cannot be honoured
     */
    public CompletionRequest read(JsonNode body) {
        if (!body.isObject()) {
            throw new BadRequest(400, null, "invalid_type", "The body must be a JSON object.");
        }
        JsonAt request = new JsonAt(body, "");
        RequestNotes notes = new RequestNotes();
        sort(request, notes);
        String model = request.require("model", "Write the name of a chain or of a model.")
                .nameUpTo(MODEL_AT_MOST);
        FailoverChatOptions.Builder options = FailoverChatOptions.builder();
        if (chains.contains(model)) {
            options.chain(model);
        } else {
            options.model(model);
        }
        List<Message> messages =
                new MessageReader(notes).read(request.require("messages", "Write an array of at least one message."));
        readSampling(request, options, notes);
        new ToolReader(notes).read(request, options);
        new FormatReader(notes).read(request.get("response_format"), options);
        boolean stream = isTrue(request.get("stream"));
        boolean includeUsage = includesUsage(request.get("stream_options"), notes);
        options.extraBody(notes.passedOn()).requiredFields(notes.required());
        return new CompletionRequest(
                new Prompt(messages, options.build()), model, stream, stream && includeUsage, notes.ignored());
    }

    /** Goes by the table: notes what is passed on, required and ignored, and refuses the rest. */
    private static void sort(JsonAt request, RequestNotes notes) {
        for (Map.Entry<String, JsonNode> entry : request.node().properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                continue;
            }
            RequestField field = RequestField.named(name);
            if (field == null) {
                passOn(name, value, notes);
                notes.ignore("", name);
                continue;
            }
            if (field.isDefault(value)) {
                continue;
            }
            String refusal = field.refusal();
            if (refusal != null) {
                throw BadRequest.unsupported(name, refusal);
            }
            switch (field.treatment()) {
                case PASSED_ON -> {
                    field.check(new JsonAt(value, name));
                    if (!field.isPortable()) {
                        passOn(name, value, notes);
                    }
                    notes.ignore("", name);
                }
                case REQUIRED -> {
                    field.check(new JsonAt(value, name));
                    passOn(name, value, notes);
                    notes.requireField(name);
                }
                case IGNORED -> notes.ignore("", name);
                default -> {
                    // Read where it belongs.
                }
            }
        }
    }

    private static void passOn(String name, JsonNode value, RequestNotes notes) {
        Object plain = GatewayJson.plain(value);
        if (plain != null) {
            notes.passOn(name, plain);
        }
    }

    private static void readSampling(JsonAt request, FailoverChatOptions.Builder options, RequestNotes notes) {
        options.temperature(number(request.get("temperature"), 0, 2))
                .topP(number(request.get("top_p"), 0, 1))
                .frequencyPenalty(number(request.get("frequency_penalty"), -2, 2))
                .presencePenalty(number(request.get("presence_penalty"), -2, 2));
        JsonAt stop = request.get("stop");
        if (stop != null) {
            options.stopSequences(stopSequences(stop));
        }
        JsonAt limit = request.get("max_tokens");
        JsonAt newerLimit = request.get("max_completion_tokens");
        if (newerLimit != null) {
            int tokens = newerLimit.integerFrom(1);
            if (limit != null && limit.integerFrom(1) != tokens) {
                throw BadRequest.wrongValue(limit.path(), "must be left out beside 'max_completion_tokens'.");
            }
            options.maxTokens(tokens);
            notes.passOn(newerLimit.path(), tokens);
        } else if (limit != null) {
            options.maxTokens(limit.integerFrom(1));
        }
        JsonAt n = request.get("n");
        if (n != null && n.integerFrom(1) != 1) {
            throw BadRequest.unsupported(n.path(), "There is one answer to a request: write 1, or leave it out.");
        }
    }

    private static @Nullable Double number(@Nullable JsonAt value, double least, double most) {
        return value == null ? null : (Double) value.numberWithin(least, most);
    }

    private static List<String> stopSequences(JsonAt stop) {
        List<String> sequences = new ArrayList<>();
        for (JsonAt sequence : stop.isText() ? List.of(stop) : stop.elements()) {
            if (sequence.text().isEmpty()) {
                throw BadRequest.wrongValue(sequence.path(), "must not be empty.");
            }
            sequences.add(sequence.text());
        }
        if (sequences.size() > MOST_STOP_SEQUENCES) {
            throw BadRequest.wrongValue(stop.path(), "must hold at most " + MOST_STOP_SEQUENCES + " sequences.");
        }
        return sequences;
    }

    private static boolean isTrue(@Nullable JsonAt value) {
        return value != null && value.bool();
    }

    private static boolean includesUsage(@Nullable JsonAt streamOptions, RequestNotes notes) {
        if (streamOptions == null) {
            return false;
        }
        notes.ignoreUnknown(streamOptions.object(), streamOptions.path(), STREAM_OPTIONS);
        return isTrue(streamOptions.get("include_usage"));
    }
}
