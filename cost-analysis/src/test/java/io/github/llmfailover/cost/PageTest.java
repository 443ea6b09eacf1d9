package io.github.llmfailover.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the program agree, and the program takes numbers of one's own. */
class PageTest {

    private static final Path DOCS = Path.of("..", "docs");

    @Test
    void page_inTheRepository_isWhatTheProgramWrites() throws IOException {
        assertThat(Files.readString(DOCS.resolve("cost-analysis.md")))
                .as("run: mvn -q -pl cost-analysis compile exec:java")
                .isEqualTo(CostAnalysis.page());
    }

    @Test
    void pictures_canBeDrawn_andThoseOfThePageAreThere(@TempDir Path directory) throws IOException {
        new Charts(CostAnalysis.assumptions(), CostAnalysis.pairs(CostAnalysis.prices())).write(directory);

        for (String name : new String[] {"cost-by-cause.svg", "cost-worth.svg", "cost-unavailability.svg"}) {
            assertThat(Files.readString(directory.resolve(name)))
                    .contains("<svg")
                    .endsWith("</svg>\n");
            assertThat(DOCS.resolve("images").resolve(name)).exists();
        }
    }

    @Test
    void unavailability_ofPublishedFigures_isThatOfTheirSource() {
        Availability availability = Availability.of(CostAnalysis.assumptions());

        assertThat(availability.first() * Availability.MINUTES_A_YEAR).isCloseTo(2896, within(1.0));
        assertThat(availability.backup() * Availability.MINUTES_A_YEAR).isCloseTo(1461, within(1.0));
        assertThat(availability.both() * Availability.MINUTES_A_YEAR).isCloseTo(191, within(1.0));
    }

    @Test
    void extraCost_ofAHandComputedCase_isThat() {
        Assumptions given = Assumptions.parse("""
                input-tokens=1000
                output-tokens=100
                cached-share=0.5
                unavailable=0.1
                rate-limited=0
                other-errors=0
                retries=1
                timed-out=0
                broken-streams=0
                broken-at=0.5
                continuation-tokens=0
                hedges=0.01
                backup-unavailable=0
                correlation=1
                common-minutes=0
                """);

        ExtraCost cost = ExtraCost.of(given, new Price("first", 1, 0.1, 10), new Price("backup", 2, 0.2, 20));

        // 500 new at 1, 500 cached at 0.1, 100 written at 10.
        assertThat(cost.base()).isCloseTo(0.00155, within(1e-9));
        assertThat(cost.priceDifference()).isCloseTo(0.1 * 0.00155, within(1e-9));
        assertThat(cost.lostCache()).isCloseTo(0.1 * 500 * 1.8e-6, within(1e-9));
        assertThat(cost.wasted()).isZero();
        assertThat(cost.hedging()).isCloseTo(0.01 * 1000 * 2e-6, within(1e-9));
    }

    @Test
    void program_withNumbersOfOnesOwn_computesWithThem() throws IOException {
        assertThat(CostAnalysis.own(
                        new String[] {"first=Claude Haiku 4.5", "backup=Claude Sonnet 5", "input-tokens=8000"}))
                .contains("8,000 tokens of input", "Claude Haiku 4.5 → Claude Sonnet 5");
    }

    @Test
    void program_withNumbersThatAreNone_saysWhatToWrite() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostAnalysis.own(new String[] {"input-tokens=many"}))
                .withMessageContaining("input-tokens must be a number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostAnalysis.own(new String[] {"inputs=1"}))
                .withMessageContaining("there are [backup-unavailable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostAnalysis.own(new String[] {"first=GPT-2"}))
                .withMessageContaining("There is no price of 'GPT-2'");
    }
}
