package io.usi.daemon.config;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.nio.file.Path;

/** Where a value was given, so that an error can say it. */
public sealed interface Place {
    /**
     * On the command line.
     *
     * @param option the option's name, as in {@code --port}
     */
    record Option(String option) implements Place {
        @Override
        public UsiException error(String message) {
            return new UsiException(ErrorCode.USAGE, option + ": " + message);
        }
    }

    /**
     * In the configuration file.
     *
     * @param file the file
     * @param line counted from 1
     * @param column counted from 1
     * @param key the key, dotted
     */
    record InFile(Path file, int line, int column, String key) implements Place {
        @Override
        public UsiException error(String message) {
            return new UsiException(ErrorCode.CONFIG, file + ":" + line + ":" + column + ": " + key + ": " + message);
        }
    }

    /**
     * An error about the value that stands here.
     *
     * @param message what is wrong and what is expected
     * @return the exception, for the caller to throw
     */
    UsiException error(String message);
}
