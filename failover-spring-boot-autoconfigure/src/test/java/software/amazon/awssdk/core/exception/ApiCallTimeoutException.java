package software.amazon.awssdk.core.exception;

/** Stands in for the class of the AWS SDK. */
public final class ApiCallTimeoutException extends SdkClientException {

    public ApiCallTimeoutException(String message) {
        super(message, null);
    }
}
