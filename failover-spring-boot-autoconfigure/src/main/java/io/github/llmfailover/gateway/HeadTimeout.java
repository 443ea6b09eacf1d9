package io.github.llmfailover.gateway;

import io.github.llmfailover.time.TimeSource;
import io.github.llmfailover.time.TimeSource.Cancellable;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose request's head does not arrive in time: those that send nothing, and those that send a byte
 * now and then, which no limit on silence notices. A connection that has served a request may then be idle for as long as
 * the server allows. Used by the connection's event loop only, except for the timer.
 */
public final class HeadTimeout {

    private final Channel channel;

    private final Duration limit;

    private final TimeSource time;

    private @Nullable Cancellable timer;

    private boolean inBody;

    /** Whether bytes of a head have come, and not yet all of it. */
    private boolean headBegun;

    private HeadTimeout(Channel channel, Duration limit, TimeSource time) {
        this.channel = channel;
        this.limit = limit;
        this.time = time;
    }

    /**
     * Watches a connection.
     *
     * @param channel the connection
     * @param codec the name of the handler that decodes HTTP/1.1; without it nothing is watched
     * @param limit how long a head may take
     * @param time the time
     */
    public static void watch(Channel channel, String codec, Duration limit, TimeSource time) {
        if (channel.pipeline().get(codec) != null) {
            HeadTimeout watch = new HeadTimeout(channel, limit, time);
            watch.begin();
            channel.pipeline().addBefore(codec, "llm.failover.bytes", watch.new Bytes());
            channel.pipeline().addAfter(codec, "llm.failover.heads", watch.new Heads());
        }
    }

    private void begin() {
        if (timer == null) {
            timer = time.schedule(limit, channel::close);
        }
    }

    private void end() {
        Cancellable pending = timer;
        timer = null;
        if (pending != null) {
            pending.cancel();
        }
    }

    private final class Bytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            headBegun = !inBody;
            context.fireChannelRead(bytes);
        }

        /** Nearly every head comes in one piece with all the rest, and needs no timer. */
        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (headBegun) {
                begin();
            }
            context.fireChannelReadComplete();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end();
            context.fireChannelInactive();
        }
    }

    private final class Heads extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            if (part instanceof HttpRequest) {
                end();
                headBegun = false;
                inBody = true;
            }
            if (part instanceof LastHttpContent) {
                inBody = false;
            }
            context.fireChannelRead(part);
        }
    }
}
