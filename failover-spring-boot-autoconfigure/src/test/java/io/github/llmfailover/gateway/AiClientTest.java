package io.github.llmfailover.gateway;

import org.junit.jupiter.api.Test;

/** The Vercel {@code ai} SDK, by its provider for compatible APIs and by that for OpenAI. */
class AiClientTest {

    @Test
    void suite_ofTheClient_passes() {
        ClientSuite.passesInNode("ai");
    }
}
