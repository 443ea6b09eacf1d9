package io.github.llmfailover.cost;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What is assumed of requests, failures and their worth: numbers by name, as {@code assumptions.properties} has them. */
final class Assumptions {

    private final Map<String, Double> values = new TreeMap<>();

    private Assumptions() {}

    /** Reads assumptions in the form of a properties file. */
    static Assumptions parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Assumptions assumptions = new Assumptions();
        properties.forEach(
                (name, value) -> assumptions.values.put((String) name, number((String) name, (String) value)));
        return assumptions;
    }

    /**
     * Returns these with one replaced.
     *
     * @throws IllegalArgumentException where there is none of that name, or the value is no number from 0 on
     */
    Assumptions with(String name, String value) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("There is no assumption '" + name + "'; there are " + values.keySet());
        }
        Assumptions changed = new Assumptions();
        changed.values.putAll(values);
        changed.values.put(name, number(name, value));
        return changed;
    }

    Assumptions with(String name, double value) {
        return with(name, Double.toString(value));
    }

    private static double number(String name, String value) {
        double number;
        try {
            number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, but is '" + value + "'", e);
        }
        if (!(number >= 0)) {
            throw new IllegalArgumentException(name + " must be 0 or more, but is '" + value + "'");
        }
        return number;
    }

    double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("There is no assumption '" + name + "'");
        }
        return value;
    }
}
