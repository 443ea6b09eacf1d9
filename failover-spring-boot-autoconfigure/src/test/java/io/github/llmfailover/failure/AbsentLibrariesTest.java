package io.github.llmfailover.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.ConnectException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbsentLibrariesTest {

    @Test
    void classification_withoutAnyClientLibrary_stillWorks() throws Exception {
        ClassLoader bare = new WithoutClientLibraries();
        Class<?> type = bare.loadClass(FailureClassifiers.class.getName());
        InstantSource clock = () -> Instant.EPOCH;
        Object classifiers =
                type.getMethod("create", List.class, InstantSource.class).invoke(null, List.of(), clock);
        Method classify = type.getMethod("classify", Throwable.class);

        assertThat(type.getClassLoader()).isSameAs(bare);
        assertThat(classify.invoke(classifiers, new ConnectException())).hasToString("CONNECTION");
        assertThat(classify.invoke(classifiers, new ArithmeticException())).hasToString("UNKNOWN");
    }

    /** Defines the room's classes anew, and hides what an application without those providers does not have. */
    private static final class WithoutClientLibraries extends ClassLoader {

        private static final List<String> HIDDEN = List.of(
                "com.openai.",
                "com.anthropic.",
                "okhttp3.",
                "org.springframework.ai.retry.",
                "org.springframework.web.",
                "org.springframework.http.",
                "reactor.netty.",
                "io.netty.");

        WithoutClientLibraries() {
            super(AbsentLibrariesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (HIDDEN.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.github.llmfailover.failure.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
