package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.execution.Seam.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Whatever a model makes of the request to go on, what is delivered is the answer and nothing else, or nothing. */
@PropertyDefaults(tries = 800, edgeCases = EdgeCasesMode.NONE)
class SeamPropertiesTest {

    /** Below this many characters a text is too short for all but a model that does as it is told. */
    private static final int LONG_ENOUGH = 60;

    /** An answer, cut in two. What was delivered is not blank, since nobody goes on with nothing. */
    record Cut(String delivered, String rest) {
        String whole() {
            return delivered + rest;
        }

        boolean isLongEnough() {
            return Words.fold(delivered).length() >= LONG_ENOUGH;
        }
    }

    private record Outcome(boolean refused, String delivered) {}

    @Property(seed = "101", tries = 500)
    void instructed_anyModelOnAnyText_joinsToTheOriginalOrIsRefused(@ForAll("cuts") Cut cut, @ForAll long pieces) {
        for (ScriptedModel model : ScriptedModel.values()) {
            assertOriginalOrRefused(Kind.INSTRUCTED, model, cut, pieces);
        }
    }

    @Property(seed = "102", tries = 500)
    @StatisticsReport(StatisticsReportMode.OFF)
    void instructed_modelThatMeansWell_isAccepted(@ForAll("variedCuts") Cut cut, @ForAll long pieces) {
        for (ScriptedModel model : ScriptedModel.values()) {
            Outcome outcome = assertOriginalOrRefused(Kind.INSTRUCTED, model, cut, pieces);
            if (cut.isLongEnough()) {
                Statistics.label(model.name()).collect(outcome.refused()).coverage(coverage -> coverage.check(false)
                        .percentage(share -> share >= model.share));
            }
        }
    }

    @Property(seed = "103")
    @StatisticsReport(StatisticsReportMode.OFF)
    void prefill_continued_joinsToTheOriginal(@ForAll("variedCuts") Cut cut, @ForAll long pieces) {
        String sent = Seam.prefillOf(cut.delivered());
        Outcome outcome = run(Kind.PREFILL, cut.delivered(), cut.whole().substring(sent.length()), new Random(pieces));
        if (!outcome.refused()) {
            assertThat(cut.delivered() + outcome.delivered()).isEqualTo(cut.whole());
        }
        Statistics.label("continued").collect(outcome.refused()).coverage(coverage -> coverage.check(false)
                .percentage(share -> share >= 95));
    }

    @Property(seed = "104")
    void prefill_continuedWithAnyText_neverLosesPartOfIt(@ForAll("cuts") Cut cut, @ForAll long pieces) {
        String sent = Seam.prefillOf(cut.delivered());
        Outcome outcome = run(Kind.PREFILL, cut.delivered(), cut.whole().substring(sent.length()), new Random(pieces));
        if (!outcome.refused() && !repeatsEnd(cut)) {
            assertThat(cut.delivered() + outcome.delivered()).isEqualTo(cut.whole());
        }
    }

    @Property(seed = "105")
    void prefill_ignoredByTheModel_joinsToTheOriginalOrIsRefused(@ForAll("cuts") Cut cut, @ForAll long pieces) {
        for (ScriptedModel model : List.of(
                ScriptedModel.FROM_THE_BEGINNING,
                ScriptedModel.AS_TOLD,
                ScriptedModel.FROM_THE_LAST_SENTENCE,
                ScriptedModel.AFTER_A_SPACE,
                ScriptedModel.WITH_A_CAPITAL)) {
            assertOriginalOrRefused(Kind.PREFILL, model, cut, pieces);
        }
    }

    @Property(seed = "106")
    void restart_withTheSameAnswer_isJoined(@ForAll("cuts") Cut cut, @ForAll long pieces) {
        Outcome outcome = run(Kind.RESTART, cut.delivered(), cut.whole(), new Random(pieces));
        assertThat(outcome.refused()).isFalse();
        assertThat(cut.delivered() + outcome.delivered()).isEqualTo(cut.whole());
    }

    @Property(seed = "107")
    void restart_withAnotherAnswer_losesNothing(
            @ForAll("cuts") Cut cut, @ForAll("answers") String fresh, @ForAll long pieces) {
        Outcome outcome = run(Kind.RESTART, cut.delivered(), fresh, new Random(pieces));
        if (outcome.refused()) {
            assertThat(outcome.delivered()).isEqualTo(fresh);
        } else {
            assertThat(Words.fold(cut.delivered() + outcome.delivered()).strip())
                    .isEqualTo(Words.fold(fresh).strip());
        }
    }

    @Property(seed = "108", tries = 200)
    void pieces_ofAnySize_changeNothing(@ForAll("cuts") Cut cut, @ForAll Kind kind, @ForAll long pieces) {
        for (ScriptedModel model : ScriptedModel.values()) {
            String continuation = model.continues(cut.delivered(), cut.rest());
            Outcome whole = run(kind, cut.delivered(), continuation, null);
            assertThat(run(kind, cut.delivered(), continuation, new Random(pieces)))
                    .as("%s", model)
                    .isEqualTo(whole);
        }
    }

    @Property(seed = "109")
    void anchor_ofAnyText_isASuffixThatSplitsNoPair(@ForAll("answers") String text) {
        String anchor = Seam.anchorOf(text);
        assertThat(text).endsWith(anchor);
        assertThat(Words.splitsPair(text + " ", text.length() - anchor.length()))
                .isFalse();
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
                })
                .filter(cut -> !Seam.prefillOf(cut.delivered()).isBlank());
    }

    private static Outcome assertOriginalOrRefused(Kind kind, ScriptedModel model, Cut cut, long pieces) {
        String continuation = model.continues(cut.delivered(), cut.rest());
        Outcome outcome = run(kind, cut.delivered(), continuation, new Random(pieces));
        String joined = cut.delivered() + outcome.delivered();
        if (outcome.refused()) {
            assertThat(outcome.delivered()).isEmpty();
        } else if (!isWholeAnswerOfItsOwn(cut, joined, continuation) && !isTrueToAnotherAnswer(model, cut)) {
            assertThat(joined).as("%s, which said <<%s>>", model, continuation).isEqualTo(cut.whole());
        }
        return outcome;
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

    /** Any answer may begin with the first few words of another one: then it is nothing but that model's own. */
    private static boolean isWholeAnswerOfItsOwn(Cut cut, String joined, String continuation) {
        return lower(cut.delivered()).length() < DeliveredText.TELLING
                && lower(joined).substring(1).equals(lower(continuation).substring(1));
    }

    /**
     * Where an answer repeats itself just at the cut, going on without the anchor cannot be told from repeating it, nor can
     * a mark of the model's own be told from the one that stands before the anchor.
     */
    private static boolean isTrueToAnotherAnswer(ScriptedModel model, Cut cut) {
        return switch (model) {
            case WITHOUT_THE_ANCHOR -> repeatsEnd(cut);
            case REPHRASING, ERRING_IN_A_WORD -> repeatsAnchor(cut);
            case SKIPPING_A_WORD ->
                repeatsAnchor(cut)
                        || lower(model.continues(cut.delivered(), cut.rest()))
                                .startsWith(lower(Seam.anchorOf(cut.delivered())));
            case IN_QUOTES -> lower(cut.delivered()).contains(lower('"' + Seam.anchorOf(cut.delivered())));
            case IN_A_FENCE -> lower(cut.delivered()).contains(lower("```\n" + Seam.anchorOf(cut.delivered())));
            default -> false;
        };
    }

    private static boolean repeatsEnd(Cut cut) {
        String rest = lower(cut.rest());
        return rest.length() >= DeliveredText.TELLING
                && lower(cut.delivered()).contains(rest.substring(0, DeliveredText.TELLING));
    }

    private static boolean repeatsAnchor(Cut cut) {
        return lower(cut.rest()).contains(lower(Seam.anchorOf(cut.delivered())));
    }

    private static String lower(String text) {
        return Words.fold(text).strip().toLowerCase(Locale.ROOT);
    }
}
