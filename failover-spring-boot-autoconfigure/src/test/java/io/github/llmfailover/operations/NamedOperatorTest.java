package io.github.llmfailover.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.OperatorActionEvent;
import io.github.llmfailover.actuate.FailoverEndpoint;
import io.github.llmfailover.actuate.OperatorAudit;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Who acts is known where the application has authenticated somebody. */
@ExtendWith(OutputCaptureExtension.class)
class NamedOperatorTest {

    private static SecurityContext authenticated(String name) {
        return new SecurityContext() {
            @Override
            public Principal getPrincipal() {
                return () -> name;
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }
        };
    }

    @Test
    void action_ofSomebodyAuthenticated_namesHimWhereverItIsSeen(CapturedOutput output) {
        try (OperatedApp app = new OperatedApp(OperatedApp.WRITABLE)) {
            List<OperatorActionEvent> events = new ArrayList<>();
            app.context().addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) event -> {
                if (event.getPayload() instanceof OperatorActionEvent action) {
                    events.add(action);
                }
            });
            FailoverEndpoint endpoint = app.context().getBean(FailoverEndpoint.class);

            endpoint.write("openai", "drain", "60", null, null, authenticated("ann"));

            assertThat(app.json("llmfailover/openai")
                            .path("operator")
                            .path("by")
                            .asString())
                    .isEqualTo("ann");
            assertThat(app.json("llmfailover")
                            .path("recentEvents")
                            .get(0)
                            .path("by")
                            .asString())
                    .isEqualTo("ann");
            assertThat(app.audit().find("ann", null, OperatorAudit.ACTION)).hasSize(1);
            assertThat(output).contains(" by=ann");
            assertThat(events)
                    .singleElement()
                    .extracting(OperatorActionEvent::by)
                    .isEqualTo("ann");

            endpoint.write(
                    "openai",
                    "enable",
                    null,
                    null,
                    null,
                    authenticated("ann\nOperator action: by=bob" + "x".repeat(500)));

            assertThat(output).doesNotContain("\nOperator action: by=bob", "x".repeat(100));
            assertThat(events).last().satisfies(event -> assertThat(event.by()).startsWith("ann_Operator_action:"));
        }
    }
}
