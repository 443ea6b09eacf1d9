package io.github.llmfailover.sample.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

class ReachTest {

    private final ServerProperties server = new ServerProperties();

    @Test
    void loopback_isThisMachineOnly() {
        server.setAddress(InetAddress.getLoopbackAddress());

        assertThat(new Reach(server).loopbackOnly()).isTrue();
        assertThat(new Reach(server).address()).isEqualTo("127.0.0.1");
    }

    @Test
    void wildcard_isEverybody() throws UnknownHostException {
        server.setAddress(InetAddress.getByName("0.0.0.0"));

        assertThat(new Reach(server).loopbackOnly()).isFalse();
        assertThat(new Reach(server).address()).isEqualTo("0.0.0.0");
    }

    @Test
    void noAddress_isEverybody() {
        assertThat(new Reach(server).loopbackOnly()).isFalse();
        assertThat(new Reach(server).address()).isEqualTo("every address");
    }
}
