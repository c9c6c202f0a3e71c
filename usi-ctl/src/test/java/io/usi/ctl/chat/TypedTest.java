package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTest {
    @ParameterizedTest
    @CsvSource({
        "!aide,HELP",
        "!help,HELP",
        "!quitter,QUIT",
        "!quit,QUIT",
        "!cls,CLEAR",
        "!fichier,SEND_FILE",
        "!file,SEND_FILE",
        "!utilisateurs,USERS",
        "!users,USERS",
        "!motdepasse,PASSWORD",
        "!password,PASSWORD",
        "!accepter,ACCEPT",
        "!accept,ACCEPT",
        "!refuser,REFUSE",
        "!refuse,REFUSE",
        "!repondre,ANSWER",
        "!Answer,ANSWER"
    })
    void knowsTheOrdersOfUsi24AndTheirEnglishNames(String line, Order order) {
        assertEquals(new Typed.Do(order, ""), Typed.of(line));
        assertEquals(new Typed.Do(order, "a  b"), Typed.of(line + " \t a  b "));
    }

    @Test
    void twoMarksBeginATextWithOne() {
        assertEquals(new Typed.Say("!aide"), Typed.of("!!aide"));
        assertEquals(new Typed.Say("!"), Typed.of("!!"));
        assertEquals(new Typed.Say(" !aide"), Typed.of(" !aide"));
        assertEquals(new Typed.Say("so!"), Typed.of("so!"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "!x", "!quitte", "! help", "!é"})
    void whatIsNoOrderIsNoTextEither(String line) {
        assertTrue(Typed.of(line) instanceof Typed.Unknown, line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", " \n "})
    void blanksAreNothing(String line) {
        assertEquals(new Typed.Nothing(), Typed.of(line));
    }

    @Test
    void yesAndNoInBothLanguages() {
        assertTrue(Typed.isYes("y") && Typed.isYes(" OUI ") && Typed.isNo("n") && Typed.isNo("Non"));
        assertFalse(Typed.isYes("yes please") || Typed.isNo("nothing") || Typed.isYes(""));
    }
}
