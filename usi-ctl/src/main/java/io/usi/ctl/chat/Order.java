package io.usi.ctl.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a user can tell the chat itself, by USI 2.4's French name or by an English one. */
enum Order {
    HELP("aide", "help"),
    QUIT("quitter", "quit"),
    CLEAR("cls", "clear"),
    SEND_FILE("fichier", "file"),
    ACCEPT("accepter", "accept"),
    REFUSE("refuser", "refuse"),
    USERS("utilisateurs", "users"),
    PASSWORD("motdepasse", "password"),
    ANSWER("repondre", "answer");

    /** How every one of them begins. */
    static final char SIGN = '!';

    private final String french;
    private final String english;

    Order(String french, String english) {
        this.french = french;
        this.english = english;
    }

    /** Both names, without the sign. */
    List<String> names() {
        return List.of(french, english);
    }

    static Optional<Order> named(String word) {
        String name = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(order -> order.names().contains(name))
                .findFirst();
    }
}
