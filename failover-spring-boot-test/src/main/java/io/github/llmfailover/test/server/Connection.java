package io.github.llmfailover.test.server;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client's connection and the thread that answers on it. */
final class Connection implements Runnable {

    /** How much of an unwanted request is still read, so that the client gets to see why it was refused. */
    private static final int MOST_DRAINED_BYTES = 16 * 1024 * 1024;

    private static final int DRAIN_MILLIS = 500;

    private final Socket socket;
    private final LoopbackServer server;
    private final ExchangeHandler handler;
    private final ConnectionInput input;
    private final AtomicBoolean busy = new AtomicBoolean();

    Connection(Socket socket, LoopbackServer server, ExchangeHandler handler, Executor threads, SimulatorTime time)
            throws IOException {
        this.socket = socket;
        this.server = server;
        this.handler = handler;
        socket.setTcpNoDelay(true);
        this.input = new ConnectionInput(socket.getInputStream(), threads, time);
    }

    @Override
    public void run() {
        try {
            answerAll();
        } catch (BadHttpException e) {
            refuse(e);
        } catch (IOException e) {
            // The client is gone, or the server was closed: either way there is nobody to tell.
        } finally {
            close();
            server.forget(this);
        }
    }

    private void answerAll() throws IOException {
        HttpRequestReader reader = new HttpRequestReader(input);
        boolean reusable = true;
        while (reusable) {
            HttpRequest request = reader.next();
            if (request == null) {
                return;
            }
            busy.set(true);
            if (server.refusing()) {
                return;
            }
            Exchange exchange = new Exchange(socket, input, request);
            handler.handle(request, exchange);
            busy.set(false);
            reusable = exchange.reusable() && !server.refusing();
        }
    }

    private void refuse(BadHttpException problem) {
        try {
            byte[] body = handler.refusal(problem.path(), problem.status(), String.valueOf(problem.getMessage()));
            HttpRequest request = new HttpRequest("POST", problem.path(), Map.of(), new byte[0], false);
            Exchange exchange = new Exchange(socket, input, request);
            exchange.startFixed(problem.status(), Map.of("Content-Type", "application/json"), body.length);
            exchange.write(body);
            exchange.finish();
            drain();
        } catch (IOException e) {
            // Nobody is listening.
        }
    }

    /** A socket that is closed with bytes unread says RST, and the client loses the answer on its way. */
    private void drain() throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(DRAIN_MILLIS);
        byte[] waste = new byte[8192];
        int total = 0;
        int count = 0;
        while (count >= 0 && total < MOST_DRAINED_BYTES) {
            count = input.read(waste, 0, waste.length);
            total += count;
        }
    }

    void release() {
        input.release();
    }

    void closeIfIdle() {
        if (!busy.get()) {
            close();
        }
    }

    /** Sends an RST, in the middle of whatever is being sent. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        close();
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as anyone can see.
        }
    }
}
