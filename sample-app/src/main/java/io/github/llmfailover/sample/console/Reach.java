package io.github.llmfailover.sample.console;

import java.net.InetAddress;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Who can reach the application, which asks nobody for a password: this machine, unless somebody has changed that. */
@Component
class Reach {

    private static final Log logger = LogFactory.getLog(Reach.class);

    private final @Nullable InetAddress address;

    Reach(ServerProperties server) {
        this.address = server.getAddress();
        if (!loopbackOnly()) {
            logger.warn("server.address is " + address() + ": whoever can reach this machine can use the sample"
                    + " application, its console and the providers behind it. There is no sign-in.");
        }
    }

    boolean loopbackOnly() {
        return address != null && address.isLoopbackAddress();
    }

    String address() {
        return address == null ? "every address" : address.getHostAddress();
    }
}
