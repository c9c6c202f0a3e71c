package io.usi.daemon.usi3.file;

public final class ReceiveBudget {}
