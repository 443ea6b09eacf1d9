package io.github.llmfailover.actuate;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;

/** Who acts. Only what the application's own authentication has established counts, and only in a form fit for a log line. */
final class Actors {

    private static final int LONGEST = 100;

    private Actors() {}

    /** Returns the name of whoever is authenticated; {@code null} where nobody is. */
    static @Nullable String nameOf(SecurityContext context) {
        Principal principal = context.getPrincipal();
        String name = principal == null ? null : principal.getName();
        if (name == null || name.isBlank()) {
            return null;
        }
        String plain = name.strip().replaceAll("[\\p{Cntrl}\\s]+", "_");
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
    }
}
