package software.amazon.awssdk.core.exception;

/** Stands in for the class of the AWS SDK. */
public class SdkClientException extends RuntimeException {

    public SdkClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
