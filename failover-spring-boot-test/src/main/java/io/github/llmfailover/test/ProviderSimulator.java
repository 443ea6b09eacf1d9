package io.github.llmfailover.test;

import io.github.llmfailover.test.server.Interfaces;
import io.github.llmfailover.test.server.LoopbackServer;
import io.github.llmfailover.test.server.SimulatorTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider of models on a port of 127.0.0.1 that answers over the wires of OpenAI, Anthropic and Ollama, and breaks on
 * command, byte by byte.
 *
 * <p>Point a real client at {@link #baseUrl()}, tell the simulator what to answer and how to fail, and look at what
 * arrived. Which {@link Behavior} a request meets: the first that is queued with {@link #next}, else that of a
 * {@linkplain #downFor(Duration, Behavior) time of being down}, else the standing one of {@link #always(Behavior)}. Requests for
 * lists of models and the like meet the state of being down and the standing behavior too, but use nothing up and are
 * not recorded.
 *
 * <p>Safe for use by several threads.
 */
public final class ProviderSimulator implements AutoCloseable {

    private final String name;
    private final RequestLog log;
    private final BehaviorPlan plan;
    private final SimulatorHandler handler;
    private final LoopbackServer server;
    private final Outage outage;
    private final Answer firstAnswer;

    private ProviderSimulator(Builder builder) {
        SimulatorTime time = builder.time;
        this.name = builder.name;
        this.firstAnswer = builder.answer == null ? Answer.text("Hello from " + name + ".") : builder.answer;
        this.log = new RequestLog(time);
        this.plan = new BehaviorPlan(time);
        Answer first = firstAnswer;
        this.handler = new SimulatorHandler(name, builder.model, request -> first, plan, log, time);
        this.server = new LoopbackServer("simulator-" + name, builder.interfaces, builder.port, handler, time);
        this.outage = new Outage(server, plan, time);
    }

    /** A healthy simulator on any free port. */
    public static ProviderSimulator start() {
        return builder().start();
    }

    /** A simulator with a name, a port, an answer or a model of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** Its name; {@code simulator} unless the builder says otherwise. */
    public String name() {
        return name;
    }

    /** Its port, the same for its whole life. */
    public int port() {
        return server.port();
    }

    /** {@code http://127.0.0.1:PORT}, without a path. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port();
    }

    /** Answers every request with this from now on. */
    public void answers(Answer answer) {
        Objects.requireNonNull(answer, "answer");
        handler.answers(request -> answer);
    }

    /** Asks this function for each answer from now on, on the thread of the request; if it throws, the answer is a 500. */
    public void answers(Function<RecordedRequest, Answer> answers) {
        handler.answers(Objects.requireNonNull(answers, "answers"));
    }

    /**
     * Queues behaviors for the next requests, one for each, behind those that are queued already.
     *
     * @throws IllegalArgumentException for {@link Behavior#refuse()}, which no request could use up
     */
    public void next(Behavior... behaviors) {
        plan.queue(List.of(behaviors));
    }

    /** Treats every request like this from now on, unless something else is queued or it is down. */
    public void always(Behavior behavior) {
        plan.stand(Objects.requireNonNull(behavior, "behavior"));
        outage.update();
    }

    /**
     * Asks this function from now on how to treat each request that meets nothing queued and no time of being down, on the
     * thread of the request; if it throws or says {@link Behavior#refuse()}, the answer is a 500. Requests for lists of
     * models and the like are treated healthily.
     */
    public void always(Function<RecordedRequest, Behavior> behaviors) {
        plan.choose(Objects.requireNonNull(behaviors, "behaviors"));
        outage.update();
    }

    /**
     * Resets (RST) every connection that clients hold open, in the middle of what is being sent. Together with {@link
     * Behavior#refuse()} it is a process that has died; by itself, a network that hiccups.
     */
    public void disconnect() {
        server.disconnect();
    }

    /** Treats the requests of this time, which begins now, like this. */
    public void downFor(Duration duration, Behavior behavior) {
        plan.down(duration, Objects.requireNonNull(behavior, "behavior"));
        outage.update();
    }

    /**
     * Treats this many requests like this, those not counted that meet a queued behavior.
     *
     * @throws IllegalArgumentException for {@link Behavior#refuse()}, which no request could use up
     */
    public void downForRequests(int requests, Behavior behavior) {
        plan.down(requests, Objects.requireNonNull(behavior, "behavior"));
        outage.update();
    }

    /**
     * Is healthy from now on: forgets what is queued, standing and down, accepts connections, and ends the hangs and
     * stalls that are under way. Answers, log and books stay.
     */
    public void heal() {
        plan.heal();
        outage.update();
        server.release();
    }

    /**
     * What a request would meet now: the first behavior that is queued, that of being down, or the standing one; {@link
     * Behavior#healthy()} where that is chosen for each request.
     */
    public Behavior behavior() {
        return plan.peek();
    }

    /** The requests for a model so far, in the order of their arrival. */
    public List<RecordedRequest> requests() {
        return log.requests();
    }

    /** How many requests for a model have arrived. */
    public int requestCount() {
        return log.requests().size();
    }

    /**
     * The request that arrived last.
     *
     * @throws IllegalStateException if there was none
     */
    public RecordedRequest lastRequest() {
        List<RecordedRequest> requests = log.requests();
        if (requests.isEmpty()) {
            throw new IllegalStateException("No request has arrived at " + name);
        }
        return requests.get(requests.size() - 1);
    }

    /**
     * Waits for a request.
     *
     * @param index counted from 0, since the start or the last {@link #clearLog()}
     * @throws IllegalStateException if it has not arrived in time
     */
    public RecordedRequest awaitRequest(int index, Duration timeout) {
        return log.await(index, timeout);
    }

    /** How many connections clients hold open, idle ones included. */
    public int openConnections() {
        return server.openConnections();
    }

    /** How many requests for a model are being answered right now. */
    public int openExchanges() {
        return log.openExchanges();
    }

    /**
     * Waits until no request for a model is being answered. Only then are the numbers of the log and the books final: a
     * client may have the end of its answer before the simulator has noted that it sent it.
     *
     * @throws IllegalStateException if some are still open when the time is over
     */
    public void awaitNoOpenExchanges(Duration timeout) {
        log.awaitNoOpenExchanges(timeout);
    }

    /** Forgets the requests so far and starts new books. */
    public void clearLog() {
        log.clear();
    }

    /** What the answers so far would cost. */
    public Books books() {
        return log.books();
    }

    /** Stops at once: closes the port and every connection. */
    @Override
    public void close() {
        handler.close();
        outage.close();
        server.close();
    }

    @Override
    public String toString() {
        return name + " at " + baseUrl() + ": " + behavior();
    }

    /** As new: healthy, with an empty log and its first answer. */
    void reset() {
        heal();
        clearLog();
        answers(firstAnswer);
    }

    /** Sets up a simulator. */
    public static final class Builder {

        private String name = "simulator";
        private Interfaces interfaces = Interfaces.LOOPBACK;
        private int port;
        private @Nullable Answer answer;
        private String model = "simulated-model";
        private SimulatorTime time = SimulatorTime.system();

        private Builder() {}

        /** What it is called in its default answer and in messages; {@code simulator} by default. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** The port, by default 0 for any that is free. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** From where it can be reached, by default from this machine only. It asks nobody for credentials. */
        public Builder interfaces(Interfaces interfaces) {
            this.interfaces = Objects.requireNonNull(interfaces, "interfaces");
            return this;
        }

        /** What it answers; by default the text {@code Hello from NAME.} */
        public Builder answer(Answer answer) {
            this.answer = Objects.requireNonNull(answer, "answer");
            return this;
        }

        /** The model that it lists; {@code simulated-model} by default. It answers for every model. */
        public Builder model(String model) {
            this.model = Objects.requireNonNull(model, "model");
            return this;
        }

        /** The time by which it waits and which it notes; the machine's by default. */
        public Builder time(SimulatorTime time) {
            this.time = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Starts it.
         *
         * @throws java.io.UncheckedIOException if the port is taken
         */
        public ProviderSimulator start() {
            return new ProviderSimulator(this);
        }
    }
}
