package io.usi.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.command.Arguments;
import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Syntax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read plainly is read as it is in full, and what scripts write is read plainly. */
class PlainParserTest {
    static final List<String> COMMANDS = Commands.NAMES;
    private static final int TRIES = 1_500;
    private static final List<String> WORDS = List.of(
            "a",
            "b c",
            "-",
            "--",
            "-x",
            "--nonsense",
            "",
            "=",
            "a=b",
            "-5",
            "'q'",
            "\"q\"",
            "@f",
            "${x}",
            "%n",
            "é",
            "5s",
            "-h",
            "-V",
            "--help",
            "--version",
            "[a]",
            "a,b",
            "--=",
            "-=",
            "---");

    private static Optional<Arguments> plain(Syntax syntax, List<String> arguments) {
        return PlainParser.parse(syntax, arguments);
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void reads_as_the_full_parser_does(String command) {
        long seed = command.hashCode();
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < TRIES; i++) {
            Syntax syntax = Commands.find(command).syntax();
            List<String> arguments = arguments(syntax, random);
            Optional<Arguments> plain = plain(syntax, arguments);
            if (plain.isPresent()) {
                read++;
                assertEquals(new FullParser(syntax).parse(arguments), plain.get(), arguments::toString);
            }
        }
        assertTrue(read > TRIES / 30, "of " + TRIES + " only " + read + " were read plainly");
    }

    /** Mostly what could be right. */
    private static List<String> arguments(Syntax syntax, Random random) {
        List<Syntax.Option> options = new ArrayList<>(syntax.ownOptions());
        options.addAll(Syntax.SHARED.subList(0, 2));
        List<String> arguments = new ArrayList<>();
        int operands = syntax.allOperands().size() + random.nextInt(3) - 1;
        for (int i = 0; i < operands; i++) {
            arguments.add(word(random));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            Syntax.Option option = options.get(random.nextInt(options.size()));
            String name = option.names().get(random.nextInt(option.names().size()));
            int place = random.nextInt(arguments.size() + 1);
            if (option.takes() == Syntax.Takes.NOTHING ? random.nextInt(8) == 0 : random.nextBoolean()) {
                arguments.add(place, name + "=" + word(random));
            } else {
                arguments.add(place, name);
                if (option.takes() != Syntax.Takes.NOTHING && random.nextInt(8) > 0) {
                    arguments.add(place + 1, word(random));
                }
            }
        }
        if (random.nextInt(4) == 0) {
            arguments.add(random.nextInt(arguments.size() + 1), "--");
        }
        return arguments;
    }

    private static String word(Random random) {
        return random.nextInt(3) > 0 ? "word" + random.nextInt(9) : WORDS.get(random.nextInt(WORDS.size()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send hi",
                "send hi --to alice --to=bob --wait 5s --require-delivery --json",
                "send - --socket /run/s",
                "send -- --dash",
                "sendfile a b - --to alice --name=x",
                "status",
                "status --json",
                "recv --since 17 --wait 5m",
                "recv --follow --all",
                "accept o1 --into dir",
                "accept o2 -",
                "connect a --wait 1m"
            })
    void reads_what_scripts_write(String line) {
        List<String> words = Arrays.asList(line.split(" "));
        Syntax syntax = Commands.find(words.get(0)).syntax();
        assertTrue(plain(syntax, words.subList(1, words.size())).isPresent());
    }

    @Test
    void options_between_operands_repeat_none() {
        Syntax syntax = Commands.find("sendfile").syntax();
        List<String> words = List.of("a", "--name=x", "b", "--", "-c");
        Arguments read = new FullParser(syntax).parse(words);
        assertEquals(List.of("a", "b", "-c"), read.operands());
        assertEquals(Optional.of(read), plain(syntax, words));
    }

    @Test
    void leaves_the_rest_to_the_full_parser() {
        Syntax syntax = Commands.find("send").syntax();
        for (String line : List.of(
                "",
                "a b",
                "-x a",
                "a --help",
                "-h",
                "a -V",
                "a --to",
                "a --to -x",
                "a --wait 1 --wait 2",
                "a --json=1")) {
            List<String> words = line.isEmpty() ? List.of() : Arrays.asList(line.split(" "));
            assertEquals(Optional.empty(), plain(syntax, words), line);
        }
    }
}
