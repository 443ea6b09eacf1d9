package io.github.llmfailover.translation;

import com.anthropic.models.messages.Metadata;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.ThinkingConfigDisabled;
import com.anthropic.models.messages.ThinkingConfigParam;
import com.anthropic.models.messages.ToolChoice;
import com.anthropic.models.messages.ToolChoiceAny;
import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.credential.BearerTokenCredential;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.ai.anthropic.AnthropicCacheOptions;
import org.springframework.ai.anthropic.AnthropicCacheStrategy;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.anthropic.AnthropicCitationDocument;
import org.springframework.ai.anthropic.AnthropicServiceTier;
import org.springframework.ai.anthropic.AnthropicWebSearchTool;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatModel.ResponseFormat;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Options in which everything that is not portable is set, to something that can be recognised. */
final class Canaries {

    private static final Proxy PROXY =
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("canary.invalid", 1));

    private Canaries() {}

    static OpenAiChatOptions openAi() {
        return OpenAiChatOptions.builder()
                .baseUrl("http://canary.invalid")
                .apiKey("canary-key")
                .credential(BearerTokenCredential.create("canary-token"))
                .deploymentName("canary-deployment")
                .microsoftFoundryServiceVersion(AzureOpenAIServiceVersion.fromString("canary"))
                .organizationId("canary-organization")
                .microsoftFoundry(true)
                .gitHubModels(true)
                .timeout(Duration.ofSeconds(1234))
                .maxRetries(7)
                .proxy(PROXY)
                .customHeaders(Map.of("X-Canary", "canary"))
                .extraBody(Map.of("canary", "canary"))
                .logitBias(Map.of("canary", 1))
                .logprobs(true)
                .topLogprobs(3)
                .maxCompletionTokens(4321)
                .n(2)
                .outputModalities(List.of("canary"))
                .outputAudio(new OpenAiChatOptions.AudioParameters(
                        OpenAiChatOptions.AudioParameters.Voice.ALLOY,
                        OpenAiChatOptions.AudioParameters.AudioResponseFormat.MP3))
                .responseFormat(ResponseFormat.builder()
                        .type(ResponseFormat.Type.JSON_OBJECT)
                        .build())
                .streamOptions(new OpenAiChatOptions.StreamOptions(true, true, Map.of("canary", 1)))
                .seed(11)
                .stop(List.of("END"))
                .toolChoice("required")
                .user("canary-user")
                .parallelToolCalls(true)
                .store(true)
                .metadata(Map.of("canary", "canary"))
                .reasoningEffort("canary-effort")
                .verbosity("canary-verbosity")
                .serviceTier("canary-tier")
                .promptCacheKey("canary-cache")
                .build();
    }

    static AnthropicChatOptions anthropic() {
        return AnthropicChatOptions.builder()
                .baseUrl("http://canary.invalid")
                .apiKey("canary-key")
                .timeout(Duration.ofSeconds(1234))
                .maxRetries(7)
                .proxy(PROXY)
                .customHeaders(Map.of("X-Canary", "canary"))
                .httpHeaders(Map.of("X-Canary", "canary"))
                .metadata(Metadata.builder().userId("canary").build())
                .toolChoice(ToolChoice.ofAny(ToolChoiceAny.builder().build()))
                .thinking(ThinkingConfigParam.ofDisabled(
                        ThinkingConfigDisabled.builder().build()))
                .disableParallelToolUse(true)
                .citationDocuments(AnthropicCitationDocument.builder()
                        .plainText("canary")
                        .title("canary")
                        .build())
                .cacheOptions(AnthropicCacheOptions.builder()
                        .strategy(AnthropicCacheStrategy.SYSTEM_ONLY)
                        .build())
                .effort(OutputConfig.Effort.LOW)
                .skill("canary-skill")
                .inferenceGeo("canary-geo")
                .webSearchTool(AnthropicWebSearchTool.builder()
                        .allowedDomains(List.of("canary.invalid"))
                        .build())
                .serviceTier(AnthropicServiceTier.STANDARD_ONLY)
                .build();
    }

    static OllamaChatOptions ollama() {
        return OllamaChatOptions.builder()
                .useNUMA(true)
                .numCtx(11)
                .numBatch(12)
                .numGPU(13)
                .mainGPU(14)
                .lowVRAM(true)
                .f16KV(true)
                .logitsAll(true)
                .vocabOnly(true)
                .useMMap(true)
                .useMLock(true)
                .numThread(15)
                .numKeep(16)
                .seed(17)
                .numPredict(18)
                .minP(0.1)
                .tfsZ(0.2f)
                .typicalP(0.3f)
                .repeatLastN(19)
                .repeatPenalty(0.4)
                .mirostat(20)
                .mirostatTau(0.5f)
                .mirostatEta(0.6f)
                .penalizeNewline(true)
                .stop(List.of("END"))
                .format("canary")
                .keepAlive("canary")
                .truncate(true)
                .enableThinking()
                .build();
    }
}
