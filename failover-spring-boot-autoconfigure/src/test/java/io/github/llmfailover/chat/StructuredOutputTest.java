package io.github.llmfailover.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.RecordedRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.converter.BeanOutputConverter;
import org.springframework.core.ParameterizedTypeReference;

/** {@code entity()} reads what the second provider answered as it would have read the first one's. */
@Timeout(60)
class StructuredOutputTest {

    private static final String OSLO = "{\"city\":\"Oslo\"}";

    /** What an answer is read into. */
    record Place(String city) {}

    static Stream<Arguments> everyOrderedPair() {
        return Stream.of(LiveClient.values()).flatMap(first -> Stream.of(LiveClient.values())
                .filter(second -> second != first)
                .map(second -> Arguments.of(first, second)));
    }

    private static LiveChain firstDown(LiveClient first, LiveClient second, String json) {
        LiveChain chain = new LiveChain(first, second);
        chain.simulator(0).always(Behavior.serverError());
        chain.simulator(1).answers(Answer.json(json));
        return chain;
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPair")
    void entity_describedInThePrompt_survivesFailover(LiveClient first, LiveClient second) {
        try (LiveChain chain = firstDown(first, second, OSLO)) {
            Place place =
                    ChatClient.create(chain.model()).prompt("Where?").call().entity(Place.class);

            assertThat(place).isEqualTo(new Place("Oslo"));
            assertThat(chain.simulator(1).lastRequest().messages().toString()).contains("JSON");
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPair")
    void entity_byTheProvidersOwnSchema_survivesFailover(LiveClient first, LiveClient second) {
        try (LiveChain chain = firstDown(first, second, OSLO)) {
            Place place = ChatClient.create(chain.model())
                    .prompt("Where?")
                    .advisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT)
                    .call()
                    .entity(Place.class);

            assertThat(place).isEqualTo(new Place("Oslo"));
            assertSchema(second, chain.simulator(1).lastRequest());
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPair")
    void outputSchemaOfTheRequestsOptions_reachesTheNextProvider(LiveClient first, LiveClient second) {
        try (LiveChain chain = firstDown(first, second, OSLO)) {
            String content = ChatClient.create(chain.model())
                    .prompt("Where?")
                    .options(FailoverChatOptions.builder()
                            .outputSchema(new BeanOutputConverter<>(Place.class).getJsonSchema()))
                    .call()
                    .content();

            assertThat(content).isEqualTo(OSLO);
            assertSchema(second, chain.simulator(1).lastRequest());
        }
    }

    @ParameterizedTest
    @MethodSource("everyOrderedPair")
    void listOfEntities_survivesFailover(LiveClient first, LiveClient second) {
        try (LiveChain chain = firstDown(first, second, "[" + OSLO + "]")) {
            List<Place> places = ChatClient.create(chain.model())
                    .prompt("Where?")
                    .call()
                    .entity(new ParameterizedTypeReference<List<Place>>() {});

            assertThat(places).containsExactly(new Place("Oslo"));
        }
    }

    private static void assertSchema(LiveClient client, RecordedRequest request) {
        String where =
                switch (client) {
                    case OPENAI -> "response_format";
                    case ANTHROPIC -> "output_config";
                    case OLLAMA -> "format";
                };
        assertThat(request.body().path(where).toString()).contains("\"city\"");
    }
}
