package io.github.llmfailover.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import reactor.core.publisher.Flux;

/** A provider in memory whose tokens are words, and which keeps books of what it would charge. */
final class BookedModel implements ChatModel {

    /** What a request meets. */
    enum Fate {
        ANSWERS,
        REFUSES_CONNECTIONS,
        IS_RATE_LIMITED,
        FAILS,
        WORKS_FOR_NOTHING,
        BREAKS
    }

    private static final int CHUNKS = 4;

    private final Price price;

    private final int output;

    private final List<String> words;

    /** How much of the prompt is in its cache, from 0 to 1. */
    private final double cachedShare;

    private final double brokenAt;

    private Fate fate = Fate.ANSWERS;

    private double charged;

    private long usualInput;

    BookedModel(Price price, Assumptions given, double cachedShare) {
        this.price = price;
        this.output = (int) given.get("output-tokens");
        this.cachedShare = cachedShare;
        this.brokenAt = given.get("broken-at");
        this.words = IntStream.range(0, output).mapToObj(i -> "word" + i).toList();
    }

    synchronized void meets(Fate next) {
        fate = next;
    }

    synchronized double charged() {
        return charged;
    }

    @Override
    public ChatResponse call(Prompt prompt) {
        throw new UnsupportedOperationException("The scenario streams");
    }

    @Override
    public synchronized Flux<ChatResponse> stream(Prompt prompt) {
        return switch (fate) {
            case REFUSES_CONNECTIONS -> Flux.error(new ResourceAccessException("Connection refused"));
            case IS_RATE_LIMITED ->
                Flux.error(HttpClientErrorException.create(
                        HttpStatus.TOO_MANY_REQUESTS, "", new HttpHeaders(), new byte[0], null));
            case FAILS ->
                Flux.error(HttpServerErrorException.create(
                        HttpStatus.INTERNAL_SERVER_ERROR, "", new HttpHeaders(), new byte[0], null));
            case WORKS_FOR_NOTHING -> {
                charge(prompt, output / 2);
                yield Flux.error(new ResourceAccessException("Read timed out"));
            }
            case BREAKS -> {
                int written = (int) (output * brokenAt);
                charge(prompt, written);
                yield Flux.fromIterable(chunks(words.subList(0, written), false));
            }
            case ANSWERS -> {
                List<String> answer = rest(prompt);
                charge(prompt, answer.size());
                yield Flux.fromIterable(chunks(answer, true));
            }
        };
    }

    /** Goes on from the first of the last words that it is asked to repeat. */
    private List<String> rest(Prompt prompt) {
        List<Message> messages = prompt.getInstructions();
        if (messages.size() < 3) {
            return words;
        }
        String begun = messages.get(messages.size() - 2).getText();
        String instruction = messages.get(messages.size() - 1).getText();
        int delivered = begun.split(" ").length;
        int from = delivered - 1;
        while (from > 0 && instruction.contains(words.get(from - 1) + " " + words.get(from))) {
            from--;
        }
        return words.subList(from, words.size());
    }

    private void charge(Prompt prompt, int written) {
        long input = tokens(prompt);
        double cached = prompt.getInstructions().size() == 1 ? input * cachedShare : 0;
        charged += price.of(input - cached, cached, written);
    }

    /** Nearly all prompts are the same one. */
    private long tokens(Prompt prompt) {
        if (prompt.getInstructions().size() > 1) {
            return count(prompt);
        }
        if (usualInput == 0) {
            usualInput = count(prompt);
        }
        return usualInput;
    }

    private static long count(Prompt prompt) {
        return prompt.getInstructions().stream()
                .mapToLong(message -> message.getText().split(" ").length)
                .sum();
    }

    private static List<ChatResponse> chunks(List<String> words, boolean whole) {
        List<ChatResponse> chunks = new ArrayList<>();
        int size = Math.max(1, (words.size() + CHUNKS - 1) / CHUNKS);
        for (int from = 0; from < words.size(); from += size) {
            boolean last = from + size >= words.size();
            String text = words.subList(from, Math.min(words.size(), from + size)).stream()
                    .collect(Collectors.joining(" ", "", last ? "" : " "));
            chunks.add(chunk(text, last && whole));
        }
        return chunks;
    }

    private static ChatResponse chunk(String text, boolean end) {
        ChatGenerationMetadata metadata =
                end ? ChatGenerationMetadata.builder().finishReason("stop").build() : ChatGenerationMetadata.NULL;
        return new ChatResponse(
                List.of(new Generation(new AssistantMessage(text), metadata)),
                ChatResponseMetadata.builder().usage(new DefaultUsage(0, 0)).build());
    }
}
