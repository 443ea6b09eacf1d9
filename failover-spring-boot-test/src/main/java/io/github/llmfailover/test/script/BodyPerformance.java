package io.github.llmfailover.test.script;

import io.github.llmfailover.test.script.Effect.AfterTokens;
import io.github.llmfailover.test.script.Effect.Connect;
import io.github.llmfailover.test.script.Effect.Delay;
import io.github.llmfailover.test.server.Exchange;
import io.github.llmfailover.test.wire.Reply;
import io.github.llmfailover.test.wire.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plays an answer that is not streamed. What happens after some of the tokens of a stream happens here after as many of
 * the bytes in proportion, and never later than before the last byte; what happens inside an event happens in the
 * middle.
 */
final class BodyPerformance {

    private final Script script;
    private final WireFormat format;
    private final Exchange exchange;
    private final Progress progress;

    /** Something that happens once {@code offset} bytes, worth {@code tokens} tokens, have been sent. */
    private record Incident(int offset, int tokens, Effect effect) {}

    BodyPerformance(Script script, WireFormat format, Exchange exchange, Progress progress) {
        this.script = script;
        this.format = format;
        this.exchange = exchange;
        this.progress = progress;
    }

    void play(Reply reply, Map<String, String> head) throws IOException {
        int tokens = reply.usage().output();
        if (script.last(Effect.ErrorEvent.class).isPresent() || has(AfterTokens.Fault.ERROR, tokens)) {
            inBandError(head);
            return;
        }
        // A model writes its answer before a server can send it in one piece.
        exchange.pause(script.delay(Delay.When.BEFORE_FIRST_TOKEN));
        exchange.pause(script.delay(Delay.When.BETWEEN_TOKENS).multipliedBy(Math.max(0, tokens - 1)));
        byte[] body = format.body(reply);
        if (script.last(Effect.MalformedEvent.class).isPresent()) {
            body = Arrays.copyOf(body, body.length - body.length / 3);
        }
        progress.started(200);
        if (has(AfterTokens.Fault.END, tokens)) {
            exchange.startChunked(200, head);
        } else {
            exchange.startFixed(200, head, body.length);
        }
        if (script.has(Connect.Fault.HANG_AFTER_HEADERS)) {
            exchange.hang();
        }
        int sent = 0;
        for (Incident incident : incidents(body.length, tokens)) {
            exchange.write(Arrays.copyOfRange(body, sent, incident.offset()));
            sent = incident.offset();
            progress.tokensSent(incident.tokens());
            if (!goesOn(incident.effect())) {
                return;
            }
        }
        exchange.write(Arrays.copyOfRange(body, sent, body.length));
        progress.tokensSent(tokens);
        progress.completed();
        exchange.finish();
    }

    private void inBandError(Map<String, String> head) throws IOException {
        Optional<Effect.ErrorEvent> error = script.last(Effect.ErrorEvent.class);
        byte[] body = format.errorBody(error.map(Effect.ErrorEvent::type).orElse(null));
        progress.started(200);
        exchange.startFixed(200, head, body.length);
        exchange.write(body);
        exchange.finish();
    }

    private boolean has(AfterTokens.Fault fault, int tokens) {
        return script.all(AfterTokens.class).stream()
                .anyMatch(effect -> effect.fault() == fault && effect.tokens() <= tokens);
    }

    private List<Incident> incidents(int length, int total) {
        List<Incident> incidents = new ArrayList<>();
        for (Effect effect : script.effects()) {
            if (effect instanceof Effect.Stall stall && stall.tokens() <= total) {
                incidents.add(after(stall.tokens(), total, length, stall));
            } else if (effect instanceof AfterTokens after && after.tokens() <= total) {
                incidents.add(after(after.tokens(), total, length, after));
            } else if (effect instanceof Effect.InsideEvent inside) {
                incidents.add(new Incident(length / 2, total / 2, inside));
            }
        }
        incidents.sort(Comparator.comparingInt(Incident::offset));
        return incidents;
    }

    private static Incident after(int tokens, int total, int length, Effect effect) {
        int offset = total == 0 ? 0 : (int) ((long) length * tokens / total);
        return new Incident(Math.min(offset, Math.max(0, length - 1)), tokens, effect);
    }

    private boolean goesOn(Effect effect) throws IOException {
        if (effect instanceof Effect.Stall stall) {
            exchange.stall(stall.duration());
            return true;
        }
        if (effect instanceof Effect.InsideEvent inside) {
            breakOff(inside.reset());
            return false;
        }
        AfterTokens.Fault fault = ((AfterTokens) effect).fault();
        switch (fault) {
            case HANG -> {
                exchange.hang();
                return true;
            }
            case END, ERROR -> exchange.finish();
            case RESET, CLOSE -> breakOff(fault == AfterTokens.Fault.RESET);
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
