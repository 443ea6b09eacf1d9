package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.execution.Seam.Kind;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class SeamPropertiesTest {

    /** An answer, cut in two. */
    record Cut(String delivered, String rest) {
        String whole() {
            return delivered + rest;
        }
    }

    private record Outcome(boolean refused, String delivered) {}

    @Property(tries = 6_000)
    void instructed_anyModel_joinsToTheOriginalOrIsRefused(
            @ForAll("cuts") Cut cut, @ForAll ScriptedModel model, @ForAll long pieces) {
        String continuation = model.continues(cut.delivered(), cut.rest());
        Outcome outcome = run(Kind.INSTRUCTED, cut.delivered(), continuation, new Random(pieces));
        Statistics.label(model.name()).collect(outcome.refused() ? "refused" : "joined");
        if (outcome.refused()) {
            assertThat(outcome.delivered()).isEmpty();
        } else if (!isTrueToAnotherAnswer(model, cut)) {
            assertSame(cut, outcome);
        }
    }

    @Property(tries = 2_000)
    void instructed_trueModelOnVariedText_isAccepted(@ForAll("variedCuts") Cut cut, @ForAll long pieces) {
        boolean telling = Words.fold(cut.delivered()).length() > DeliveredText.TELLING;
        String continuation = ScriptedModel.TRUE.continues(cut.delivered(), cut.rest());
        Outcome outcome = run(Kind.INSTRUCTED, cut.delivered(), continuation, new Random(pieces));
        Statistics.label(telling ? "telling" : "short")
                .collect(outcome.refused())
                .coverage(coverage -> {
                    if (telling) {
                        coverage.check(false).percentage(share -> share >= 99);
                    }
                });
    }

    @Property(tries = 3_000)
    void prefill_exactContinuation_joinsToTheOriginalOrIsRefused(@ForAll("cuts") Cut cut, @ForAll long pieces) {
        String sent = Seam.prefillOf(cut.delivered());
        Outcome outcome = run(Kind.PREFILL, cut.delivered(), cut.whole().substring(sent.length()), new Random(pieces));
        Statistics.collect(outcome.refused() ? "refused" : "joined");
        if (!outcome.refused() && !repeatsEnd(cut)) {
            assertThat(cut.delivered() + outcome.delivered()).isEqualTo(cut.whole());
        }
    }

    @Property(tries = 2_000)
    void prefill_ignored_joinsToTheOriginalOrIsRefused(@ForAll("cuts") Cut cut, @ForAll long pieces) {
        for (ScriptedModel model : new ScriptedModel[] {ScriptedModel.FULL_REPLAY, ScriptedModel.TRUE}) {
            String continuation = model.continues(cut.delivered(), cut.rest());
            Outcome outcome = run(Kind.PREFILL, cut.delivered(), continuation, new Random(pieces));
            Statistics.collect(outcome.refused() ? "refused" : "joined");
            if (!outcome.refused()) {
                assertSame(cut, outcome);
            }
        }
    }

    @Property(tries = 2_000)
    void restart_withTheSameAnswer_isJoined(@ForAll("cuts") Cut cut, @ForAll long pieces) {
        Outcome outcome = run(Kind.RESTART, cut.delivered(), cut.whole(), new Random(pieces));
        assertThat(outcome.refused()).isFalse();
        assertSame(cut, outcome);
    }

    @Property(tries = 2_000)
    void restart_withAnyAnswer_losesNothing(
            @ForAll("cuts") Cut cut, @ForAll("answers") String fresh, @ForAll long pieces) {
        Outcome outcome = run(Kind.RESTART, cut.delivered(), fresh, new Random(pieces));
        if (outcome.refused()) {
            assertThat(outcome.delivered()).isEqualTo(fresh);
        } else {
            assertThat(Words.fold(cut.delivered() + outcome.delivered()).strip())
                    .isEqualTo(Words.fold(fresh).strip());
        }
    }

    @Property(tries = 3_000)
    void pieces_ofAnySize_changeNothing(
            @ForAll("cuts") Cut cut, @ForAll ScriptedModel model, @ForAll Kind kind, @ForAll long pieces) {
        String continuation = model.continues(cut.delivered(), cut.rest());
        Outcome whole = run(kind, cut.delivered(), continuation, null);
        assertThat(run(kind, cut.delivered(), continuation, new Random(pieces))).isEqualTo(whole);
    }

    @Property(tries = 2_000)
    void anchor_ofAnyText_isASuffixThatSplitsNoPair(@ForAll("answers") String text) {
        String anchor = Seam.anchorOf(text);
        assertThat(text).endsWith(anchor);
        assertThat(Words.splitsPair(text, text.length() - anchor.length())).isFalse();
        assertThat(Words.fold(anchor).strip().length())
                .isBetween(Math.min(40, Words.fold(text).strip().length()), 81);
    }

    @Provide
    Arbitrary<String> answers() {
        return SeamTexts.any();
    }

    @Provide
    Arbitrary<Cut> cuts() {
        return cut(SeamTexts.any());
    }

    @Provide
    Arbitrary<Cut> variedCuts() {
        return cut(SeamTexts.varied());
    }

    private static Arbitrary<Cut> cut(Arbitrary<String> answers) {
        return Combinators.combine(answers, Arbitraries.integers().between(1, 1_000))
                .as((answer, share) -> {
                    int at = Math.max(1, (int) ((long) answer.length() * share / 1_000));
                    return new Cut(answer.substring(0, at), answer.substring(at));
                });
    }

    /** Feeds the continuation in pieces of random size, or whole, and takes whatever is handed out. */
    private static Outcome run(Kind kind, String delivered, String continuation, Random random) {
        Seam seam = Seam.of(kind, delivered);
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < continuation.length(); ) {
            int size = random == null ? continuation.length() : random.nextInt(random.nextBoolean() ? 3 : 60);
            int end = Math.min(continuation.length(), at + size);
            out.append(seam.accept(continuation.substring(at, end)));
            at = end;
        }
        out.append(seam.finish());
        assertThat(seam.isDecided()).isTrue();
        out.append(seam.takeHeld());
        assertThat(seam.held()).isZero();
        return new Outcome(seam.isRefused(), out.toString());
    }

    /** A repeated seam of white space may differ, and the line break before a closing fence is lost. */
    private static void assertSame(Cut cut, Outcome outcome) {
        assertThat((cut.delivered() + outcome.delivered()).stripTrailing())
                .isEqualTo(cut.whole().stripTrailing());
    }

    /** Where an answer repeats itself just at the cut, going on without the anchor cannot be told from repeating it. */
    private static boolean isTrueToAnotherAnswer(ScriptedModel model, Cut cut) {
        return model == ScriptedModel.WITHOUT_ANCHOR && repeatsEnd(cut);
    }

    private static boolean repeatsEnd(Cut cut) {
        String end = Words.fold(cut.delivered()).strip();
        String rest = Words.fold(cut.rest());
        return end.length() >= DeliveredText.TELLING
                && rest.length() >= DeliveredText.TELLING
                && end.contains(rest.substring(0, DeliveredText.TELLING));
    }
}
