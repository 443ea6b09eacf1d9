package io.github.llmfailover.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on one port, of 127.0.0.1 unless it is to be reached from elsewhere, with a daemon thread for each
 * connection.
 *
 * <p>It can go down like a process that has died, so that the operating system refuses connections to its port, and
 * come back on the same port.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final int BIND_ATTEMPTS = 100;
    private static final long BIND_PAUSE_NANOS = 20_000_000;

    private final String name;
    private final ExchangeHandler handler;
    private final SimulatorTime time;
    private final InetAddress address;
    private final int port;
    private final ExecutorService threads;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition never = lock.newCondition();
    private volatile @Nullable ServerSocket listening;
    private @Nullable Thread acceptor;
    private @Nullable Socket placeholder;
    private volatile boolean closed;

    /**
     * Starts a server.
     *
     * @param port the port, 0 for any that is free
     * @throws UncheckedIOException when the port is taken
     */
    public LoopbackServer(String name, int port, ExchangeHandler handler, SimulatorTime time) {
        this(name, Interfaces.LOOPBACK, port, handler, time);
    }

    /**
     * Starts a server.
     *
     * @param interfaces from where it can be reached
     * @param port the port, 0 for any that is free
     * @throws UncheckedIOException when the port is taken
     */
    public LoopbackServer(String name, Interfaces interfaces, int port, ExchangeHandler handler, SimulatorTime time) {
        this.name = name;
        this.handler = handler;
        this.time = time;
        this.address = interfaces.address();
        AtomicInteger count = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            ServerSocket socket = bind(port);
            this.port = socket.getLocalPort();
            listen(socket);
        } catch (IOException e) {
            threads.shutdown();
            throw new UncheckedIOException(
                    "Cannot listen on port " + port + " of " + address.getHostAddress() + ": " + e.getMessage(), e);
        }
    }

    /** The port, the same for the whole life of the server. */
    public int port() {
        return port;
    }

    /** How many connections clients hold open. */
    public int openConnections() {
        return connections.size();
    }

    /** Whether connections are being refused. */
    public boolean refusing() {
        return listening == null;
    }

    /** Refuses connections from now on, and closes those that wait for a request. */
    public void refuse() {
        lock.lock();
        try {
            ServerSocket socket = listening;
            if (socket == null || closed) {
                return;
            }
            stopListening(socket);
            placeholder = placeholder();
            connections.forEach(Connection::closeIfIdle);
        } finally {
            lock.unlock();
        }
    }

    /** Accepts connections again. */
    public void accept() {
        lock.lock();
        try {
            if (listening != null || closed) {
                return;
            }
            closeQuietly(placeholder);
            placeholder = null;
            listen(bindAgain());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port + " again: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /** Resets (RST) every connection that is open now. */
    public void disconnect() {
        connections.forEach(Connection::reset);
    }

    /** Ends the stalls and hangs of the exchanges that are under way. */
    public void release() {
        connections.forEach(Connection::release);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            stopListening(listening);
            closeQuietly(placeholder);
            connections.forEach(Connection::close);
            threads.shutdown();
        } finally {
            lock.unlock();
        }
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    private void listen(ServerSocket socket) {
        listening = socket;
        Thread thread = new Thread(() -> acceptAll(socket), name + "-acceptor");
        thread.setDaemon(true);
        thread.start();
        acceptor = thread;
    }

    /**
     * Closes the listening socket. The kernel keeps it, and goes on accepting, for as long as a thread is inside of
     * accept: only when that has left, connections are refused.
     */
    private void stopListening(@Nullable ServerSocket socket) {
        listening = null;
        closeQuietly(socket);
        Thread thread = acceptor;
        acceptor = null;
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                serve(socket, socket.accept());
            } catch (IOException e) {
                // The listening socket was closed, or one client gave up too early for the rest to care.
            }
        }
    }

    private void serve(ServerSocket socket, Socket client) throws IOException {
        Connection connection = new Connection(client, this, handler, threads, time);
        connections.add(connection);
        try {
            if (!socket.isClosed()) {
                threads.execute(connection);
                return;
            }
        } catch (RejectedExecutionException e) {
            // The server was closed.
        }
        // It slipped in while the server went down, and nobody else knows of it.
        connection.close();
        forget(connection);
    }

    /** Holds the port without listening, so that nobody else gets it while this server is down. */
    private @Nullable Socket placeholder() {
        try {
            Socket socket = new Socket();
            socket.setReuseAddress(true);
            socket.bind(address(port));
            return socket;
        } catch (IOException e) {
            // Then the port is merely not reserved.
            return null;
        }
    }

    private ServerSocket bindAgain() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return bind(port);
            } catch (IOException e) {
                if (attempt == BIND_ATTEMPTS) {
                    throw e;
                }
                try {
                    time.await(never, BIND_PAUSE_NANOS);
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    private ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address(port), BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private InetSocketAddress address(int port) {
        return new InetSocketAddress(address, port);
    }

    private static void closeQuietly(@Nullable AutoCloseable socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (Exception e) {
            // It is closed as far as anyone can see.
        }
    }
}
