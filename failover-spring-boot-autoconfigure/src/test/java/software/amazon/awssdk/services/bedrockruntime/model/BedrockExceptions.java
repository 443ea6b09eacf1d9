package software.amazon.awssdk.services.bedrockruntime.model;

import software.amazon.awssdk.core.exception.SdkServiceException;

/** Stand in for the classes of the AWS SDK, which are known by their simple names. */
public final class BedrockExceptions {

    private BedrockExceptions() {}

    public static final class ThrottlingException extends SdkServiceException {
        public ThrottlingException(String message) {
            super(429, message);
        }
    }

    public static final class ValidationException extends SdkServiceException {
        public ValidationException(String message) {
            super(400, message);
        }
    }

    public static final class ModelTimeoutException extends SdkServiceException {
        public ModelTimeoutException(String message) {
            super(408, message);
        }
    }

    public static final class ModelNotReadyException extends SdkServiceException {
        public ModelNotReadyException(String message) {
            super(429, message);
        }
    }

    public static final class ModelErrorException extends SdkServiceException {
        public ModelErrorException(String message) {
            super(424, message);
        }
    }

    public static final class AccessDeniedException extends SdkServiceException {
        public AccessDeniedException(String message) {
            super(403, message);
        }
    }

    public static final class ResourceNotFoundException extends SdkServiceException {
        public ResourceNotFoundException(String message) {
            super(404, message);
        }
    }
}
