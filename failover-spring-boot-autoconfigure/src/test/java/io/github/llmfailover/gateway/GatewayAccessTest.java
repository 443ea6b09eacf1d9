package io.github.llmfailover.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may ask, and for what. */
class GatewayAccessTest {

    private static GatewayApp app;

    @BeforeAll
    static void start() {
        app = new GatewayApp(
                "llm.failover.gateway.api-keys[0].name=all",
                "llm.failover.gateway.api-keys[0].key=key-for-all",
                "llm.failover.gateway.api-keys[1].name=reverse",
                "llm.failover.gateway.api-keys[1].key-sha256="
                        + HexFormat.of().formatHex(GatewayKey.hash("key-for-reverse")),
                "llm.failover.gateway.api-keys[1].chains=reverse",
                "llm.failover.gateway.api-keys[2].name=tagged",
                "llm.failover.gateway.api-keys[2].key=key-for-tag",
                "llm.failover.gateway.api-keys[2].tags=second");
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static HttpResponse<String> ask(String model, String key) {
        return app.complete(GatewayApp.QUESTION.replace("default", model), "Authorization", "Bearer " + key);
    }

    @Test
    void key_missing_is401() {
        HttpResponse<String> response = app.complete(GatewayApp.QUESTION);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(GatewayApp.error(response).path("code").asString()).isEqualTo("invalid_api_key");
        assertThat(app.send(app.request("/v1/models")).statusCode()).isEqualTo(401);
        assertThat(app.send(app.request("/v1/elsewhere")).statusCode()).isEqualTo(401);
    }

    @Test
    void key_wrong_is401AndNotRepeated() {
        HttpResponse<String> response = ask("default", "wrong-key");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).doesNotContain("wrong-key");
    }

    @Test
    void key_right_isServed() {
        assertThat(ask("default", "key-for-all").statusCode()).isEqualTo(200);
        assertThat(ask("reverse", "key-for-reverse").statusCode()).isEqualTo(200);
    }

    @Test
    void key_forOneChain_mayUseNoOtherAndNoModel() {
        assertThat(ask("default", "key-for-reverse").statusCode()).isEqualTo(404);
        HttpResponse<String> response = ask("gpt-first", "key-for-reverse");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(GatewayApp.error(response).path("code").asString()).isEqualTo("model_not_found");
        assertThat(GatewayApp.json(
                                app.send(app.request("/v1/models").header("Authorization", "Bearer key-for-reverse")))
                        .path("data")
                        .findValuesAsString("id"))
                .containsExactly("reverse");
    }

    @Test
    void key_withTags_isServedByTaggedProvidersOnly() {
        assertThat(ask("default", "key-for-tag").headers().firstValue("x-llm-failover-provider"))
                .hasValue("second");
    }
}
