package io.github.llmfailover.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The map of the house: who may import whom. A room imports only from floors below it. */
class RoomsTest {

    private static final String BASE = "io.github.llmfailover";

    /** Each room with its floor. Rooms of one floor do not know each other. The root package is the vocabulary. */
    static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("time", 0),
            Map.entry("failure", 0),
            Map.entry("", 1),
            Map.entry("translation", 2),
            Map.entry("degradation", 2),
            Map.entry("budget", 2),
            Map.entry("provider", 3),
            Map.entry("health", 3),
            Map.entry("routing", 4),
            Map.entry("trace", 4),
            Map.entry("actuate", 4),
            Map.entry("plan", 5),
            Map.entry("observation", 5),
            Map.entry("execution", 6),
            Map.entry("chat", 7),
            Map.entry("gateway.request", 8),
            Map.entry("gateway.answer", 9),
            Map.entry("gateway", 10),
            Map.entry("autoconfigure", 11));

    /** Who may know a library, beside the JDK. */
    private static final Map<String, Set<String>> LIBRARIES = new TreeMap<>(Map.of(
            "io.github.resilience4j..", Set.of("health", "autoconfigure"),
            "reactor..", Set.of("", "provider", "execution", "chat", "failure", "gateway", "budget", "autoconfigure"),
            "io.micrometer.core..", Set.of("observation", "autoconfigure"),
            "org.springframework.boot..", Set.of("actuate", "autoconfigure"),
            "org.springframework.context..", Set.of("observation", "autoconfigure"),
            "org.springframework.beans..", Set.of("autoconfigure"),
            "com.openai..", Set.of("failure", "provider"),
            "com.anthropic..", Set.of("failure", "provider", "translation"),
            "okhttp3..", Set.of("provider", "autoconfigure"),
            "org.springframework.web..", Set.of("failure", "provider", "gateway", "budget", "autoconfigure")));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("failover-spring-boot-test"))
            .importPackages(BASE);

    @Test
    void everyPackage_isOnTheMap() {
        Set<String> rooms =
                HOUSE.stream().map(type -> room(type.getPackageName())).collect(Collectors.toSet());
        assertThat(FLOORS.keySet()).containsAll(rooms);
    }

    @Test
    void room_importsOnlyFromFloorsBelow() {
        FLOORS.forEach((room, floor) -> {
            List<String> forbidden = new ArrayList<>();
            FLOORS.forEach((other, otherFloor) -> {
                if (!other.equals(room) && otherFloor >= floor) {
                    forbidden.add(packageOf(other));
                }
            });
            noClasses()
                    .that(resideInAPackage(packageOf(room)))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(String[]::new)))
                    .because("room '" + room + "' is on floor " + floor)
                    .allowEmptyShould(true)
                    .check(HOUSE);
        });
    }

    @Test
    void rooms_haveNoCircles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void library_isKnownOnlyToTheRoomsThatMay() {
        LIBRARIES.forEach((library, rooms) -> noClasses()
                .that(areNotIn(rooms))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(HOUSE));
    }

    @Test
    void plan_knowsNoFrameworkAndNoThread() {
        noClasses()
                .that(resideInAPackage(packageOf("plan")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "java.util.concurrent.locks.."))
                .orShould()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are threads or executors",
                        type -> type.isEquivalentTo(Thread.class)
                                || type.getSimpleName().contains("Executor")))
                .check(HOUSE);
    }

    @Test
    void time_comesFromTheTimeSourceAlone() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage(packageOf("time"))))
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(HOUSE);
    }

    @Test
    void autoConfiguration_isPublicAndFinal() {
        classes()
                .that()
                .haveSimpleNameEndingWith("AutoConfiguration")
                .should()
                .bePublic()
                .andShould()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .allowEmptyShould(true)
                .check(HOUSE);
    }

    private static DescribedPredicate<JavaClass> areNotIn(Set<String> rooms) {
        return DescribedPredicate.describe("are not in " + rooms, type -> !rooms.contains(room(type.getPackageName())));
    }

    private static String packageOf(String room) {
        return room.isEmpty() ? BASE : BASE + "." + room;
    }

    private static String room(String packageName) {
        return packageName.equals(BASE) ? "" : packageName.substring(BASE.length() + 1);
    }
}
