package io.usi.ctl.doctor;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.SocketPath;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All checks, in the order in which one thing needs the other. */
public final class Doctor {
    private final String socketOption;
    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param socketOption the value of {@code --socket}, or null
     */
    public Doctor(String socketOption, Map<String, String> environment) {
        this.socketOption = socketOption;
        this.environment = environment;
    }

    /** Looks at everything; nothing that is wrong is thrown. */
    public List<Finding> look() {
        findings.add(JavaCheck.look());
        Path socket = socket();
        if (socket != null) {
            findings.addAll(SocketCheck.look(socket));
            askDaemon(socket);
        }
        findings.addAll(ClockCheck.look(System.currentTimeMillis()));
        return findings;
    }

    private Path socket() {
        try {
            return SocketPath.find(socketOption, environment);
        } catch (CtlException e) {
            findings.add(Finding.problem("socket", Sentences.translated(e.getMessage()), "", e.exit()));
            return null;
        }
    }

    private void askDaemon(Path socket) {
        try (RpcClient client = RpcClient.open(socket)) {
            Map<String, Object> status = Values.object(client.call("daemon.status", Map.of()));
            findings.addAll(DaemonCheck.look(status));
            if (Values.text(status, "state").equals("locked")) {
                return;
            }
            findings.addAll(PortCheck.ofDaemon(status));
            findings.addAll(PeersCheck.look(Values.objects(client.call("session.list", Map.of()))));
            List<Map<String, Object>> plugins = Values.objects(client.call("plugin.list", Map.of()));
            findings.addAll(PluginsCheck.look(plugins));
            findings.add(BusCheck.look(status, plugins, environment));
        } catch (CtlException e) {
            findings.add(Finding.problem(
                    "daemon", Sentences.translated(e.getMessage()), SocketCheck.advice(socket, e.exit()), e.exit()));
            if (e.exit() == Exit.NO_DAEMON) {
                findings.add(PortCheck.withoutDaemon());
            }
        }
    }

    /** What the command ends with: 0, or what the first problem means. */
    public static Exit exit(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.state() == Finding.State.PROBLEM)
                .findFirst()
                .map(Finding::exit)
                .orElse(Exit.DONE);
    }
}
