package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

class AnswerEndTest {

    /** Finish reason; failure of a call with text, of a call without, of a stream with text, of a stream without. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            STOP,                          , MALFORMED,        ,           MALFORMED
            stop,                          , MALFORMED,        ,           MALFORMED
            end_turn,                      , MALFORMED,        ,           MALFORMED
            stop_sequence,                 , MALFORMED,        ,           MALFORMED
            TOOL_CALLS,                    , MALFORMED,        ,           MALFORMED
            tool_use,                      , MALFORMED,        ,           MALFORMED
            length,                        ,          ,        ,
            MAX_TOKENS,                    ,          ,        ,
            pause_turn,                    ,          ,        ,
            model_context_window_exceeded, , CONTEXT_TOO_LONG, , CONTEXT_TOO_LONG
            content_filter,       CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED
            CONTENT_FILTER,       CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED
            refusal,              CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED
            SAFETY,               CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED
            RECITATION,           CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED
            PROHIBITED_CONTENT,   CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED
            guardrail_intervened, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED, CONTENT_FILTERED
            MALFORMED_FUNCTION_CALL,      MALFORMED,    MALFORMED,    MALFORMED,    MALFORMED
            error,                        SERVER_ERROR, SERVER_ERROR, SERVER_ERROR, SERVER_ERROR
            insufficient_system_resource, OVERLOADED,   OVERLOADED,   OVERLOADED,   OVERLOADED
            something_new,                 , MALFORMED,        ,           MALFORMED
            _UNKNOWN,                      , MALFORMED,  STREAM_CUT,       MALFORMED
            '',                            , MALFORMED,  STREAM_CUT,       MALFORMED
            ,                              , MALFORMED,  STREAM_CUT,       MALFORMED
            """)
    void finishReason_withAndWithoutText_tellsTheFailure(
            @Nullable String reason,
            @Nullable FailureKind call,
            @Nullable FailureKind emptyCall,
            @Nullable FailureKind stream,
            @Nullable FailureKind emptyStream) {
        FinishReason read = FinishReason.of(reason);

        assertThat(new AnswerEnd(read, false, true, false, false).failure()).isEqualTo(call);
        assertThat(new AnswerEnd(read, false, false, false, false).failure()).isEqualTo(emptyCall);
        assertThat(new AnswerEnd(read, true, true, false, false).failure()).isEqualTo(stream);
        assertThat(new AnswerEnd(read, true, false, false, false).failure()).isEqualTo(emptyStream);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void toolCall_withoutText_isAnAnswer(boolean streamed) {
        assertThat(new AnswerEnd(FinishReason.TOOL_CALLS, streamed, false, true, false).failure())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusal_besideAnOrdinaryFinishReason_isFiltered(boolean streamed) {
        assertThat(new AnswerEnd(FinishReason.COMPLETE, streamed, false, false, true).failure())
                .isEqualTo(FailureKind.CONTENT_FILTERED);
    }

    @Test
    void finishReason_ofOllamaChunkWithoutTokenCounts_isReadFromDone() {
        assertThat(FinishReason.of(chunk(null, true))).isEqualTo(FinishReason.COMPLETE);
        assertThat(FinishReason.of(chunk(null, false))).isEqualTo(FinishReason.NONE);
        assertThat(FinishReason.of(chunk("length", true))).isEqualTo(FinishReason.LENGTH);
    }

    private static ChatResponse chunk(@Nullable String reason, boolean done) {
        ChatGenerationMetadata metadata = reason == null
                ? ChatGenerationMetadata.NULL
                : ChatGenerationMetadata.builder().finishReason(reason).build();
        return new ChatResponse(
                List.of(new Generation(new AssistantMessage("x"), metadata)),
                ChatResponseMetadata.builder().keyValue("done", done).build());
    }
}
