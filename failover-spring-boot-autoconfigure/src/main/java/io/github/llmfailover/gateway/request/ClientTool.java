package io.github.llmfailover.gateway.request;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** A function of the client, for the model to know. Its calls go back to the client, and are never made here. */
record ClientTool(String name, String description, String inputSchema) implements ToolDefinition, ToolCallback {

    @Override
    public ToolDefinition getToolDefinition() {
        return this;
    }

    @Override
    public String call(String toolInput) {
        throw new UnsupportedOperationException("The functions of a client are called by the client");
    }

    /** Shows neither description nor schema, which belong to the prompt. */
    @Override
    public String toString() {
        return "ClientTool[" + name + "]";
    }
}
