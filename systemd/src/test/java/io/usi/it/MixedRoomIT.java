package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A room in which some guests speak USI 2 and others USI/3. */
class MixedRoomIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource
    void textsAndFilesReachEveryGuestWhateverItSpeaks(Keys keys) throws Exception {
        Place place = new Place(temp, "room");
        try (Daemon room = place.start(keys.daemon(temp, "-s", "127.0.0.1", "-p", "0", "-m", "room"))) {
            String address = "127.0.0.1:" + room.port();
            try (Daemon anne = new Place(temp, "anne").start(keys.daemon(temp, "-c", address, "-m", "anne"));
                    Daemon zoe = new Place(temp, "zoe").start(keys.daemon(temp, "-c", address, "-m", "zoe"));
                    Usi24 old = Usi24.client(temp.resolve("old"), room.port(), keys.usi24("--name", "old"))) {
                assertEquals(3, anne.peer("room").get("protocol"));
                assertEquals(3, zoe.peer("room").get("protocol"));
                old.opened();
                Await.until("all to be there", () -> room.peers().size() == 3);
                assertEquals(
                        List.of(2, 3, 3),
                        room.peers().stream()
                                .map(p -> p.get("protocol"))
                                .sorted()
                                .toList());

                anne.ctl("send", "--require-delivery", "from anne");
                assertEquals("127.0.0.1 anne", old.hears("relayed", "from anne").get("source"));
                Map<String, Object> relayed = zoe.message("from anne");
                assertEquals("anne", relayed.get("from"));
                assertEquals(true, relayed.get("relayed"));
                old.say("from old");
                assertEquals("old", anne.message("from old").get("from"));
                assertEquals("old", zoe.message("from old").get("from"));
                assertEquals("old", room.message("from old").get("from"));
                place.ctl("send", "--require-delivery", "to all").exits(5).saysOneLine();
                anne.message("to all");
                old.hears("message", "to all");

                Path file = Files.write(temp.resolve("from-anne.bin"), Data.random(3_000_000));
                anne.ctl("sendfile", file.toString());
                assertEquals(
                        Data.sha256(file),
                        old.next("file", event -> true, PATIENCE).get("sha256"));
                accept(zoe, file);

                Path other = Files.write(temp.resolve("from-old.bin"), Data.random(2_000_000));
                old.sendFile(other);
                accept(anne, other);
                accept(zoe, other);
            }
        }
    }

    private void accept(Daemon guest, Path original) throws Exception {
        String id = (String) guest.offer().get("id");
        Path folder = Files.createTempDirectory(temp, "in");
        Result accepted = guest.ctl("accept", id, "--into", folder.toString());
        Path taken = folder.resolve(original.getFileName());
        assertTrue(Files.exists(taken), accepted.toString());
        assertEquals(Data.sha256(original), Data.sha256(taken));
    }
}
