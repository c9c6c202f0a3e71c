package io.usi.daemon.plugin;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.plugin.KeyProvider;
import io.usi.plugin.PluginException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Gets the preset key from the plugins that may have one. */
final class PresetKeys {
    private static final Duration QUESTION = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final Duration KEY = Duration.ofMinutes(1);
    private static final int MAX_QUESTION = 200;
    private static final int MAX_ANSWER = 1_024;

    private final KeyQuestion user;

    PresetKeys(KeyQuestion user) {
        this.user = user;
    }

    /** As {@link PluginHost#presetKey} says. */
    Optional<byte[]> from(List<LoadedExtension> providers) {
        byte[] key = null;
        String from = "";
        boolean given = false;
        try {
            for (LoadedExtension provider : providers) {
                Optional<byte[]> offered = of(provider);
                if (offered.isEmpty()) {
                    continue;
                }
                String id = provider.plugin().id();
                if (key != null) {
                    Arrays.fill(offered.get(), (byte) 0);
                    throw new UsiException(
                            ErrorCode.PLUGIN,
                            "two plugins give a preset key, " + from + " and " + id + ": configure one");
                }
                key = offered.get();
                from = id;
                if (key.length != 16 && key.length != 24 && key.length != 32) {
                    throw new UsiException(
                            ErrorCode.KEY,
                            "plugin " + id + " gave a key of " + key.length + " bytes, and it must be 16, 24 or 32");
                }
            }
            given = true;
            return Optional.ofNullable(key);
        } finally {
            if (!given && key != null) {
                Arrays.fill(key, (byte) 0);
            }
        }
    }

    private Optional<byte[]> of(LoadedExtension provider) {
        try {
            Optional<String> question =
                    provider.call(KeyProvider.class, "question()", QUESTION, KeyProvider::question, late -> {});
            if (question != null && question.isPresent()) {
                String shown = Problems.clean(question.get());
                user.ask(shown.substring(0, Math.min(shown.length(), MAX_QUESTION)), answer -> take(provider, answer));
            }
            Optional<byte[]> key =
                    provider.call(KeyProvider.class, "presetKey()", KEY, KeyProvider::presetKey, PresetKeys::wipe);
            return key == null ? Optional.empty() : key;
        } catch (CallFailed e) {
            throw failure(provider, e);
        }
    }

    private static void take(LoadedExtension provider, char[] answer) {
        if (answer.length > MAX_ANSWER) {
            throw new UsiException(ErrorCode.KEY, "that is longer than " + MAX_ANSWER + " characters");
        }
        char[] copy = answer.clone();
        try {
            provider.call(
                    KeyProvider.class,
                    "answer()",
                    ANSWER,
                    extension -> {
                        extension.answer(copy);
                        return extension;
                    },
                    late -> {});
        } catch (CallFailed e) {
            throw failure(provider, e);
        } finally {
            Arrays.fill(copy, '\0');
        }
    }

    private static UsiException failure(LoadedExtension provider, CallFailed e) {
        boolean itsWord = e.getCause() instanceof PluginException;
        return new UsiException(
                itsWord ? ErrorCode.KEY : ErrorCode.PLUGIN,
                itsWord
                        ? e.getMessage()
                        : "plugin " + provider.plugin().id() + ": " + e.getMessage()
                                + "; no session is opened without the key that it may hold",
                e.getCause());
    }

    private static void wipe(Optional<byte[]> late) {
        if (late != null) {
            late.ifPresent(key -> Arrays.fill(key, (byte) 0));
        }
    }
}
