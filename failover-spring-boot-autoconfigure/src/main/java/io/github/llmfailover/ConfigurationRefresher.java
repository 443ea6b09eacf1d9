package io.github.llmfailover;

import java.util.List;

/**
 * Puts the configuration in force that the application's environment has now. Where Spring Cloud Context is on the class
 * path, its refresh does so by itself ({@code POST /actuator/refresh}); elsewhere whoever has changed the environment
 * calls it.
 *
 * <p>All of a changed configuration takes effect at once, or nothing of it. Calls and streams under way end with what they
 * began with. What is known of providers that stay is kept: breakers, rests, statistics, requests under way.
 */
@FunctionalInterface
public interface ConfigurationRefresher {

    /**
     * Reads and checks the configuration as at the start, and puts it in force if there is nothing wrong with it. Those who
     * refresh at the same time do so one after the other.
     *
     * @return the properties that changed, by name and in order, without their values; empty where none did
     * @throws ConfigurationRefusedException where something is wrong with it, or cannot change without a restart; then
     *     everything stays as it was
     */
    List<String> refresh();
}
