package io.usi.ctl.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed on this machine, for people. */
public final class Reason {
    private Reason() {}

    /** The reason, with the file where another than the user's own is meant. */
    public static String of(Exception e) {
        if (e instanceof FileSystemException f && f.getFile() != null) {
            return f.getFile() + ": " + plain(f);
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** The reason alone. */
    static String plain(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it is gone";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something that is no folder is in the way";
        }
        return e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
    }
}
