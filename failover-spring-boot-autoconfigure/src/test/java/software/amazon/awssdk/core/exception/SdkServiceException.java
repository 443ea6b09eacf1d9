package software.amazon.awssdk.core.exception;

/** Stands in for the class of the AWS SDK, with the accessor that it has. */
public class SdkServiceException extends RuntimeException {

    private final int statusCode;

    public SdkServiceException(int statusCode, String message) {
        super(message);
        this.statusCode = statusCode;
    }

    public int statusCode() {
        return statusCode;
    }
}
