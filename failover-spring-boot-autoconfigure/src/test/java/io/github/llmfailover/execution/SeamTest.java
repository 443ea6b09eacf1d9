package io.github.llmfailover.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.execution.Seam.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeamTest {

    private static final String TEXT =
            "The harbour was quiet at dawn. Nets lay drying along the wall, and the first boats"
                    + " came in with 1,250 crates of herring. Nobody spoke until the bell of the chapel rang";
    private static final String REST = " seven times. Then the market opened.";
    private static final String ANCHOR = Seam.anchorOf(TEXT);

    private static String join(Kind kind, String delivered, String... pieces) {
        Seam seam = Seam.of(kind, delivered);
        StringBuilder joined = new StringBuilder(delivered);
        for (String piece : pieces) {
            joined.append(seam.accept(piece));
        }
        joined.append(seam.finish());
        assertThat(seam.isDecided()).isTrue();
        return seam.isRefused() ? "refused" : joined.toString();
    }

    private static String continued(String delivered, String... pieces) {
        return join(Kind.INSTRUCTED, delivered, pieces);
    }

    @Test
    void anchor_ofLongText_isItsLastWords() {
        assertThat(ANCHOR)
                .isEqualTo("Nobody spoke until the bell of the chapel rang")
                .hasSizeBetween(40, 80);
    }

    @Test
    void anchor_ofShortText_isTheWholeText() {
        assertThat(Seam.anchorOf("A short text")).isEqualTo("A short text");
    }

    @Test
    void anchor_repeatedEarlier_growsUntilItIsUnique() {
        String line = "and the wheels on the bus go round and round all day";
        assertThat(Seam.anchorOf(line + "; he sang " + line)).isEqualTo("sang " + line);
    }

    @Test
    void anchor_withoutSpaces_splitsNoSurrogatePair() {
        String anchor = Seam.anchorOf("x" + "😀".repeat(100));
        assertThat(Character.isLowSurrogate(anchor.charAt(0))).isFalse();
    }

    @Test
    void anchor_ofTextThatEndsInHalfAPair_leavesTheHalfOut() {
        assertThat(Seam.anchorOf("What a day \ud83d")).isEqualTo("What a day ");
    }

    @Test
    void continuation_repeatingTheAnchor_isTrimmed() {
        assertThat(continued(TEXT, ANCHOR + REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_repeatingTheAnchor_isReleasedWithItsLastCharacter() {
        Seam seam = Seam.of(Kind.INSTRUCTED, TEXT);
        assertThat(seam.accept(ANCHOR.substring(0, ANCHOR.length() - 1))).isEmpty();
        assertThat(seam.held()).isEqualTo(ANCHOR.length() - 1);
        assertThat(seam.accept("g seven")).isEqualTo(" seven");
        assertThat(seam.held()).isZero();
        assertThat(seam.accept(" times")).isEqualTo(" times");
    }

    @Test
    void continuation_repeatingTheLastSentence_isTrimmed() {
        assertThat(continued(TEXT, "Nobody spoke until the bell of the chapel rang" + REST))
                .isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_repeatingHalfTheAnchorFromAWord_isTrimmed() {
        assertThat(continued(TEXT, "the bell of the chapel rang" + REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_repeatingTooLittle_isRefused() {
        assertThat(continued(TEXT, "the chapel rang" + REST)).isEqualTo("refused");
    }

    @Test
    void continuation_repeatingTheWholeText_isTrimmed() {
        assertThat(continued(TEXT, TEXT + REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_repeatingAWholeTextLongerThanTheReach_isTrimmed() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 20_000; i++) {
            text.append("Item ").append(i).append(" of the list. ");
        }
        assertThat(continued(text.toString(), text + "End.")).isEqualTo(text + "End.");
    }

    @Test
    void continuation_beginningWithACapital_isTrimmed() {
        assertThat(continued(TEXT, "The bell of the chapel rang" + REST)).isEqualTo(TEXT + REST);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n", "\n\n  ", "\t"})
    void continuation_beginningWithWhiteSpace_isTrimmed(String space) {
        assertThat(continued(TEXT, space + ANCHOR + REST)).isEqualTo(TEXT + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sure, continuing:\n\n",
                "Sure, continuing: ",
                "Of course! Here is the rest.\n",
                "**Continuing:** ",
                "...",
                "… ",
                "好的，继续："
            })
    void continuation_afterARemark_isTrimmed(String remark) {
        assertThat(continued(TEXT, remark + ANCHOR + REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_afterARemarkRepeatingMoreThanTheAnchor_isTrimmed() {
        assertThat(continued(TEXT, "Sure:\nNobody spoke until the bell of the chapel rang" + REST))
                .isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_afterARemarkThatQuotesTheAnchor_isRefused() {
        assertThat(continued(TEXT, "I continue from: " + ANCHOR + "\n\n" + ANCHOR + REST))
                .isEqualTo("refused");
    }

    @Test
    void continuation_afterALongRemarkThatQuotesTheAnchor_isRefused() {
        String remark = "I was asked to go on with the text and to begin with the last words of it, which are these: ";
        String between = " I do so now, without a word of my own before it or after it, just as I was asked to do:\n";
        assertThat(continued(TEXT, remark + ANCHOR + between + ANCHOR + REST)).isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\n\n", "...\n\n", " …\n"})
    void continuation_thatEchoesTheAnchorBeforeItBeginsWithIt_isRefused(String between) {
        assertThat(continued(TEXT, ANCHOR + between + ANCHOR + REST)).isEqualTo("refused");
        assertThat(continued(TEXT, "..." + ANCHOR + between + ANCHOR + REST)).isEqualTo("refused");
        assertThat(continued(TEXT, "Sure:\n" + ANCHOR + between + ANCHOR + REST))
                .isEqualTo("refused");
    }

    @Test
    void continuation_thatGoesOnWithTheFirstWordOfTheAnchor_isTrimmed() {
        assertThat(continued(TEXT, ANCHOR + ". Nobody spoke then.")).isEqualTo(TEXT + ". Nobody spoke then.");
        assertThat(continued(TEXT, ANCHOR + "\nNobody spoke")).isEqualTo(TEXT + "\nNobody spoke");
    }

    @Test
    void continuation_withTooLittleOfTheAnchorThatComesAgainSoon_isRefused() {
        String table = "| name of the boat | crates |\n|---|---|\n";
        String rest = "| Anna | 7 |\n\n" + table + "| Berta | 8 |\n";
        assertThat(continued(table, "crates |\n|---|---|\n" + rest)).isEqualTo("refused");
        assertThat(continued(table, rest)).isEqualTo("refused");
    }

    @Test
    void continuation_withTooLittleOfALineThatTheTextSaysAgain_isRefused() {
        String line = "He sang of the sea and the wind.";
        String delivered = "The bell rang. " + line + " " + line.substring(0, 18);
        assertThat(continued(delivered, "sang of the sea" + line.substring(18) + " " + line))
                .isEqualTo("refused");
    }

    @Test
    void continuation_withTheAnchorInsideASentence_isRefused() {
        assertThat(continued(TEXT, "You had got as far as " + ANCHOR + ", I think." + REST))
                .isEqualTo("refused");
    }

    @Test
    void continuation_withTheAnchorTooFarIn_isRefused() {
        assertThat(continued(TEXT, "Well. ".repeat(41) + ANCHOR + REST)).isEqualTo("refused");
    }

    @Test
    void continuation_inQuotes_losesThem() {
        assertThat(continued(TEXT, "Sure: \"" + ANCHOR + REST + "\"\n")).isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_withOnlyTheAnchorInQuotes_isRefused() {
        Seam seam = Seam.of(Kind.INSTRUCTED, TEXT);
        assertThat(seam.accept("\"" + ANCHOR + "\" was")).isEmpty();
        assertThat(seam.isRefused()).isTrue();
    }

    @Test
    void continuation_inQuotesThatAreNotClosed_isRefused() {
        assertThat(continued(TEXT, "\"" + ANCHOR + REST)).isEqualTo("refused");
    }

    @Test
    void continuation_inAFence_losesIt() {
        assertThat(continued(TEXT, "```text\n" + ANCHOR + REST + "\n```\n")).isEqualTo(TEXT + REST);
    }

    @Test
    void continuation_thatReopensTheFenceOfTheText_isTrimmedAndKeepsTheClosingOne() {
        String code = "Here:\n\n```java\nint total = 0;\nfor (Order order : orders) {\n    total += order.pri";
        assertThat(continued(code, "```java\n" + Seam.anchorOf(code) + "ce();\n}\n```\n"))
                .isEqualTo(code + "ce();\n}\n```\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nets lay drying along the harbour wall until the be|ll rang.",
                "By the end of that year the catch had come to 1,2|50 crates.",
                "The master of the harbour said that it was **very im|portant** to wait.",
                "The master of the harbour said that it was *|*important** to wait.",
                "The whole of the program is printed here:\n\n``|`java\nint a;\n```",
                "- the first of the boats\n- the second of the boats\n- th|e third",
                "The men on the quay all shouted with joy \ud83d|\ude00 that day."
            })
    void continuation_ofATextCutInTheMiddle_isTrimmed(String text) {
        String delivered = text.substring(0, text.indexOf('|'));
        String rest = text.substring(text.indexOf('|') + 1);
        String anchor = Seam.anchorOf(delivered);
        String half = delivered.endsWith("\ud83d") ? "\ud83d" : "";
        assertThat(continued(delivered, anchor + half + rest)).isEqualTo(delivered + rest);
    }

    @Test
    void continuation_thatEnclosesCodeWithItsOwnFenceInAFenceOfItsOwn_isRefused() {
        String code = "```java\nint total = 0;\nfor (Order order : orders) {\n    total += order.pri";
        assertThat(continued(code, "```\n" + Seam.anchorOf(code) + "ce();\n}\n```\n```\n"))
                .isEqualTo("refused");
    }

    @Test
    void continuation_inAFence_ofATextCutInsideTheMarksOfAFence_isRefused() {
        for (String marks : new String[] {"`", "``", "```", "```ja"}) {
            String delivered = "The whole of the program is printed here for you:\n\n" + marks;
            String rest = "```java".substring(marks.length()) + "\nint a;\n```";
            assertThat(continued(delivered, "```\n" + Seam.anchorOf(delivered) + rest + "\n```"))
                    .as(marks)
                    .isEqualTo("refused");
        }
    }

    @Test
    void continuation_ofHalfAPairByAnotherCharacter_isRefused() {
        assertThat(continued(
                        "The men on the quay all shouted with joy \ud83d", "The men on the quay all shouted with joy!"))
                .isEqualTo("refused");
    }

    @Test
    void continuation_thatEndsTheCutWordOtherwise_isRefused() {
        String delivered = "Nets lay drying along the harbour wall until the be";
        assertThat(continued(delivered, "Nets lay drying along the harbour wall until the sun rose"))
                .isEqualTo("refused");
    }

    @Test
    void continuation_withOtherWhiteSpaceInside_isTrimmed() {
        assertThat(continued(TEXT, ANCHOR.replace(" the ", "\n   the ") + REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void whiteSpace_deliveredLastAndRepeated_isNotDoubled() {
        assertThat(continued(TEXT + "\n", ANCHOR + "\n\n  * one")).isEqualTo(TEXT + "\n" + "\n  * one");
    }

    @Test
    void whiteSpace_deliveredLastAndRepeatedOtherwise_isConsumed() {
        assertThat(continued(TEXT + " ", ANCHOR + "\nseven")).isEqualTo(TEXT + " seven");
        assertThat(continued(TEXT + "\n\n", ANCHOR + "\nseven")).isEqualTo(TEXT + "\n\nseven");
    }

    @Test
    void whiteSpace_deliveredLastAndNotRepeatedAtTheEnd_isJoined() {
        assertThat(continued(TEXT + "\n", ANCHOR)).isEqualTo(TEXT + "\n");
    }

    @Test
    void whiteSpace_deliveredLastAndNotWritten_isRefused() {
        assertThat(continued(TEXT + " ", ANCHOR + "ing")).isEqualTo("refused");
    }

    @Test
    void repetitiveText_continued_isRefused() {
        String laughter = "ha ".repeat(40);
        assertThat(continued(laughter, laughter + "ha!")).isEqualTo("refused");
        assertThat(continued(laughter, Seam.anchorOf(laughter) + "ha!")).isEqualTo("refused");
    }

    @Test
    void repetitiveText_withAnAnchorThatReachesBackBeyondIt_isTrimmed() {
        String laughter = "And then all of us began to laugh: ha ha ha ha";
        assertThat(continued(laughter, Seam.anchorOf(laughter) + " ha!")).isEqualTo(laughter + " ha!");
    }

    @Test
    void rephrasing_isRefused() {
        assertThat(continued(TEXT, "It was only when the chapel bell rang that anyone spoke." + REST.repeat(10)))
                .isEqualTo("refused");
    }

    @Test
    void rephrasing_isRefusedBeforeItsEnd() {
        Seam seam = Seam.of(Kind.INSTRUCTED, TEXT);
        seam.accept("It was only when the chapel bell rang that anyone spoke. ".repeat(5));
        assertThat(seam.isRefused()).isTrue();
        assertThat(seam.accept(ANCHOR + REST)).isEmpty();
        assertThat(seam.finish()).isEmpty();
        assertThat(seam.held()).isZero();
        assertThat(seam.takeHeld()).isEmpty();
    }

    @Test
    void continuation_skippingAWordOfTheAnchor_isRefused() {
        assertThat(continued(TEXT, ANCHOR.replace("chapel ", "") + REST)).isEqualTo("refused");
    }

    @Test
    void continuation_withoutTheAnchor_isRefused() {
        assertThat(continued(TEXT, REST)).isEqualTo("refused");
    }

    @Test
    void continuation_ofNothing_isRefused() {
        assertThat(continued(TEXT)).isEqualTo("refused");
    }

    @Test
    void continuation_thatEndsWithinTheAnchor_isRefused() {
        assertThat(continued(TEXT, ANCHOR.substring(0, 30))).isEqualTo("refused");
    }

    @Test
    void continuation_thatEndsWithTheAnchor_addsNothing() {
        assertThat(continued(TEXT, ANCHOR)).isEqualTo(TEXT);
    }

    @Test
    void shortText_repeatedAsAWhole_isTrimmed() {
        assertThat(continued("The harbour", "The harbour was quiet.")).isEqualTo("The harbour was quiet.");
    }

    @Test
    void shortText_notRepeatedAsAWhole_isRefused() {
        assertThat(continued("The harbour", "harbour was quiet.")).isEqualTo("refused");
        assertThat(continued("The harbour", "Sure: The harbour was quiet.")).isEqualTo("refused");
    }

    @Test
    void shortText_thatMayBeTheBeginningOfARemark_isRefused() {
        assertThat(continued("Sure, ", "Sure, continuing: Sure, here is a list."))
                .isEqualTo("refused");
    }

    @Test
    void noText_continued_isDeliveredAtOnce() {
        Seam seam = Seam.of(Kind.INSTRUCTED, "");
        assertThat(seam.accept("Hello")).isEqualTo("Hello");
    }

    @Test
    void pieces_ofNothing_decideNothing() {
        Seam seam = Seam.of(Kind.INSTRUCTED, TEXT);
        assertThat(seam.accept("")).isEmpty();
        assertThat(seam.isDecided()).isFalse();
        assertThat(continued(TEXT, "", ANCHOR, "", REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void pieces_ofOneCharacter_areJoined() {
        assertThat(continued(TEXT, ("Sure: " + ANCHOR + REST).split(""))).isEqualTo(TEXT + REST);
    }

    @Test
    void pieces_ofGreatSize_areJoined() {
        String much = REST.repeat(20_000);
        assertThat(continued(TEXT, ANCHOR + much)).isEqualTo(TEXT + much);
    }

    @Test
    void whiteSpace_withoutEnd_isRefused() {
        Seam seam = Seam.of(Kind.INSTRUCTED, TEXT);
        seam.accept(" ".repeat(10_000));
        assertThat(seam.isRefused()).isTrue();
    }

    @Test
    void prefill_continued_isJoinedWithItsFirstCharacter() {
        Seam seam = Seam.of(Kind.PREFILL, TEXT);
        assertThat(seam.accept(REST)).isEqualTo(REST);
    }

    @Test
    void prefill_ofTextThatEndsInWhiteSpace_isStripped() {
        assertThat(Seam.prefillOf("Hello \n")).isEqualTo("Hello");
    }

    @Test
    void prefill_strippedOfWhiteSpaceThatIsRepeated_doublesNone() {
        assertThat(join(Kind.PREFILL, TEXT + "\n", "\n\nSo")).isEqualTo(TEXT + "\n\nSo");
        assertThat(join(Kind.PREFILL, TEXT + " ", "\nseven")).isEqualTo(TEXT + " seven");
    }

    @Test
    void prefill_strippedOfWhiteSpaceThatIsNotRepeated_isRefused() {
        assertThat(join(Kind.PREFILL, TEXT + " ", "ing")).isEqualTo("refused");
    }

    @Test
    void prefill_strippedOfHalfAPair_isJoinedWithTheWhole() {
        assertThat(join(Kind.PREFILL, "Joy \ud83d", " \ud83d\ude00!")).isEqualTo("Joy \ud83d\ude00!");
        assertThat(join(Kind.PREFILL, "Joy \ud83d", " and")).isEqualTo("refused");
    }

    @Test
    void prefill_ignored_isTrimmed() {
        assertThat(join(Kind.PREFILL, TEXT, TEXT + REST)).isEqualTo(TEXT + REST);
        assertThat(join(Kind.PREFILL, TEXT, ANCHOR + REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void prefill_continuedByTextThatOnlyBeginsAlike_isJoined() {
        assertThat(join(Kind.PREFILL, TEXT, "The harbour was loud.")).isEqualTo(TEXT + "The harbour was loud.");
    }

    @Test
    void prefill_continuedByAShortRepetition_isRefused() {
        assertThat(join(Kind.PREFILL, TEXT, "the bell of the chapel rang" + REST))
                .isEqualTo("refused");
        assertThat(join(Kind.PREFILL, "1", "10")).isEqualTo("refused");
    }

    @Test
    void prefill_ofRepetitiveText_isRefusedWhereItIsRepeated() {
        assertThat(join(Kind.PREFILL, "ha ".repeat(20), " ha ha ha".repeat(20))).isEqualTo("refused");
    }

    @Test
    void restart_withTheSameWords_isTrimmed() {
        assertThat(join(Kind.RESTART, TEXT, TEXT + REST)).isEqualTo(TEXT + REST);
    }

    @Test
    void restart_ofTheSameRepetitiveText_isTrimmed() {
        assertThat(join(Kind.RESTART, "ha ha", "ha ha ha")).isEqualTo("ha ha ha");
    }

    @Test
    void restart_withOtherWords_isRefusedAndKept() {
        Seam seam = Seam.of(Kind.RESTART, TEXT);
        assertThat(seam.accept("The harbour ")).isEmpty();
        assertThat(seam.accept("lay silent")).isEmpty();
        assertThat(seam.isRefused()).isTrue();
        assertThat(seam.takeHeld()).isEqualTo("The harbour lay silent");
        assertThat(seam.accept(" at dawn.")).isEmpty();
        assertThat(seam.takeHeld()).isEqualTo(" at dawn.");
        assertThat(seam.held()).isZero();
    }

    @Test
    void restart_thatEndsTooSoon_isRefusedAndKept() {
        Seam seam = Seam.of(Kind.RESTART, TEXT);
        seam.accept("The harbour");
        assertThat(seam.finish()).isEmpty();
        assertThat(seam.isRefused()).isTrue();
        assertThat(seam.takeHeld()).isEqualTo("The harbour");
    }

    @Test
    void restart_withAnotherFirstLetter_isRefused() {
        assertThat(join(Kind.RESTART, TEXT, "the" + TEXT.substring(3) + REST)).isEqualTo("refused");
    }
}
