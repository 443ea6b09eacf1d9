package io.github.llmfailover.load;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Serves the gateway, and {@link PlainController} beside it. */
@SpringBootApplication
public class LoadApplication {

    /** Blocking calls of the controller; needs Java 21. */
    @Bean
    AsyncTaskExecutor workers() {
        SimpleAsyncTaskExecutor workers = new SimpleAsyncTaskExecutor("call-");
        workers.setVirtualThreads(true);
        return workers;
    }

    /** Starts the application. */
    public static void main(String[] arguments) {
        SpringApplication.run(LoadApplication.class, arguments);
    }
}
