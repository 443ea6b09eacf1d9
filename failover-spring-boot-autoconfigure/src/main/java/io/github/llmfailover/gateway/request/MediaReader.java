package io.github.llmfailover.gateway.request;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.springframework.ai.content.Media;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/** Reads images and audio in messages. Nothing is fetched here: an address is passed on to the provider. */
final class MediaReader {

    /** What is said of media that not every provider takes. */
    static final String REMOTE_IMAGE = "image_url";

    static final String AUDIO = "input_audio";

    private static final MimeType ANY_IMAGE = new MimeType("image");

    private static final String BASE64 = ";base64";

    private final RequestNotes notes;

    MediaReader(RequestNotes notes) {
        this.notes = notes;
    }

    Media image(JsonAt part) {
        notes.ignoreUnknown(part, "messages[].content[]", Set.of("type", "image_url"));
        JsonAt image = part.require("image_url", "Write an object with the 'url' of the image.")
                .object();
        JsonAt detail = image.get("detail");
        boolean usualDetail = detail == null || detail.text().equals("auto");
        notes.ignoreUnknown(
                image, "messages[].content[].image_url", usualDetail ? Set.of("url", "detail") : Set.of("url"));
        JsonAt url = image.require("url", "Write an https address, or a data: URL that holds the image in base64.");
        String address = url.text();
        return address.regionMatches(true, 0, "data:", 0, 5) ? inline(url, address) : remote(url, address);
    }

    Media audio(JsonAt part) {
        notes.ignoreUnknown(part, "messages[].content[]", Set.of("type", "input_audio"));
        JsonAt audio = part.require("input_audio", "Write an object with 'data' and 'format'.")
                .object();
        JsonAt format = audio.require("format", "Write 'wav' or 'mp3'.");
        if (!format.text().equals("wav") && !format.text().equals("mp3")) {
            throw BadRequest.wrongValue(format.path(), "must be 'wav' or 'mp3'.");
        }
        JsonAt data = audio.require("data", "Write the audio in base64.");
        notes.requireField(AUDIO);
        return media(new MimeType("audio", format.text()), decode(data, data.text()), "audio");
    }

    private static Media inline(JsonAt url, String address) {
        int comma = address.indexOf(',');
        String head = comma < 0 ? "" : address.substring(5, comma);
        if (!head.toLowerCase(Locale.ROOT).endsWith(BASE64)) {
            throw BadRequest.wrongValue(url.path(), "must hold its data in base64: data:image/png;base64,…");
        }
        MimeType type;
        try {
            type = MimeTypeUtils.parseMimeType(head.substring(0, head.length() - BASE64.length()));
        } catch (InvalidMimeTypeException e) {
            type = MimeTypeUtils.ALL;
        }
        if (!type.getType().equals("image") || type.isWildcardSubtype()) {
            throw BadRequest.wrongValue(url.path(), "must name the type of an image: data:image/png;base64,…");
        }
        return media(type, decode(url, address.substring(comma + 1)), "image");
    }

    private Media remote(JsonAt url, String address) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw BadRequest.wrongValue(url.path(), "must be an https address or a data: URL.");
        }
        boolean isWeb = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        if (!isWeb || uri.getHost() == null) {
            throw BadRequest.wrongValue(url.path(), "must be an https address or a data: URL.");
        }
        notes.requireField(REMOTE_IMAGE);
        return media(ANY_IMAGE, address, "image");
    }

    /** Named by us: a made-up name would differ from one attempt to the next. */
    private static Media media(MimeType type, Object data, String name) {
        return Media.builder().mimeType(type).data(data).name(name).build();
    }

    private static byte[] decode(JsonAt at, String base64) {
        byte[] data;
        try {
            data = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw BadRequest.wrongValue(at.path(), "must hold valid base64.");
        }
        if (data.length == 0) {
            throw BadRequest.wrongValue(at.path(), "must hold data.");
        }
        return data;
    }
}
