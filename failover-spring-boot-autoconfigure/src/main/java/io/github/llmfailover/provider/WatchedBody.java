package io.github.llmfailover.provider;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** The body of an answer that tells its exchange when somebody reads it, so that nobody is blamed while nobody does. */
final class WatchedBody extends ResponseBody {

    private final ResponseBody delegate;

    private final BufferedSource source;

    WatchedBody(ResponseBody delegate, Exchange exchange) {
        this.delegate = delegate;
        this.source = Okio.buffer(new WatchedSource(delegate.source(), exchange));
    }

    @Override
    public @Nullable MediaType contentType() {
        return delegate.contentType();
    }

    @Override
    public long contentLength() {
        return delegate.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }

    private static final class WatchedSource extends ForwardingSource {

        private final Exchange exchange;

        private WatchedSource(BufferedSource delegate, Exchange exchange) {
            super(delegate);
            this.exchange = exchange;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            exchange.readBegins();
            try {
                return super.read(sink, byteCount);
            } finally {
                exchange.readEnds();
            }
        }
    }
}
