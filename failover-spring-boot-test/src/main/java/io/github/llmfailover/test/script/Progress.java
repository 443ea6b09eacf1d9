package io.github.llmfailover.test.script;

/** Hears how far an answer has come. */
public interface Progress {

    /** For answers that nobody keeps a record of. */
    Progress NOBODY = new Progress() {
        @Override
        public void started(int status) {}

        @Override
        public void tokensSent(int tokens) {}

        @Override
        public void completed() {}
    };

    /** The status line is on its way. */
    void started(int status);

    /** This many tokens have been sent by now. */
    void tokensSent(int tokens);

    /** Every byte of a healthy answer has been written; told before the last of them can have arrived. */
    void completed();
}
