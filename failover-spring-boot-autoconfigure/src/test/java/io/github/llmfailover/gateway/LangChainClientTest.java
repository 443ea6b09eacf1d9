package io.github.llmfailover.gateway;

import org.junit.jupiter.api.Test;

/** LangChain.js, its model for OpenAI and its agents. */
class LangChainClientTest {

    @Test
    void suite_ofTheClient_passes() {
        ClientSuite.passesInNode("langchain");
    }
}
