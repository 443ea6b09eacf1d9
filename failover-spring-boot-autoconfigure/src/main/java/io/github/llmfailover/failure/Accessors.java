package io.github.llmfailover.failure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Calls accessors of exceptions whose classes need not be on the class path. Never throws. */
final class Accessors {

    private Accessors() {}

    /** Returns the HTTP status that one of these accessors gives, or 0. */
    static int status(Throwable error, String... names) {
        for (String name : names) {
            if (call(error, name) instanceof Number number) {
                int status = number.intValue();
                if (status >= 100 && status <= 599) {
                    return status;
                }
            }
        }
        return 0;
    }

    /** Returns the text that this accessor gives, or the exception's own message. */
    static @Nullable String text(Throwable error, String name) {
        return call(error, name) instanceof String text ? text : error.getMessage();
    }

    /** Returns what this accessor gives, also where a class that is not public implements it; {@code null} for nothing. */
    static @Nullable Object call(@Nullable Object target, String name) {
        if (target == null) {
            return null;
        }
        try {
            Method method = ClassUtils.getPubliclyAccessibleMethodIfPossible(
                    target.getClass().getMethod(name), target.getClass());
            return Modifier.isStatic(method.getModifiers()) ? null : method.invoke(target);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }
}
