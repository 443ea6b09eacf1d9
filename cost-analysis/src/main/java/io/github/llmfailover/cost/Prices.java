package io.github.llmfailover.cost;

import java.util.LinkedHashMap;
import java.util.Map;

/** List prices by model. */
final class Prices {

    private final Map<String, Price> byModel = new LinkedHashMap<>();

    /** Reads lines of {@code model,input,cached-input,output}; the first is the heading. */
    Prices(String csv) {
        csv.lines().skip(1).filter(line -> !line.isBlank()).forEach(line -> {
            String[] cells = line.split(",", -1);
            if (cells.length != 4) {
                throw new IllegalArgumentException(
                        "A line of prices is 'model,input,cached-input,output', but one is '" + line + "'");
            }
            byModel.put(
                    cells[0],
                    new Price(
                            cells[0],
                            Double.parseDouble(cells[1]),
                            Double.parseDouble(cells[2]),
                            Double.parseDouble(cells[3])));
        });
    }

    Price of(String model) {
        Price price = byModel.get(model);
        if (price == null) {
            throw new IllegalArgumentException("There is no price of '" + model + "'; there are " + byModel.keySet());
        }
        return price;
    }

    Iterable<Price> all() {
        return byModel.values();
    }
}
