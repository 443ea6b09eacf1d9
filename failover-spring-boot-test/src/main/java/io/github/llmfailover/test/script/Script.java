package io.github.llmfailover.test.script;

import io.github.llmfailover.test.script.Effect.Connect;
import io.github.llmfailover.test.script.Effect.Delay;
import io.github.llmfailover.test.wire.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is different from a healthy answer. Where two effects say the same thing differently, the later one counts.
 *
 * @param effects the effects in the order in which they were combined
 */
public record Script(List<Effect> effects) {

    /** Copies its list. */
    public Script {
        effects = List.copyOf(effects);
    }

    /** This script and then another. */
    public Script and(Script other) {
        List<Effect> both = new ArrayList<>(effects);
        both.addAll(other.effects);
        return new Script(both);
    }

    /** Whether connections are refused. */
    public boolean refuses() {
        return has(Connect.Fault.REFUSE);
    }

    /** What is left out of the answer. */
    public List<Reply.Omission> omissions() {
        return all(Effect.Without.class).stream().map(Effect.Without::omission).toList();
    }

    /** How much content the answer has. */
    public Reply.Content content() {
        return last(Effect.Contentless.class).map(Effect.Contentless::content).orElse(Reply.Content.FULL);
    }

    <E extends Effect> Optional<E> last(Class<E> type) {
        List<E> all = all(type);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    <E extends Effect> List<E> all(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    boolean has(Connect.Fault fault) {
        return last(Connect.class).filter(connect -> connect.fault() == fault).isPresent();
    }

    Duration delay(Delay.When when) {
        Duration delay = Duration.ZERO;
        for (Delay effect : all(Delay.class)) {
            delay = effect.when() == when ? effect.duration() : delay;
        }
        return delay;
    }
}
