package io.usi.daemon.usi3.file;

/** Starts a thread; throws, as {@link Thread#start} does, where the machine has none left. */
interface ThreadStart {
    void start(String name, Runnable body);
}
