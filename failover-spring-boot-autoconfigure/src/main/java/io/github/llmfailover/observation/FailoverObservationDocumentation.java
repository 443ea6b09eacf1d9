package io.github.llmfailover.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of the layer and their key names. Low-cardinality values come from the configuration and fixed sets
 * alone; what callers and providers say is in the high-cardinality ones, which are on spans and on no meter. Prompts and
 * answers are in neither. Tokens have names of our own: under those of GenAI they are on the client's own observation
 * below the attempt, and would count twice.
 */
public enum FailoverObservationDocumentation implements ObservationDocumentation {

    /** A call of the application, over all providers that are asked for it. */
    CALL {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultFailoverCallObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return CallKeyNames.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return CallDetailKeyNames.values();
        }
    },

    /** One request to one provider. */
    ATTEMPT {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultFailoverAttemptObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return AttemptKeyNames.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return AttemptDetailKeyNames.values();
        }

        @Override
        public Observation.Event[] getEvents() {
            return new Observation.Event[] {FIRST_TOKEN};
        }
    },

    /** A wait of a call, before a retry or for a provider. */
    WAIT {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultFailoverWaitObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return WaitKeyNames.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return WaitDetailKeyNames.values();
        }
    };

    /** The first content of a stream has arrived. */
    static final Observation.Event FIRST_TOKEN = Observation.Event.of("first.token", "first token");

    /** What each call has, for meters and spans. */
    public enum CallKeyNames implements KeyName {
        /** The configured name of the chain. */
        CHAIN("llm.failover.chain"),
        /** {@code call} or {@code stream}. */
        MODE("llm.failover.mode"),
        /** How the call ended, as in the meter {@code llm.failover.calls}. */
        OUTCOME("llm.failover.outcome"),
        /** The configured name of the provider that served; {@code none} where none did. */
        PROVIDER("llm.failover.provider"),
        /** Whether another than the first choice served. */
        FAILED_OVER("llm.failover.failed.over"),
        /** The outcome of a call that failed; {@code none} where it was served or its caller left. */
        ERROR_TYPE("error.type");

        private final String name;

        CallKeyNames(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    /** What the span of a call has besides. */
    public enum CallDetailKeyNames implements KeyName {
        /** How many requests were made to providers. */
        ATTEMPTS("llm.failover.attempts"),
        /** The model that the serving provider named. */
        RESPONSE_MODEL("gen_ai.response.model"),
        /** Input tokens of the attempts that the answer came from. */
        INPUT_TOKENS("llm.failover.tokens.input"),
        /** Output tokens of the attempts that the answer came from. */
        OUTPUT_TOKENS("llm.failover.tokens.output"),
        /** Tokens of the attempts that nothing of the answer came from. */
        WASTED_TOKENS("llm.failover.tokens.wasted");

        private final String name;

        CallDetailKeyNames(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    /** What each attempt has, for meters and spans. */
    public enum AttemptKeyNames implements KeyName {
        /** The configured name of the call's chain. */
        CHAIN("llm.failover.chain"),
        /** The configured name of the provider. */
        PROVIDER("llm.failover.provider"),
        /** Why it is asked: {@code first}, {@code retry}, {@code failover}, {@code hedge}, {@code resume}, {@code restart}. */
        KIND("llm.failover.attempt.kind"),
        /** {@code SUCCESS}, or the kind of failure. */
        OUTCOME("llm.failover.outcome"),
        /** The kind of failure; {@code none} where there is none to blame anybody for. */
        ERROR_TYPE("error.type"),
        /** Always {@code chat}. */
        OPERATION("gen_ai.operation.name"),
        /** Whose protocol the provider speaks, such as {@code openai}; {@code other} where that is not known. */
        SYSTEM("gen_ai.provider.name");

        private final String name;

        AttemptKeyNames(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    /** What the span of an attempt has besides. */
    public enum AttemptDetailKeyNames implements KeyName {
        /** The model that is asked for, which callers may name. */
        REQUEST_MODEL("gen_ai.request.model"),
        /** The model that the provider says has answered. */
        RESPONSE_MODEL("gen_ai.response.model"),
        /** The HTTP status of a failure. */
        STATUS("http.response.status_code"),
        /** Milliseconds from the request to the first content, without what was waited for threads of the application. */
        FIRST_TOKEN("llm.failover.first.token.ms"),
        /** Input tokens that the provider reported. */
        INPUT_TOKENS("llm.failover.tokens.input"),
        /** Output tokens that the provider reported. */
        OUTPUT_TOKENS("llm.failover.tokens.output"),
        /** How many characters of the caller's answer came from this attempt. */
        DELIVERED("llm.failover.delivered.chars");

        private final String name;

        AttemptDetailKeyNames(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    /** What each wait has, for meters and spans. */
    public enum WaitKeyNames implements KeyName {
        /** The configured name of the call's chain. */
        CHAIN("llm.failover.chain"),
        /** Why the call waits: {@code retry}, {@code preferred} or {@code unavailable}. */
        REASON("llm.failover.wait.reason");

        private final String name;

        WaitKeyNames(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }

    /** What the span of a wait has besides. */
    public enum WaitDetailKeyNames implements KeyName {
        /** How long the call was going to wait, in milliseconds. */
        PLANNED("llm.failover.wait.planned.ms");

        private final String name;

        WaitDetailKeyNames(String name) {
            this.name = name;
        }

        @Override
        public String asString() {
            return name;
        }
    }
}
