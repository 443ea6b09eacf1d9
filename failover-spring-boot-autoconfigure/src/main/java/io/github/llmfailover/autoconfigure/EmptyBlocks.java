package io.github.llmfailover.autoconfigure;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Lets an empty block stand for a block in which nothing is written. YAML's <code>headers: {}</code> arrives as an empty
 * text, which Boot can turn neither into a map nor into a record.
 */
final class EmptyBlocks implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(FailoverProperties.PREFIX);

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {
            @Override
            public @Nullable Object onFailure(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                    throws Exception {
                ConfigurationProperty property = context.getConfigurationProperty();
                if (PREFIX.isAncestorOf(name)
                        && property != null
                        && property.getName().equals(name)
                        && "".equals(property.getValue())) {
                    Class<?> type = target.getType().toClass();
                    if (type == Map.class) {
                        return Map.of();
                    }
                    if (type.isRecord()) {
                        return null;
                    }
                }
                return super.onFailure(name, target, context, error);
            }
        };
    }
}
