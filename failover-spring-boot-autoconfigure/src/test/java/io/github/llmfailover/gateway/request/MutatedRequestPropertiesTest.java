package io.github.llmfailover.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A valid request that uses nearly everything, with up to three places of it gone wrong. */
class MutatedRequestPropertiesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String VALID = "{'model':'m','stream':true,'stream_options':{'include_usage':true},"
            + "'temperature':1,'top_p':0.5,'max_tokens':5,'stop':['a'],'seed':1,'frequency_penalty':1,'n':1,"
            + "'user':'u','metadata':{'a':'b'},'store':true,'logit_bias':{'1':1},'parallel_tool_calls':false,"
            + "'tool_choice':{'type':'function','function':{'name':'f'}},'modalities':['text'],"
            + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'}}},"
            + "'tools':[{'type':'function','function':{'name':'f','description':'d','strict':true,"
            + "'parameters':{'type':'object','properties':{}}}}],'unknown':{'deep':[1,{'er':null}]},"
            + "'messages':[{'role':'system','content':'s'},{'role':'user','name':'n','content':["
            + "{'type':'text','text':'t'},{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA',"
            + "'detail':'low'}},{'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}}]},"
            + "{'role':'assistant','content':null,'refusal':null,'reasoning_content':'r','tool_calls':["
            + "{'id':'1','type':'function','function':{'name':'f','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'1','content':'x'}]}";

    @Property(tries = 3000)
    void mutatedRequest_isReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        JsonNode request = Requests.json(VALID);
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutate(request, random);
        }
        try {
            CompletionRequest read = Requests.read(request);
            assertThat(read.prompt().getInstructions()).isNotEmpty();
            assertThat(read.ignored()).allMatch(name -> name.matches("[\\x21-\\x7e]{1,200}"));
        } catch (BadRequest refusal) {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.getMessage()).hasSizeLessThan(500);
        }
    }

    private static void mutate(JsonNode root, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        JsonNode victim = containers.get(random.nextInt(containers.size()));
        if (victim instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(3)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name, junk(random));
                default -> object.set(random.nextBoolean() ? "x\r\nSet-Cookie: y" : "extra", junk(random));
            }
        } else if (victim instanceof ArrayNode array) {
            if (array.isEmpty() || random.nextBoolean()) {
                array.add(junk(random));
            } else {
                array.set(random.nextInt(array.size()), junk(random));
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static JsonNode junk(Random random) {
        return switch (random.nextInt(14)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.numberNode(Double.NaN);
            case 4 -> JSON.numberNode(Double.NEGATIVE_INFINITY);
            case 5 -> JSON.numberNode(new java.math.BigInteger("9".repeat(60)));
            case 6 -> JSON.numberNode(new java.math.BigDecimal("1e400"));
            case 7 -> JSON.stringNode("");
            case 8 -> JSON.stringNode("\u0000\ud800%");
            case 9 -> JSON.stringNode("data:image/png;base64");
            case 10 -> JSON.arrayNode();
            case 11 -> JSON.objectNode();
            case 12 -> JSON.arrayNode().addNull().add(JSON.objectNode().put("type", 1));
            default ->
                JSON.objectNode().put("type", "function").put("url", "x:").putNull("function");
        };
    }
}
