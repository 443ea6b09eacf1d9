package io.github.llmfailover.test.script;

import io.github.llmfailover.test.wire.Problem;
import io.github.llmfailover.test.wire.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that is different from a healthy answer. */
public sealed interface Effect {

    /** The request is turned down in the vendor's words. */
    record TurnDown(Problem problem, @Nullable Duration retryAfter) implements Effect {}

    /** The answer has this status; a body of the wire's shape where none is given. */
    record Status(int status, @Nullable String body) implements Effect {}

    /** The connection does not get as far as a body. */
    record Connect(Connect.Fault fault) implements Effect {
        /** What happens instead. */
        public enum Fault {
            /** Nobody listens. */
            REFUSE,
            /** It is reset once the request has arrived. */
            RESET_BEFORE_HEADERS,
            /** It is closed once the request has arrived. */
            CLOSE_BEFORE_HEADERS,
            /** The request is taken, and nothing comes back. */
            HANG_BEFORE_HEADERS,
            /** The head of an answer comes, and nothing after it. */
            HANG_AFTER_HEADERS
        }
    }

    /** Something happens once this many tokens have been sent. */
    record AfterTokens(AfterTokens.Fault fault, int tokens) implements Effect {
        /** What happens then. */
        public enum Fault {
            /** The connection is reset. */
            RESET,
            /** The connection is closed in the middle of the body. */
            CLOSE,
            /** The body ends as if it were complete. */
            END,
            /** Nothing more comes. */
            HANG,
            /** An event tells of an error, and is the last one. */
            ERROR
        }
    }

    /** A pause once this many tokens have been sent. */
    record Stall(int tokens, Duration duration) implements Effect {}

    /** The connection breaks in the middle of the event with this index. */
    record InsideEvent(boolean reset, int event) implements Effect {}

    /** The event with this index cannot be parsed. */
    record MalformedEvent(int event) implements Effect {}

    /** The event with this index is an error, and the last one. */
    record ErrorEvent(int event, @Nullable String type) implements Effect {}

    /** Time passes. */
    record Delay(When when, Duration duration) implements Effect {
        /** Where it passes. */
        public enum When {
            /** Before the head of the answer. */
            BEFORE_HEADERS,
            /** Between the head and the first token. */
            BEFORE_FIRST_TOKEN,
            /** Before each token but the first. */
            BETWEEN_TOKENS,
            /** Before each byte of the body. */
            BEFORE_EACH_BYTE
        }
    }

    /** Something that belongs to a complete answer is left out. */
    record Without(Reply.Omission omission) implements Effect {}

    /** The answer has no content to speak of. */
    record Contentless(Reply.Content content) implements Effect {}

    /** The answer is not one of a model at all. */
    record OtherBody(Kind kind) implements Effect {
        /** What it is. */
        public enum Kind {
            /** An empty body. */
            NOTHING,
            /** A page for people, as a proxy sends it. */
            HTML
        }
    }

    /** A conversation that ends with an assistant's message is turned down. */
    record RejectPrefill() implements Effect {}

    /** The rate limits that the answer reports. */
    record RateLimits(int remaining, Duration reset) implements Effect {}

    /** A header of the answer. */
    record Header(String name, String value) implements Effect {}
}
