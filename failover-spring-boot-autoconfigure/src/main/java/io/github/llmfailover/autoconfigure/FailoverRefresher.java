package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.ConfigurationRefreshedEvent;
import io.github.llmfailover.ConfigurationRefresher;
import io.github.llmfailover.ConfigurationRefusedEvent;
import io.github.llmfailover.ConfigurationRefusedException;
import io.github.llmfailover.FailoverListener;
import io.github.llmfailover.autoconfigure.Problems.Problem;
import io.github.llmfailover.time.TimeSource;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.env.Environment;

/** Binds, checks and builds what is configured now, exactly as at the start, and puts it in force if nothing is wrong. */
final class FailoverRefresher implements ConfigurationRefresher {

    private static final Log logger = LogFactory.getLog(FailoverRefresher.class);

    private final Generations generations;

    private final FailoverConfigurer configurer;

    private final Environment environment;

    private final ProviderFactory factory;

    private final FailoverListener listener;

    private final TimeSource time;

    /** What was refused last and is still configured: told once, however often it is looked at. Guarded by this. */
    private List<String> refused = List.of();

    FailoverRefresher(
            Generations generations,
            FailoverConfigurer configurer,
            Environment environment,
            ProviderFactory factory,
            FailoverListener listener,
            TimeSource time) {
        this.generations = generations;
        this.configurer = configurer;
        this.environment = environment;
        this.factory = factory;
        this.listener = listener;
        this.time = time;
    }

    @Override
    public synchronized List<String> refresh() {
        try {
            List<String> changed = change();
            refused = List.of();
            return changed;
        } catch (FailoverConfigurationException e) {
            throw refused(e.problems().stream().map(FailoverRefresher::told).toList());
        } catch (RuntimeException e) {
            // Whatever it says may hold what nobody must see.
            logger.debug("The changed configuration could not be put in force", e);
            throw refused(List.of("It could not be put in force because of a "
                    + e.getClass().getName() + ", which is logged at DEBUG."));
        }
    }

    private List<String> change() {
        Generation before = generations.current();
        Problems problems = new Problems();
        // What nobody binds makes no difference, and would go unnoticed.
        new UnknownProperties(problems).validate(environment);
        problems.throwIfAny();
        FailoverProperties properties = PropertiesBinding.bind(environment);
        List<String> changed = PropertyChanges.between(before.properties(), properties);
        if (changed.isEmpty()) {
            return changed;
        }
        FixedProperties.check(changed);
        ProviderChains providers = configurer.configure(properties, before.providers());
        try {
            generations.change(new Generation(properties, providers));
        } catch (RuntimeException e) {
            providers.clientsNotIn(before.providers()).forEach(factory::retire);
            throw e;
        }
        before.providers().clientsNotIn(providers).forEach(factory::retire);
        logger.info("Configuration refreshed: changed=" + changed);
        listener.onConfigurationRefreshed(new ConfigurationRefreshedEvent(time.now(), changed));
        return changed;
    }

    private ConfigurationRefusedException refused(List<String> problems) {
        ConfigurationRefusedException refusal = new ConfigurationRefusedException(problems);
        if (!problems.equals(refused)) {
            refused = problems;
            logger.error(refusal.getMessage());
            listener.onConfigurationRefused(new ConfigurationRefusedEvent(time.now(), problems));
        }
        return refusal;
    }

    private static String told(Problem problem) {
        return problem.what() + " " + problem.write();
    }
}
