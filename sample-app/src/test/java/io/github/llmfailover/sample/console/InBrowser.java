package io.github.llmfailover.sample.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Needs a Chromium: {@code .ci/tools/60-chromium.sh} installs one and says where it is. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfEnvironmentVariable(
        named = "CHROMEDRIVER",
        matches = ".+",
        disabledReason = "no browser: CHROMEDRIVER names no chromedriver (.ci/tools/60-chromium.sh installs it)")
@interface InBrowser {}
