package io.github.llmfailover.failure;

import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIRetryableException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SubjectTokenProviderException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Understands OpenAI's Java SDK, which also serves Azure, Foundry, GitHub Models and every compatible API. */
final class OpenAiFailures implements FailureClassifier {

    private final InstantSource clock;

    OpenAiFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (!(error instanceof OpenAIException)) {
            return null;
        }
        if (error instanceof OpenAIServiceException answered) {
            return response(answered).failure(error, clock.instant());
        }
        if (error instanceof OpenAIIoException) {
            return Failure.of(SdkStreams.kindOfIoFailure(error), error);
        }
        if (error instanceof OpenAIInvalidDataException) {
            return Failure.of(SdkStreams.kindOfUnreadable(error), error);
        }
        if (error instanceof OpenAIRetryableException) {
            return Failure.of(FailureKind.SERVER_ERROR, error);
        }
        return error instanceof SubjectTokenProviderException ? Failure.of(FailureKind.AUTHENTICATION, error) : null;
    }

    private static ErrorResponse response(OpenAIServiceException error) {
        ErrorBody body = SdkBodies.read(
                () -> error.body().convert(Object.class), error.headers().values("content-type"));
        return new ErrorResponse(error.statusCode(), body, error.headers()::values);
    }
}
