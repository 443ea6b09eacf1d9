package io.github.llmfailover.test;

import io.github.llmfailover.test.server.Exchange;
import io.github.llmfailover.test.server.ExchangeHandler;
import io.github.llmfailover.test.server.HttpRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The requests to a {@link SimulatorControl}. */
final class ControlHandler implements ExchangeHandler {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");
    private static final String EXAMPLE = "{\"behavior\":\"status\",\"status\":503}";
    private static final String COMMANDS = "requests, always, next, down, answers and heal";

    private final Map<String, ProviderSimulator> simulators;

    ControlHandler(Map<String, ProviderSimulator> simulators) {
        this.simulators = simulators;
    }

    /** A request that is answered with an error. */
    private static final class Complaint extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Complaint(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    @Override
    public byte[] refusal(String path, int status, String message) {
        return JSON.writeValueAsBytes(Map.of("error", message));
    }

    @Override
    public void handle(HttpRequest request, Exchange exchange) throws IOException {
        int status = 200;
        byte[] body;
        try {
            body = JSON.writeValueAsBytes(answer(request));
        } catch (Complaint e) {
            status = e.status;
            body = refusal(request.path(), status, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            status = 400;
            body = refusal(request.path(), status, String.valueOf(e.getMessage()));
        } catch (JacksonException e) {
            status = 400;
            body = refusal(request.path(), status, "The body is not valid JSON: write an object such as " + EXAMPLE);
        }
        exchange.startFixed(status, HEADERS, body.length);
        exchange.write(body);
        exchange.finish();
    }

    private JsonNode answer(HttpRequest request) {
        String[] path = request.path().split("/");
        if (path.length < 2 || path.length > 4 || !path[1].equals("providers")) {
            throw new Complaint(404, "There is nothing here: try GET /providers");
        }
        if (path.length == 2) {
            allow(request, "GET");
            ArrayNode all = JSON.createArrayNode();
            simulators.values().forEach(simulator -> all.add(ControlViews.state(simulator)));
            return all;
        }
        ProviderSimulator simulator = simulators.get(path[2]);
        if (simulator == null) {
            throw new Complaint(
                    404, "There is no provider '" + path[2] + "'; there are " + String.join(", ", simulators.keySet()));
        }
        if (path.length == 3) {
            allow(request, "GET");
            return ControlViews.state(simulator);
        }
        if (path[3].equals("requests")) {
            allow(request, "GET", "DELETE");
            if (request.method().equals("DELETE")) {
                simulator.clearLog();
            }
            return ControlViews.requests(simulator);
        }
        command(path[3], request, simulator);
        return ControlViews.state(simulator);
    }

    private static void command(String command, HttpRequest request, ProviderSimulator simulator) {
        if (!List.of("always", "next", "down", "answers", "heal").contains(command)) {
            throw new Complaint(404, "There is no command '" + command + "'; there are " + COMMANDS);
        }
        allow(request, "POST");
        switch (command) {
            case "always" -> simulator.always(Behaviors.parse(object(request, EXAMPLE)));
            case "next" -> simulator.next(behaviors(request));
            case "down" -> down(object(request, EXAMPLE), simulator);
            case "answers" -> simulator.answers(Answers.parse(object(request, "{\"text\":\"Hello\"}")));
            default -> simulator.heal();
        }
    }

    private static Behavior[] behaviors(HttpRequest request) {
        Object body = JSON.readValue(request.body(), Object.class);
        List<?> list = body instanceof List<?> many ? many : List.of(body);
        return list.stream()
                .map(one -> Behaviors.parse(Fields.map(one, "A behavior", EXAMPLE)))
                .toArray(Behavior[]::new);
    }

    private static void down(Map<String, ?> body, ProviderSimulator simulator) {
        Fields fields = new Fields("down", body);
        Map<String, Object> behavior = new LinkedHashMap<>(body);
        behavior.keySet().removeAll(List.of("for", "requests"));
        if (fields.has("for") == fields.has("requests")) {
            throw new IllegalArgumentException(
                    "down needs either \"for\", such as \"10s\", or \"requests\", such as 3, beside the behavior");
        }
        if (fields.has("for")) {
            simulator.downFor(fields.duration("for"), Behaviors.parse(behavior));
        } else {
            simulator.downForRequests(fields.number("requests", "3"), Behaviors.parse(behavior));
        }
    }

    private static Map<String, ?> object(HttpRequest request, String example) {
        return Fields.map(JSON.readValue(request.body(), Object.class), "The body", example);
    }

    private static void allow(HttpRequest request, String... methods) {
        if (!List.of(methods).contains(request.method())) {
            throw new Complaint(405, "Use " + String.join(" or ", methods) + " here, not " + request.method());
        }
    }
}
