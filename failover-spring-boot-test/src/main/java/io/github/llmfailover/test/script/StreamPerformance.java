package io.github.llmfailover.test.script;

import io.github.llmfailover.test.script.Effect.AfterTokens;
import io.github.llmfailover.test.script.Effect.Connect;
import io.github.llmfailover.test.script.Effect.Delay;
import io.github.llmfailover.test.server.Exchange;
import io.github.llmfailover.test.wire.Reply;
import io.github.llmfailover.test.wire.WireEvent;
import io.github.llmfailover.test.wire.WireEvent.Kind;
import io.github.llmfailover.test.wire.WireFormat;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plays a streamed answer, event by event. */
final class StreamPerformance {

    private final Script script;
    private final WireFormat format;
    private final Exchange exchange;
    private final Progress progress;
    private int tokens;
    private boolean contentBegun;

    StreamPerformance(Script script, WireFormat format, Exchange exchange, Progress progress) {
        this.script = script;
        this.format = format;
        this.exchange = exchange;
        this.progress = progress;
    }

    void play(Reply reply, Map<String, String> head) throws IOException {
        List<WireEvent> events = format.events(reply);
        progress.started(200);
        exchange.startChunked(200, head);
        if (script.has(Connect.Fault.HANG_AFTER_HEADERS)) {
            exchange.hang();
        }
        for (int index = 0; index < events.size(); index++) {
            if (!play(index, events.get(index))) {
                return;
            }
        }
        progress.completed();
        exchange.finish();
    }

    /** Whether the stream goes on. */
    private boolean play(int index, WireEvent event) throws IOException {
        if (event.kind() != Kind.OPENING && !contentBegun) {
            contentBegun = true;
            exchange.pause(script.delay(Delay.When.BEFORE_FIRST_TOKEN));
            if (!passed(0)) {
                return false;
            }
        } else if (event.kind() == Kind.TOKEN) {
            exchange.pause(script.delay(Delay.When.BETWEEN_TOKENS));
        }
        Optional<Effect.InsideEvent> cut = script.all(Effect.InsideEvent.class).stream()
                .filter(effect -> effect.event() == index)
                .findFirst();
        if (cut.isPresent()) {
            exchange.writePart(event.bytes(), event.bytes().length / 2);
            breakOff(cut.get().reset());
            return false;
        }
        for (Effect.ErrorEvent error : script.all(Effect.ErrorEvent.class)) {
            if (error.event() == index) {
                exchange.write(format.errorEvent(error.type()).bytes());
                exchange.finish();
                return false;
            }
        }
        boolean malformed =
                script.all(Effect.MalformedEvent.class).stream().anyMatch(effect -> effect.event() == index);
        exchange.write(malformed ? format.malformed(event).bytes() : event.bytes());
        if (event.kind() != Kind.TOKEN) {
            return true;
        }
        tokens++;
        progress.tokensSent(tokens);
        return passed(tokens);
    }

    /** Does what is to be done after this many tokens; whether the stream goes on. */
    private boolean passed(int sent) throws IOException {
        for (Effect.Stall stall : script.all(Effect.Stall.class)) {
            if (stall.tokens() == sent) {
                exchange.stall(stall.duration());
            }
        }
        for (AfterTokens effect : script.all(AfterTokens.class)) {
            if (effect.tokens() == sent && !goesOn(effect.fault())) {
                return false;
            }
        }
        return true;
    }

    private boolean goesOn(AfterTokens.Fault fault) throws IOException {
        switch (fault) {
            case HANG -> {
                exchange.hang();
                return true;
            }
            case RESET, CLOSE -> breakOff(fault == AfterTokens.Fault.RESET);
            case END -> exchange.finish();
            case ERROR -> {
                exchange.write(format.errorEvent(null).bytes());
                exchange.finish();
            }
        }
        return false;
    }

    private void breakOff(boolean reset) throws IOException {
        if (reset) {
            exchange.reset();
        } else {
            exchange.close();
        }
    }
}
