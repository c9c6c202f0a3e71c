package io.usi.ctl;

import io.usi.ctl.command.Command;
import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Syntax;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;

/** The help of all commands, and of one. */
final class Help {
    private static final int COLUMN = 12;
    private static final int WIDTH = 100;

    private Help() {}

    static String of(Command command) {
        return new FullParser(command.syntax()).usage();
    }

    static String all() {
        Texts texts = Texts.of(Help.class);
        StringBuilder examples = new StringBuilder();
        StringBuilder help = new StringBuilder(texts.get("help.begin"));
        for (String name : Commands.NAMES) {
            Syntax syntax = Commands.find(name).syntax();
            help.append("  ")
                    .append(name)
                    .append(" ".repeat(COLUMN - name.length()))
                    .append(Sentences.translated(syntax.summary()))
                    .append('\n');
            examples.append("  ")
                    .append(Sentences.translated(syntax.examples().get(0)))
                    .append('\n');
        }
        help.append('\n').append(texts.get("help.examples")).append(examples);
        String end = texts.get("help.end");
        return help.append('\n')
                .append(end)
                .append(exits(end.length() - end.lastIndexOf('\n') - 1))
                .append('.')
                .toString();
    }

    private static String exits(int from) {
        StringBuilder all = new StringBuilder();
        int column = from;
        for (Exit exit : Exit.values()) {
            String one = (exit == Exit.DONE ? " " : ", ") + exit.code() + " " + Sentences.translated(exit.meaning());
            if (column + one.length() >= WIDTH) {
                one = one.replaceFirst(" ", "\n");
                column = 0;
            }
            all.append(one);
            column += one.length();
        }
        return all.toString();
    }
}
