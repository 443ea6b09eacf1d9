package com.example.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulatorExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestClient;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext(classMode = DirtiesContext.ClassMode.BEFORE_EACH_TEST_METHOD)
class DemoApplicationTests {

    @RegisterExtension
    static final ProviderSimulatorExtension openai = ProviderSimulatorExtension.named("openai");

    @RegisterExtension
    static final ProviderSimulatorExtension anthropic = ProviderSimulatorExtension.named("anthropic");

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        registry.add("spring.ai.openai.base-url", () -> openai.simulator().baseUrl() + "/v1");
        registry.add("spring.ai.openai.api-key", () -> "a-key");
        registry.add("spring.ai.anthropic.base-url", () -> anthropic.simulator().baseUrl());
        registry.add("spring.ai.anthropic.api-key", () -> "a-key");
    }

    @Value("${local.server.port}")
    int port;

    @Test
    void question_theFirstProviderIsDown_isAnsweredByTheSecond() {
        openai.simulator().always(Behavior.overloaded());
        anthropic.simulator().answers(Answer.text("Paris."));

        assertThat(get("/ask?q=capital").getBody()).isEqualTo("Paris.");
    }

    @Test
    void stream_thatBreaksInTheMiddle_comesToItsEnd() {
        openai.simulator().answers(Answer.text("The tide turns twice a day."));
        openai.simulator().next(Behavior.resetAfterTokens(3));
        anthropic.simulator().answers(Answer.text("Twice a day the tide turns."));

        assertThat(get("/stream?q=tide").getBody()).contains("data:The").contains("data: turns.");
    }

    @Test
    void operators_ofAServletApplication_seeAndAct() {
        assertThat(get("/actuator/llmfailover").getBody()).contains("\"default\":[\"openai\",\"anthropic\"]");

        ResponseEntity<String> drained = act("openai", Map.of("action", "drain", "forSeconds", 600));

        assertThat(drained.getBody()).contains("\"to\":\"DRAINING\"");
        assertThat(get("/actuator/health/llmFailover").getBody()).contains("\"status\":\"DEGRADED\"");
        assertThat(act("anthropic", Map.of("action", "drain")).getStatusCode().value()).isEqualTo(409);
        assertThat(act("openai", Map.of("action", "remove")).getStatusCode().value()).isEqualTo(400);
        assertThat(act("nobody", Map.of("action", "drain")).getStatusCode().value()).isEqualTo(404);
    }

    @Test
    void gateway_inAServletApplication_saysWhatItNeeds() {
        SpringApplication application = new SpringApplication(DemoApplication.class);

        assertThatThrownBy(() -> application.run(
                        "--llm.failover.gateway.enabled=true", "--server.port=0",
                        "--spring.ai.openai.api-key=a-key", "--spring.ai.anthropic.api-key=a-key"))
                .hasStackTraceContaining("WebFlux");
    }

    private ResponseEntity<String> get(String path) {
        return client().get().uri(path).retrieve().toEntity(String.class);
    }

    private ResponseEntity<String> act(String provider, Map<String, Object> action) {
        return client().post().uri("/actuator/llmfailover/" + provider)
                .contentType(MediaType.APPLICATION_JSON).body(action)
                .retrieve().onStatus(HttpStatusCode::isError, (request, response) -> {})
                .toEntity(String.class);
    }

    private RestClient client() {
        return RestClient.create("http://localhost:" + port);
    }
}
