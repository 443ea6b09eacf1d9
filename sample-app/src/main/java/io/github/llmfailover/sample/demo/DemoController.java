package io.github.llmfailover.sample.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Breaks and heals the simulated providers. It exists in demo mode only. */
@RestController
@RequestMapping("/demo")
@ConditionalOnBooleanProperty("sample.demo")
class DemoController {

    /** Below the limit for a pause, which would make slow providers broken ones. */
    private static final int SLOWEST_MILLIS = 1000;

    private final Demo demo;

    DemoController(Demo demo) {
        this.demo = demo;
    }

    /** What can be done, and how the providers are. */
    @GetMapping
    Map<String, Object> help() {
        Map<String, Object> help = new LinkedHashMap<>();
        help.put("providers", states());
        help.put("break", "POST /demo/{provider}/break?how=…");
        help.put("heal", "POST /demo/{provider}/heal");
        help.put("pace", "POST /demo/pace?millis=…");
        help.put("millisPerWord", demo.pace().toMillis());
        help.put(
                "how",
                Arrays.stream(Breakage.values())
                        .collect(Collectors.toMap(
                                Breakage::how, Breakage::description, (first, second) -> first, LinkedHashMap::new)));
        return help;
    }

    @PostMapping("/{provider}/break")
    Map<String, String> breakDown(@PathVariable String provider, @RequestParam(defaultValue = "refuse") String how) {
        Breakage breakage = Breakage.of(how)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.BAD_REQUEST,
                        "A provider can be broken in these ways: "
                                + Arrays.stream(Breakage.values())
                                        .map(Breakage::how)
                                        .collect(Collectors.joining(", "))));
        find(provider).breakDown(breakage);
        return states();
    }

    @PostMapping("/{provider}/heal")
    Map<String, String> heal(@PathVariable String provider) {
        find(provider).heal();
        return states();
    }

    /** How long the providers take to write a word. */
    @PostMapping("/pace")
    Map<String, Long> pace(@RequestParam int millis) {
        if (millis < 0 || millis > SLOWEST_MILLIS) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "A word takes from 0 to " + SLOWEST_MILLIS + " milliseconds");
        }
        demo.pace(Duration.ofMillis(millis));
        return Map.of("millisPerWord", demo.pace().toMillis());
    }

    private DemoProvider find(String name) {
        return demo.provider(name)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "The providers are openai, anthropic and ollama"));
    }

    private Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        for (DemoProvider provider : demo.providers()) {
            Breakage broken = provider.broken();
            states.put(provider.name(), broken == null ? "healthy" : broken.how());
        }
        return states;
    }
}
