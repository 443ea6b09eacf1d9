package io.github.llmfailover.cost;

import java.util.Locale;

/** Numbers as the page shows them, the same on every machine. */
final class Figures {

    private Figures() {}

    /** An amount in US dollars: with cents below a hundred, and with fractions of them below a cent. */
    static String dollars(double amount) {
        double size = Math.abs(amount);
        String sign = amount < 0 ? "−" : "";
        if (Math.round(size * 10_000) == 0) {
            return "$0";
        }
        String pattern = size < 0.01 ? "%.4f" : size < 100 ? "%.2f" : "%,.0f";
        return sign + "$" + String.format(Locale.ROOT, pattern, size);
    }

    /** A share as a percentage. */
    static String percent(double share, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", Math.abs(share) * 100);
        return (share < 0 && !text.matches("0(\\.0*)?") ? "−" : "") + text + " %";
    }

    static String whole(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }
}
