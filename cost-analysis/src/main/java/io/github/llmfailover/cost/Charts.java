package io.github.llmfailover.cost;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The pictures of the page, as SVG. */
final class Charts {

    /** Told apart by those who do not see all colours (Okabe and Ito, 2008). */
    private static final Color[] COLOURS = {
        new Color(0x0072B2), new Color(0xE69F00), new Color(0x009E73), new Color(0xCC79A7), new Color(0x56B4E9)
    };

    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private final Assumptions given;

    private final List<Pair> pairs;

    Charts(Assumptions given, List<Pair> pairs) {
        this.given = given;
        this.pairs = pairs;
    }

    void write(Path directory) throws IOException {
        save(causes(), directory.resolve("cost-by-cause"));
        save(worth(), directory.resolve("cost-worth"));
        save(unavailability(), directory.resolve("cost-unavailability"));
    }

    private static void save(Chart<?, ?> chart, Path file) throws IOException {
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }

    private CategoryChart causes() {
        CategoryChart chart = new CategoryChartBuilder()
                .width(860)
                .height(420)
                .title("What failing over adds to the bill, by cause")
                .yAxisTitle("% of the bill without failures")
                .build();
        chart.getStyler().setStacked(true);
        style(chart);
        List<String> names = pairs.stream().map(Charts::shortName).toList();
        chart.addSeries("price difference", names, percent(cost -> cost.priceDifference()));
        chart.addSeries("lost prompt cache", names, percent(ExtraCost::lostCache));
        chart.addSeries("wasted tokens", names, percent(ExtraCost::wasted));
        return chart;
    }

    private static String shortName(Pair pair) {
        return pair.kind();
    }

    private List<Double> percent(ToDoubleFunction<ExtraCost> part) {
        return pairs.stream()
                .map(pair -> ExtraCost.of(given, pair.first(), pair.backup()))
                .map(cost -> 100 * part.applyAsDouble(cost) / cost.base())
                .toList();
    }

    private XYChart worth() {
        XYChart chart = new XYChartBuilder()
                .width(860)
                .height(420)
                .title("Worth a month, less tokens and work")
                .xAxisTitle("requests a day")
                .yAxisTitle("US dollars a month")
                .build();
        style(chart);
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("#,##0");
        List<Double> volumes = new ArrayList<>();
        for (double volume = 1_000; volume <= 200_000; volume *= 1.25) {
            volumes.add(volume);
        }
        for (Pair pair : pairs) {
            chart.addSeries(
                            pair.kind(),
                            volumes,
                            volumes.stream()
                                    .map(volume -> Worth.of(given, pair.first(), pair.backup(), volume)
                                            .net())
                                    .toList())
                    .setMarker(SeriesMarkers.NONE)
                    .setLineStyle(new BasicStroke(2));
        }
        chart.addSeries("nothing", List.of(1_000, 200_000), List.of(0, 0))
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(Color.GRAY)
                .setLineStyle(new BasicStroke(1))
                .setShowInLegend(false);
        return chart;
    }

    private CategoryChart unavailability() {
        Availability availability = Availability.of(given);
        CategoryChart chart = new CategoryChartBuilder()
                .width(860)
                .height(380)
                .title("Minutes a year in which nobody answers")
                .yAxisTitle("minutes")
                .build();
        style(chart);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setLabelsVisible(true);
        chart.addSeries(
                "minutes",
                List.of("first choice alone", "backup alone", "both, by chance", "both, common causes included"),
                List.of(
                        minutes(availability.first()),
                        minutes(availability.backup()),
                        minutes(availability.together()),
                        minutes(availability.both())));
        return chart;
    }

    private static double minutes(double share) {
        return Math.rint(share * Availability.MINUTES_A_YEAR);
    }

    private static void style(Chart<?, ?> chart) {
        var styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setSeriesColors(COLOURS);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(org.knowm.xchart.style.Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(TEXT);
        styler.setChartTitleFont(TEXT.deriveFont(Font.BOLD, 16));
    }
}
