package io.usi.ctl.doctor;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether peers can connect, as far as that can be seen from this machine; whether another program has the port. The kernel is
 * asked, and nothing connects: to a daemon a connection is a stranger, and on some ports a peer.
 */
final class PortCheck {
    private static final Texts TEXTS = Texts.of(PortCheck.class);
    private static final int PORT = 12_800;
    /** Every TCP socket of this network namespace, proc(5). */
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final String LISTEN = "0A";
    private static final int HEXADECIMAL = 16;

    private PortCheck() {}

    static List<Finding> ofDaemon(Map<String, Object> status) {
        List<String> said = new ArrayList<>();
        if (status.get("listening") instanceof String listening) {
            said.add(listening);
        }
        for (Map<String, Object> also : Values.objects(status.get("also_listening"))) {
            said.add(Values.text(also, "address"));
        }
        if (said.isEmpty()) {
            return List.of(Finding.note("port", TEXTS.get("port.none"), ""));
        }
        try {
            Set<Integer> open = open();
            return said.stream().map(listening -> of(listening, open)).toList();
        } catch (IOException e) {
            return said.stream()
                    .map(listening -> Finding.skipped("port", TEXTS.get("port.unseen", listening)))
                    .toList();
        }
    }

    private static Finding of(String listening, Set<Integer> open) {
        int colon = listening.lastIndexOf(':');
        String host = listening.substring(0, Math.max(0, colon));
        try {
            if (!open.contains(Integer.parseInt(listening.substring(colon + 1)))) {
                return Finding.problem("port", TEXTS.get("port.silent", listening), TEXTS.get("port.restart"));
            }
        } catch (NumberFormatException e) {
            return Finding.skipped("port", TEXTS.get("port.unknown", listening));
        }
        return host.startsWith("127.") || host.equals("[::1]") || host.equals("[0:0:0:0:0:0:0:1]")
                ? Finding.note("port", TEXTS.get("port.local", listening), TEXTS.get("port.wider"))
                : Finding.ok("port", TEXTS.get("port.open", listening));
    }

    /** The ports on which something listens here. */
    private static Set<Integer> open() throws IOException {
        Set<Integer> ports = new HashSet<>();
        for (Path table : TABLES) {
            try {
                for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
                    String[] fields = line.strip().split("\\s+", -1);
                    if (fields.length > STATE && fields[STATE].equals(LISTEN)) {
                        String local = fields[LOCAL];
                        ports.add(Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), HEXADECIMAL));
                    }
                }
            } catch (NoSuchFileException e) {
                // A machine without IPv6 has no table of it.
                if (table.equals(TABLES.get(0))) {
                    throw e;
                }
            }
        }
        return ports;
    }

    /** Whether a daemon could have the usual port. */
    static Finding withoutDaemon() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(PORT));
            return Finding.ok("port", TEXTS.get("port.free", Integer.toString(PORT)));
        } catch (IOException e) {
            String port = Integer.toString(PORT);
            return Finding.problem("port", TEXTS.get("port.taken", port), TEXTS.get("port.who", port));
        }
    }
}
