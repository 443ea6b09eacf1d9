package com.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.test.Answer;
import io.github.llmfailover.test.Behavior;
import io.github.llmfailover.test.ProviderSimulatorExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class GatewayApplicationTests {

    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("service:secret".getBytes(StandardCharsets.UTF_8));

    @RegisterExtension
    static final ProviderSimulatorExtension openai = ProviderSimulatorExtension.named("openai");

    @RegisterExtension
    static final ProviderSimulatorExtension anthropic = ProviderSimulatorExtension.named("anthropic");

    @DynamicPropertySource
    static void providers(DynamicPropertyRegistry registry) {
        registry.add("spring.ai.openai.base-url", () -> openai.simulator().baseUrl() + "/v1");
        registry.add("spring.ai.openai.api-key", () -> "a-key");
        registry.add("spring.ai.anthropic.base-url", () -> anthropic.simulator().baseUrl());
        registry.add("spring.ai.anthropic.api-key", () -> "another-key");
    }

    @Value("${local.server.port}")
    int port;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> ask(String stream, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"default\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void caller_whomSpringSecurityDoesNotKnow_isNotServed() throws Exception {
        assertThat(ask("false").statusCode()).isEqualTo(401);
        assertThat(ask("true", "Authorization", "Bearer a-key").statusCode()).isEqualTo(401);
        assertThat(openai.simulator().requests()).isEmpty();
    }

    @Test
    void caller_whomSpringSecurityKnows_isServedByWhoeverIsUp_andItsLoginGoesNowhere() throws Exception {
        openai.simulator().always(Behavior.overloaded());
        anthropic.simulator().answers(Answer.text("Paris."));

        HttpResponse<String> call = ask("false", "Authorization", LOGIN);
        HttpResponse<String> stream = ask("true", "Authorization", LOGIN);

        assertThat(call.statusCode()).isEqualTo(200);
        assertThat(call.body()).contains("Paris.");
        assertThat(stream.body()).contains("Paris").contains("data: [DONE]");
        assertThat(anthropic.simulator().requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("X-Api-Key")).contains("another-key");
            assertThat(request.headers().toString()).doesNotContain(LOGIN);
        });
    }
}
