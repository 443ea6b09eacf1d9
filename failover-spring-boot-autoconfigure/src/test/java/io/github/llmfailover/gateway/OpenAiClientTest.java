package io.github.llmfailover.gateway;

import org.junit.jupiter.api.Test;

/** The official {@code openai} package for Node, which decides what clients expect. */
class OpenAiClientTest {

    @Test
    void suite_ofTheOfficialClient_passes() {
        ClientSuite.passesInNode("openai");
    }
}
