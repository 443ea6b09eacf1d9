package io.github.llmfailover.failure;

import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicInvalidDataException;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicRetryableException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.CredentialResolutionException;
import com.anthropic.errors.NoCredentialsException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Understands Anthropic's Java SDK. */
final class AnthropicFailures implements FailureClassifier {

    private final InstantSource clock;

    AnthropicFailures(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public @Nullable Failure classify(Throwable error) {
        if (!(error instanceof AnthropicException)) {
            return null;
        }
        if (error instanceof AnthropicServiceException answered) {
            return response(answered).failure(error, clock.instant());
        }
        if (error instanceof AnthropicIoException) {
            return Failure.of(SdkStreams.kindOfIoFailure(error), error);
        }
        if (error instanceof AnthropicInvalidDataException) {
            return Failure.of(SdkStreams.kindOfUnreadable(error), error);
        }
        if (error instanceof AnthropicRetryableException) {
            return Failure.of(FailureKind.SERVER_ERROR, error);
        }
        boolean credentials = error instanceof NoCredentialsException || error instanceof CredentialResolutionException;
        return credentials ? Failure.of(FailureKind.AUTHENTICATION, error) : null;
    }

    private static ErrorResponse response(AnthropicServiceException error) {
        ErrorBody body = SdkBodies.read(
                () -> error.body().convert(Object.class), error.headers().values("content-type"));
        return new ErrorResponse(error.statusCode(), body, error.headers()::values);
    }
}
