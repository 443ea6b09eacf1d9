package io.github.llmfailover.autoconfigure;

import io.github.llmfailover.chat.FailoverChatModel;
import io.github.llmfailover.execution.Workers;
import io.github.llmfailover.gateway.Gateway;
import io.github.llmfailover.gateway.GatewaySettings;
import io.github.llmfailover.gateway.HeadTimeout;
import io.github.llmfailover.time.TimeSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.AlternativeJdkIdGenerator;
import org.springframework.util.ClassUtils;
import org.springframework.util.IdGenerator;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAI-compatible gateway, where {@code llm.failover.gateway.enabled} says so. */
@AutoConfiguration(after = FailoverAutoConfiguration.class)
@ConditionalOnBean({FailoverChatModel.class, ProviderChains.class})
@ConditionalOnBooleanProperty(name = FailoverProperties.PREFIX + ".gateway.enabled")
public final class FailoverGatewayAutoConfiguration {

    private static final String SECURITY = "org.springframework.security.web.server.SecurityWebFilterChain";

    /** Where there is a server for it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = Type.REACTIVE)
    @ConditionalOnClass({DispatcherHandler.class, JsonMapper.class})
    static class Reactive {

        @Bean
        @ConditionalOnMissingBean
        Gateway failoverGateway(
                Generations generations,
                FailoverChatModel model,
                Workers workers,
                TimeSource time,
                Environment environment,
                ListableBeanFactory beans) {
            IdGenerator ids = new AlternativeJdkIdGenerator();
            boolean secured = isSecured(beans);
            Live<GatewaySettings> settings = generations.each((next, before) ->
                    new GatewaySetup(next.properties()).settings(environment.getProperty("server.address"), secured));
            ProviderChains first = generations.current().providers();
            Gateway gateway = new Gateway(
                    settings.get(),
                    model,
                    first.chains().keySet(),
                    GatewaySetup.models(first),
                    workers,
                    () -> ids.generateId().toString().replace("-", ""),
                    time);
            generations.afterwards((before, now) -> gateway.reconfigure(
                    settings.of(now), now.providers().chains().keySet(), GatewaySetup.models(now.providers())));
            return gateway;
        }

        @Bean
        RouterFunction<ServerResponse> failoverGatewayRoutes(Gateway gateway) {
            return gateway.routes();
        }

        /** After everything else that the application serves, which may have paths of its own below ours. */
        @Bean
        RouterFunctionMapping failoverGatewayRemainder(Gateway gateway) {
            RouterFunctionMapping mapping = new RouterFunctionMapping(gateway.remainder());
            mapping.setOrder(Ordered.LOWEST_PRECEDENCE - 2);
            return mapping;
        }

        @Bean
        @Lazy(false)
        GatewayLifecycle failoverGatewayLifecycle(Gateway gateway) {
            return new GatewayLifecycle(gateway);
        }

        private static boolean isSecured(ListableBeanFactory beans) {
            ClassLoader loader = FailoverGatewayAutoConfiguration.class.getClassLoader();
            return ClassUtils.isPresent(SECURITY, loader)
                    && beans.getBeanNamesForType(ClassUtils.resolveClassName(SECURITY, loader), false, false).length
                            > 0;
        }
    }

    /** Reactor Netty bounds how long a body may be silent, but not how long a request's head may take. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = Type.REACTIVE)
    @ConditionalOnClass({NettyReactiveWebServerFactory.class, HttpServer.class})
    static class OnNetty {

        @Bean
        WebServerFactoryCustomizer<NettyReactiveWebServerFactory> failoverGatewayHeadTimeout(
                Generations generations, TimeSource time) {
            return factory -> factory.addServerCustomizers(
                    server -> server.doOnChannelInit((observer, channel, address) -> HeadTimeout.watch(
                            channel,
                            NettyPipeline.HttpCodec,
                            generations.current().properties().gateway().bodyTimeout(),
                            time)));
        }
    }

    /** Where there is none, which should not go unnoticed. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(NotReactive.class)
    static class WithoutServer {

        @Bean
        @Lazy(false)
        GatewayLifecycle failoverGatewayLifecycle() {
            throw GatewaySetup.notReactive();
        }
    }

    static final class NotReactive extends NoneNestedConditions {

        NotReactive() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnWebApplication(type = Type.REACTIVE)
        @ConditionalOnClass({DispatcherHandler.class, JsonMapper.class})
        static class WithServer {}
    }
}
