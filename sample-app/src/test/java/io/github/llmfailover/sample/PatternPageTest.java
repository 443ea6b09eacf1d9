package io.github.llmfailover.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.sample.naive.NaiveAndOurs;
import io.github.llmfailover.sample.naive.NaiveAndOurs.Outage;
import io.github.llmfailover.sample.naive.NaiveAndOurs.Storm;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docs/pattern.md} says of the fallback that people write by hand, and of the starter, is so. */
class PatternPageTest {

    private static final String PAGE = Readme.text("docs/pattern.md");

    private static NaiveAndOurs.Results results;

    @BeforeAll
    static void measure() throws InterruptedException {
        results = NaiveAndOurs.measure();
        results.lines().forEach(System.out::println);
    }

    /** How many a second and how long differs from run to run and machine to machine; by how much does not. */
    @Test
    void outage_byHand_everyCallPaysTheTimeout_andThreadsRunOut() {
        Outage naive = results.outages().get(0);
        Outage ours = results.outages().get(1);

        assertThat(naive.asked()).as("every call asks who is down").isEqualTo(120);
        assertThat(ours.asked()).isLessThan(naive.asked() / 2);
        assertThat(naive.perSecond()).isLessThan(ours.perSecond() * 0.8);
        assertThat(naive.median()).isGreaterThan(500).isGreaterThan(ours.median());
        assertThat(naive.waiting()).isGreaterThan(ours.waiting());
        assertThat(naive.unanswered() + ours.unanswered()).isZero();
    }

    @Test
    void storm_byHand_multipliesTheRetriesOfTheClients() {
        Storm naive = results.storms().get(0);
        Storm ours = results.storms().get(1);

        assertThat(naive).isEqualTo(new Storm(naive.who(), 40, 4 * 40, 3 * 40));
        assertThat(ours.first() + ours.second()).isLessThan(40);
    }

    @Test
    void cases_areToldOnThePageAsTheyWere() {
        List<String> cases = results.lines()
                .subList(
                        results.lines().size() - results.cases().size(),
                        results.lines().size());

        assertThat(cases).allSatisfy(line -> assertThat(PAGE).contains(line));
    }

    /** Its figures are of one run; they have the shape of any. */
    @Test
    void tables_onThePage_areOfThisProgram() {
        List<String> lines = results.lines();

        assertThat(lines).allSatisfy(line -> assertThat(PAGE.lines().map(PatternPageTest::withoutFigures))
                .contains(withoutFigures(line)));
    }

    private static String withoutFigures(String line) {
        return line.startsWith("|") ? line.replaceAll("[0-9][0-9.,]*", "0") : line;
    }
}
