package io.github.llmfailover.operations;

/** What an application goes through, so that every meter that an alert or the dashboard asks for has been registered. */
final class Failures {

    private Failures() {}

    static void goThrough(SampleApp app) {
        app.send("POST", "/actuator/llmfailover/drill", "{}");
        app.ask(3);
        app.get("/stream?q=hello");
        app.breakDown("openai", "cut");
        app.get("/stream?q=hello");
        app.breakDown("openai", "refuse");
        app.ask(5);
        app.breakDown("anthropic", "401");
        app.ask(2);
        app.breakDown("ollama", "503");
        app.ask(3);
    }
}
