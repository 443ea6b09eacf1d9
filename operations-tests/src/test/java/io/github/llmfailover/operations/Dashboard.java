package io.github.llmfailover.operations;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard of {@code docs/operations}. */
final class Dashboard {

    private final JsonNode json = JsonMapper.shared().readTree(AlertRules.text("dashboard.json"));

    JsonNode json() {
        return json;
    }

    /** The panels that show something. */
    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        json.path("panels").forEach(panel -> {
            if (!panel.path("type").asString().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** A query of a panel. */
    record Query(String panel, String expression) {

        /** As Grafana sends it, with everything selected. */
        String sent() {
            return expression.replace("$__rate_interval", "5m").replaceAll("\"\\$(job|provider|chain)\"", "\".*\"");
        }
    }

    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            panel.path("targets")
                    .forEach(target -> queries.add(new Query(
                            panel.path("title").asString(), target.path("expr").asString())));
        }
        return queries;
    }

    /** The queries that fill the variables. */
    List<String> variables() {
        List<String> queries = new ArrayList<>();
        json.path("templating").path("list").forEach(variable -> {
            if (variable.path("type").asString().equals("query")) {
                queries.add(variable.path("definition").asString());
            }
        });
        return queries;
    }
}
