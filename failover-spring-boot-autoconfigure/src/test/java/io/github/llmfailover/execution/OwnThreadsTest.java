package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.provider.ClientBinding;
import io.github.llmfailover.provider.Exchange;
import io.github.llmfailover.provider.Provider;
import io.github.llmfailover.provider.ProviderSettings;
import io.github.llmfailover.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OwnThreadsTest {

    private static final Provider PROVIDER =
            new Provider(ProviderSettings.named("openai"), prompt -> new ChatResponse(List.of()), ClientBinding.NONE);

    private final VirtualTime time = new VirtualTime();

    private final List<Duration> told = new ArrayList<>();

    private final OwnThreads threads = new OwnThreads(
            new FailoverListener() {
                @Override
                public void onProcessDelay(String provider, Duration duration) {
                    told.add(duration);
                }
            },
            time);

    private void delayed(Duration delay) {
        threads.delayed(PROVIDER, new Exchange(time), delay.toNanos(), 7);
    }

    private static long warnings(CapturedOutput output, String text) {
        return output.toString().lines().filter(line -> line.contains(text)).count();
    }

    @Test
    void delay_ofTenMillisecondsOrMore_isTold() {
        delayed(Duration.ofMillis(9));
        delayed(Duration.ofMillis(10));

        assertThat(told).containsExactly(Duration.ofMillis(10));
    }

    @Test
    void delay_ofASecondOrMore_isLoggedOnceAMinute(CapturedOutput output) {
        delayed(Duration.ofMillis(999));
        assertThat(warnings(output, "waited")).isZero();

        delayed(Duration.ofSeconds(1));
        delayed(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(59));
        delayed(Duration.ofSeconds(3));
        assertThat(warnings(output, "A request to 'openai' waited 1000 ms")).isEqualTo(1);
        assertThat(warnings(output, "waited")).isEqualTo(1);

        time.advance(Duration.ofSeconds(1));
        delayed(Duration.ofSeconds(4));
        assertThat(warnings(output, "waited")).isEqualTo(2);
    }

    @Test
    void delay_ofAProvidersFirstRequest_isToldAndNotLogged(CapturedOutput output) {
        delayed(Duration.ofSeconds(2));

        assertThat(told).containsExactly(Duration.ofSeconds(2));
        assertThat(warnings(output, "waited")).isZero();

        delayed(Duration.ofSeconds(2));
        assertThat(warnings(output, "waited")).isEqualTo(1);
    }

    @Test
    void abandonedCall_isCountedUntilItReturns() {
        BorrowedThread thread = new BorrowedThread(PROVIDER, threads);
        thread.begins();
        assertThat(threads.abandonedCalls("openai")).isZero();

        thread.abandoned();
        thread.abandoned();
        assertThat(threads.abandonedCalls("openai")).isEqualTo(1);

        thread.returned();
        assertThat(threads.abandonedCalls("openai")).isZero();
    }

    @Test
    void abandonedCall_thatDoesNotEndSoon_isLoggedWithTheCure(CapturedOutput output) {
        BorrowedThread deaf = new BorrowedThread(PROVIDER, threads);
        deaf.begins();
        deaf.abandoned();
        assertThat(warnings(output, "passed its limit")).isZero();

        time.advance(Duration.ofSeconds(1));

        assertThat(warnings(output, "llm.failover.providers.<name>.client")).isEqualTo(1);
    }

    @Test
    void abandonedCall_thatEndsSoon_isNoNews(CapturedOutput output) {
        BorrowedThread thread = new BorrowedThread(PROVIDER, threads);
        thread.begins();
        thread.abandoned();
        thread.returned();

        time.advance(Duration.ofMinutes(1));

        assertThat(warnings(output, "passed its limit")).isZero();
    }

    @Test
    void callThatReturnsInTime_orNeverBegan_isNotAbandoned() {
        BorrowedThread returned = new BorrowedThread(PROVIDER, threads);
        returned.begins();
        returned.returned();
        returned.abandoned();
        new BorrowedThread(PROVIDER, threads).abandoned();

        assertThat(threads.abandonedCalls("openai")).isZero();
    }
}
