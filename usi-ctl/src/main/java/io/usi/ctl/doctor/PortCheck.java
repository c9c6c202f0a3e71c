package io.usi.ctl.doctor;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether peers can connect, as far as that can be seen from this machine; whether another program has the port. */
final class PortCheck {
    private static final Texts TEXTS = Texts.of(PortCheck.class);
    private static final int PORT = 12_800;
    private static final int PATIENCE_MS = 3_000;

    private PortCheck() {}

    static List<Finding> ofDaemon(Map<String, Object> status) {
        List<Finding> findings = new ArrayList<>();
        if (status.get("listening") instanceof String listening) {
            findings.add(boundedDial(listening));
        }
        for (Map<String, Object> also : Values.objects(status.get("also_listening"))) {
            findings.add(boundedDial(Values.text(also, "address")));
        }
        return findings.isEmpty() ? List.of(Finding.note("port", TEXTS.get("port.none"), "")) : findings;
    }

    private static Finding boundedDial(String listening) {
        return Bounded.look(
                () -> dial(listening),
                Finding.skipped("port", TEXTS.get("port.late", listening, Integer.toString(Bounded.PATIENCE_S))));
    }

    private static Finding dial(String listening) {
        int colon = listening.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(listening.substring(colon + 1));
            InetAddress address = InetAddress.getByName(listening.substring(0, colon));
            InetAddress reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
            socket.connect(new InetSocketAddress(reached, port), PATIENCE_MS);
            return address.isLoopbackAddress()
                    ? Finding.note("port", TEXTS.get("port.local", listening), TEXTS.get("port.wider"))
                    : Finding.ok("port", TEXTS.get("port.answers", listening));
        } catch (UnknownHostException | NumberFormatException e) {
            return Finding.skipped("port", TEXTS.get("port.unknown", listening));
        } catch (IOException e) {
            return Finding.problem("port", TEXTS.get("port.silent", listening), TEXTS.get("port.restart"));
        }
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
