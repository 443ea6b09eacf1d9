package io.github.llmfailover.degradation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmfailover.FailoverChatOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/** Whatever differs between two requests, their keys differ; whatever is the same, their keys are. */
@PropertyDefaults(tries = 300, edgeCases = EdgeCasesMode.NONE)
class RequestKeyPropertiesTest {

    /** Few letters, so that texts run into each other where a key could take one for the other. */
    private static final Arbitrary<String> TEXTS =
            Arbitraries.strings().withChars("ab\n\u0000 ").ofMinLength(1).ofMaxLength(3);

    /** All that a key is made of. */
    record Request(
            String chain,
            String scope,
            Set<String> tags,
            List<String> roles,
            List<String> texts,
            @Nullable String schema,
            @Nullable Double temperature,
            @Nullable String model,
            Map<String, Object> extra,
            List<byte[]> images) {

        RequestKey key() {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < roles.size(); i++) {
                messages.add(
                        switch (roles.get(i)) {
                            case "system" -> new SystemMessage(texts.get(i));
                            case "assistant" -> new AssistantMessage(texts.get(i));
                            default ->
                                UserMessage.builder()
                                        .text(texts.get(i))
                                        .media(images.stream()
                                                .map(image -> new Media(
                                                        MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(image)))
                                                .toList())
                                        .build();
                        });
            }
            RequestKey key = RequestKey.of(
                    chain,
                    scope,
                    new Prompt(
                            messages,
                            FailoverChatOptions.builder()
                                    .requiredTags(tags)
                                    .outputSchema(schema)
                                    .temperature(temperature)
                                    .model(model)
                                    .extraBody(extra)
                                    .build()));
            assertThat(key).isNotNull();
            return key;
        }

        /** All that is not the last question, and the question. */
        List<Object> parts() {
            List<Object> parts = new ArrayList<>(
                    List.of(chain, scope, tags, roles, texts, "" + schema, "" + temperature, "" + model, extra));
            if (roles.contains("user")) {
                images.forEach(image -> parts.add(List.of(new String(image, java.nio.charset.StandardCharsets.UTF_8))));
            }
            return parts;
        }
    }

    @Provide
    Arbitrary<Request> requests() {
        Arbitrary<List<String>> roles = Arbitraries.of("system", "user", "assistant")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(
                        TEXTS,
                        TEXTS,
                        TEXTS.set().ofMaxSize(2),
                        roles,
                        TEXTS.list().ofSize(3),
                        TEXTS.injectNull(0.5),
                        Arbitraries.of(0.0, 0.5, 1.0).injectNull(0.5))
                .as((chain, scope, tags, order, texts, schema, temperature) -> new Request(
                        chain,
                        scope,
                        tags,
                        order,
                        texts.subList(0, order.size()),
                        schema,
                        temperature,
                        null,
                        Map.of(),
                        List.of()))
                .flatMap(request -> Combinators.combine(
                                TEXTS.injectNull(0.5),
                                TEXTS.injectNull(0.7),
                                TEXTS.map(text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                        .list()
                                        .ofMaxSize(2))
                        .as((model, stop, images) -> new Request(
                                request.chain(),
                                request.scope(),
                                request.tags(),
                                request.roles(),
                                request.texts(),
                                request.schema(),
                                request.temperature(),
                                model,
                                stop == null ? Map.of() : Map.of("seed", stop),
                                images)));
    }

    @Property(seed = "201")
    void twoRequests_haveTheSameKeyExactlyWhereNothingDiffers(
            @ForAll("requests") Request one, @ForAll("requests") Request other) {
        assertThat(one.key().exact().equals(other.key().exact()))
                .isEqualTo(one.parts().equals(other.parts()));
        assertThat(one.key().exact()).isEqualTo(one.key().exact());
    }

    @Property(seed = "202")
    void oneDifference_whateverItIs_givesAnotherKeyAndAnotherContext(
            @ForAll("requests") Request one, @ForAll("requests") Request other) {
        List<Request> changed = List.of(
                with(one, other.chain(), one.scope(), one.tags(), one.schema(), one.temperature()),
                with(one, one.chain(), other.scope(), one.tags(), one.schema(), one.temperature()),
                with(one, one.chain(), one.scope(), other.tags(), one.schema(), one.temperature()),
                with(one, one.chain(), one.scope(), one.tags(), other.schema(), one.temperature()),
                with(one, one.chain(), one.scope(), one.tags(), one.schema(), other.temperature()));
        for (Request each : changed) {
            boolean same = each.parts().equals(one.parts());
            assertThat(each.key().exact().equals(one.key().exact())).isEqualTo(same);
            assertThat(each.key().context().equals(one.key().context())).isEqualTo(same);
        }
    }

    @Property(seed = "203")
    void anotherLastQuestion_keepsTheContextAlone_andNothingElseDoes(
            @ForAll("requests") Request one, @ForAll("requests") Request other) {
        int last = one.roles().size() - 1;
        List<String> texts = new ArrayList<>(one.texts());
        texts.set(last, texts.get(last) + "!");
        Request asked = withTexts(one, texts);
        boolean question = one.roles().get(last).equals("user");

        assertThat(asked.key().exact()).isNotEqualTo(one.key().exact());
        if (question) {
            assertThat(asked.key().context()).isEqualTo(one.key().context());
        }
        if (last > 0) {
            List<String> before = new ArrayList<>(one.texts());
            before.set(0, before.get(0) + "!");
            assertThat(withTexts(one, before).key().context())
                    .isNotEqualTo(one.key().context());
        }
    }

    private static Request with(
            Request from,
            String chain,
            String scope,
            Set<String> tags,
            @Nullable String schema,
            @Nullable Double temperature) {
        return new Request(
                chain,
                scope,
                tags,
                from.roles(),
                from.texts(),
                schema,
                temperature,
                from.model(),
                new HashMap<>(from.extra()),
                from.images());
    }

    private static Request withTexts(Request from, List<String> texts) {
        return new Request(
                from.chain(),
                from.scope(),
                from.tags(),
                from.roles(),
                texts,
                from.schema(),
                from.temperature(),
                from.model(),
                from.extra(),
                from.images());
    }
}
