package io.github.llmfailover.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events of healthy streams, in their order. */
class RawStreamsTest {

    private final ProviderSimulator simulator = ProviderSimulator.start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void anthropic_text_hasAllItsEvents() {
        simulator.answers(Answer.tokens("a", "b"));

        assertThat(all("event: (\\w+)", stream("/v1/messages")))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
    }

    @Test
    void anthropic_reasoningAndTool_areBlocksOfTheirOwn() {
        simulator.answers(Answer.reasoning("Hm", "So").withToolCall("weather", "{\"a\":1}"));

        String stream = stream("/v1/messages");

        assertThat(all("\"content_block\":\\{\"type\":\"(\\w+)\"", stream))
                .containsExactly("thinking", "text", "tool_use");
        assertThat(all("\"delta\":\\{\"type\":\"(\\w+)\"", stream))
                .startsWith("thinking_delta", "signature_delta", "text_delta", "input_json_delta");
        assertThat(String.join("", all("\"partial_json\":\"((?:\\\\.|[^\"])*)\"", stream))
                        .replace("\\", ""))
                .isEqualTo("{\"a\":1}");
        assertThat(stream).contains("\"stop_reason\":\"tool_use\"");
    }

    @Test
    void openAi_toolCall_arrivesInPieces() {
        simulator.answers(Answer.toolCall("weather", "{\"city\":\"Oslo\"}"));

        String stream = stream("/openai/deployments/gpt/chat/completions");

        assertThat(stream).contains("\"name\":\"weather\",\"arguments\":\"\"", "\"finish_reason\":\"tool_calls\"");
        assertThat(all("\"arguments\":\"((?:\\\\.|[^\"])*)\"", stream)).hasSizeGreaterThan(3);
        assertThat(String.join("", all("\"arguments\":\"((?:\\\\.|[^\"])*)\"", stream))
                        .replace("\\", ""))
                .isEqualTo("{\"city\":\"Oslo\"}");
    }

    @Test
    void openAi_reasoning_hasItsOwnField() {
        simulator.answers(Answer.reasoning("Let me think.", "Yes."));

        assertThat(all("\"reasoning_content\":\"([^\"]*)\"", stream("/v1/chat/completions")))
                .containsExactly("Let", " me", " think.");
    }

    @Test
    void ollama_lines_endWithDone() {
        simulator.answers(Answer.reasoning("Hm", "So").withUsage(5, 2));

        String stream = stream("/api/chat");

        assertThat(all("\"done\":(\\w+)", stream)).containsExactly("false", "false", "true");
        assertThat(stream)
                .contains("application/x-ndjson", "\"thinking\":\"Hm\"", "\"done_reason\":\"stop\"")
                .contains("\"prompt_eval_count\":5", "\"eval_count\":2");
    }

    @Test
    void tokens_joined_areTheText() {
        String text = "  Two  words,\n\tand \"quotes\" – ünïcode. ";
        simulator.answers(Answer.text(text));

        String tokens = String.join("", all("\"content\":\"((?:\\\\.|[^\"])*)\"", stream("/api/chat")));

        assertThat(tokens.replace("\\n", "\n").replace("\\t", "\t").replace("\\\"", "\""))
                .isEqualTo(text);
    }

    private String stream(String path) {
        try (RawClient client = new RawClient(simulator)) {
            return client.send(RawClient.postAndClose(path, RawClient.OPENAI_STREAM))
                    .readAll()
                    .text();
        }
    }

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
