package io.github.llmfailover.cost;

/**
 * A first choice and its backup.
 *
 * @param kind what is special about it
 * @param first the first choice
 * @param backup the backup
 * @param elsewhere whether the backup is the same model at another host
 */
record Pair(String kind, Price first, Price backup, boolean elsewhere) {

    String name() {
        return first.model() + " → " + (elsewhere ? "the same elsewhere" : backup.model());
    }
}
