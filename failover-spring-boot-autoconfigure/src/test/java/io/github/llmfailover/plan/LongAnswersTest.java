package io.github.llmfailover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.ProviderState;
import io.github.llmfailover.health.BreakerSettings;
import io.github.llmfailover.provider.ProviderSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A long answer is not a slow provider: only a late first token is. */
class LongAnswersTest {

    private static final Duration LONG =
            BreakerSettings.DEFAULTS.slowCallDurationThreshold().multipliedBy(2);

    private final PlanFixture fixture =
            new PlanFixture(PlanSettings.DEFAULTS, ProviderSettings.named("openai"), ProviderSettings.named("backup"));

    @Test
    void callsWithLongAnswers_doNotOpenTheBreaker() {
        for (int i = 0; i < 50; i++) {
            CallPlan plan = fixture.call();
            Attempt attempt = fixture.asked(plan, plan.next());
            fixture.time.advance(LONG);
            plan.succeeded(attempt, null, 0, 0);
        }

        assertThat(fixture.healths.get("openai").state()).isEqualTo(ProviderState.CLOSED);
        assertThat(fixture.healths.get("openai").snapshot().succeeded()).isEqualTo(50);
    }

    @Test
    void streamsWithLateFirstTokens_openIt() {
        for (int i = 0; i < 50 && fixture.healths.get("openai").state() == ProviderState.CLOSED; i++) {
            CallPlan plan = fixture.stream();
            Attempt attempt = fixture.asked(plan, plan.next());
            fixture.time.advance(LONG);
            plan.firstToken(attempt);
            plan.succeeded(attempt, null, 0, 0);
        }

        assertThat(fixture.healths.get("openai").state()).isEqualTo(ProviderState.OPEN);
    }
}
