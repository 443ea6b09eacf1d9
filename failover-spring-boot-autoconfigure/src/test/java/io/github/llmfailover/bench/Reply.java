package io.github.llmfailover.bench;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client has of one request.
 *
 * @param status of the response
 * @param provider whom the gateway's header names
 * @param events the JSON objects of a stream, or the one of an answer in one piece
 * @param done whether the answer came to the end that the protocol knows
 * @param sentAt when it was asked
 * @param took how long it took to its last byte
 */
record Reply(int status, String provider, List<JsonNode> events, boolean done, Instant sentAt, Duration took) {

    private static final String DONE = "[DONE]";

    static Reply of(HttpResponse<String> response, Instant sentAt, Duration took) {
        boolean streamed =
                response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        List<String> data = streamed
                ? response.body()
                        .lines()
                        .filter(line -> line.startsWith("data:"))
                        .map(line -> line.substring(5).strip())
                        .toList()
                : List.of(response.body());
        return new Reply(
                response.statusCode(),
                response.headers().firstValue("x-llm-failover-provider").orElse(""),
                data.stream()
                        .filter(each -> !each.equals(DONE))
                        .map(JsonMapper.shared()::readTree)
                        .toList(),
                !streamed || (!data.isEmpty() && data.get(data.size() - 1).equals(DONE)),
                sentAt,
                took);
    }

    /** Returns the text of the answer, exactly as it came. */
    String text() {
        return events.stream()
                .map(event -> event.at("/choices/0"))
                .map(choice -> choice.at("/delta/content").asString("")
                        + choice.at("/message/content").asString(""))
                .collect(Collectors.joining());
    }

    /** Returns the last model that is named. */
    String model() {
        return events.get(events.size() - 1).path("model").asString("");
    }

    Set<String> models() {
        return events.stream().map(event -> event.path("model").asString("")).collect(Collectors.toSet());
    }

    /** Returns the error that it was told, be it by the status or in the middle of a stream. */
    @Nullable
    JsonNode error() {
        return events.stream()
                .map(event -> event.get("error"))
                .filter(error -> error != null && !error.isNull())
                .findFirst()
                .orElse(null);
    }

    JsonNode usage() {
        return events.get(events.size() - 1).path("usage");
    }

    Set<String> finishReasons() {
        return events.stream()
                .map(event -> event.at("/choices/0/finish_reason").asString(""))
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Returns what it would have been, had it ended one event earlier. */
    Reply withoutLastEvent() {
        return new Reply(status, provider, events.subList(0, events.size() - 1), done, sentAt, took);
    }

    /** Returns what it would have been, had it taken longer. */
    Reply later(Duration by) {
        return new Reply(status, provider, events, done, sentAt, took.plus(by));
    }
}
