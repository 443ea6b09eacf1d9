package io.github.llmfailover.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All pages that the project shows people, taken apart. */
final class Pages {

    private static final Path ROOT = Path.of("..");

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");

    private Pages() {}

    /** A block of code in a page. */
    record Block(String page, String language, String text) {

        @Override
        public String toString() {
            return page + ": " + text.lines().findFirst().orElse("");
        }
    }

    /** A link from a page to a file of the project, and perhaps to a heading in it. */
    record Link(String page, Path file, String anchor) {}

    /** Every Markdown file of the project, from its root, but for those that a program makes a page of. */
    static List<String> all() {
        return files(".md").stream()
                .filter(file -> !file.contains("/src/main/resources/"))
                .toList();
    }

    /** The text of every Java source of the project, in order, without white space. */
    static List<String> sources() {
        return files(".java").stream()
                .filter(file -> file.contains("/src/"))
                .map(file -> Readme.text(file).replaceAll("\\s", ""))
                .toList();
    }

    private static List<String> files(String ending) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .map(ROOT::relativize)
                    .filter(file -> Stream.iterate(file, each -> each != null, Path::getParent)
                            .noneMatch(
                                    part -> NOT_OURS.contains(part.getFileName().toString())))
                    .map(file -> file.toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of code of all pages in a language. */
    static List<Block> blocks(String language) {
        return all().stream()
                .flatMap(page -> Readme.blocks(language, page).stream().map(text -> new Block(page, language, text)))
                .toList();
    }

    /** The links of a page that stay in the project. */
    static List<Link> links(String page) {
        List<Link> links = new ArrayList<>();
        Path file = ROOT.resolve(page);
        Matcher link = Pattern.compile("\\]\\((?!https?:|mailto:)([^)#\\s]*)(?:#([^)\\s]*))?\\)")
                .matcher(withoutCode(Readme.text(page)));
        while (link.find()) {
            Path target = link.group(1).isEmpty()
                    ? file
                    : file.resolveSibling(link.group(1)).normalize();
            links.add(new Link(page, target, link.group(2) == null ? "" : link.group(2)));
        }
        return links;
    }

    /** The anchors of a page's headings, as GitHub makes them. */
    static Set<String> anchors(Path file) throws IOException {
        Set<String> anchors = new TreeSet<>();
        for (String line : withoutCode(Files.readString(file)).lines().toList()) {
            Matcher heading = Pattern.compile("#{1,6} (.+)").matcher(line);
            if (heading.matches()) {
                String slug = heading.group(1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                String anchor = slug;
                for (int i = 1; !anchors.add(anchor); i++) {
                    anchor = slug + "-" + i;
                }
            }
        }
        return anchors;
    }

    private static String withoutCode(String text) {
        return Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text)
                .replaceAll("");
    }

    /** The commands of Maven that any page shows, each in a line of its own. */
    static List<String> mavenCommands() {
        return Stream.of("shell", "sh", "console", "bash")
                .flatMap(language -> blocks(language).stream())
                .flatMap(block -> block.text().lines())
                .map(line -> line.replaceFirst("^\\$ ", "").strip())
                .filter(line -> line.startsWith("mvn "))
                .distinct()
                .collect(Collectors.toList());
    }
}
