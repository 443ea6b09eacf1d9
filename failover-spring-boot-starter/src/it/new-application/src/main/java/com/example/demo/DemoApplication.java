package com.example.demo;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** An application as start.spring.io makes it, with Spring Web and two providers, that knows nothing of failover. */
@SpringBootApplication
@RestController
class DemoApplication {

    private final ChatClient chat;

    DemoApplication(ChatClient.Builder builder) {
        chat = builder.build();
    }

    public static void main(String[] args) {
        SpringApplication.run(DemoApplication.class, args);
    }

    @GetMapping("/ask")
    String ask(@RequestParam String q) {
        return chat.prompt(q).call().content();
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<String> stream(@RequestParam String q) {
        return chat.prompt(q).stream().content();
    }
}
