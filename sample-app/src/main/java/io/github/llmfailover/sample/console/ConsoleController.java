package io.github.llmfailover.sample.console;

import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the console what it can do here, so that it shows no button that leads nowhere. */
@RestController
class ConsoleController {

    private final Reach reach;

    private final boolean demo;

    ConsoleController(Reach reach, Environment environment) {
        this.reach = reach;
        this.demo = environment.getProperty("sample.demo", Boolean.class, false);
    }

    /**
     * What the console can do.
     *
     * @param demo whether the providers are simulated ones, which can be broken
     * @param loopbackOnly whether nobody but this machine can reach it
     * @param address where the application listens
     */
    record Info(boolean demo, boolean loopbackOnly, String address) {}

    @GetMapping("/console/info")
    Info info() {
        return new Info(demo, reach.loopbackOnly(), reach.address());
    }
}
