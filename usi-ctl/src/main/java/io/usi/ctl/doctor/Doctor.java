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
import java.util.function.Consumer;

/** All checks, in the order in which one thing needs the other. */
public final class Doctor {
    private final String socketOption;
    private final Map<String, String> environment;
    private final Consumer<Finding> told;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param socketOption the value of {@code --socket}, or null
     * @param told hears each finding as soon as there is one
     */
    public Doctor(String socketOption, Map<String, String> environment, Consumer<Finding> told) {
        this.socketOption = socketOption;
        this.environment = environment;
        this.told = told;
    }

    /** Looks at everything; nothing that is wrong is thrown. */
    public List<Finding> look() {
        found(JavaCheck.look());
        Path socket = socket();
        if (socket != null) {
            found(Bounded.look(() -> SocketCheck.look(socket), List.of(SocketCheck.unseen(socket))));
            askDaemon(socket);
        }
        found(ClockCheck.look(System.currentTimeMillis()));
        return findings;
    }

    private void found(List<Finding> some) {
        some.forEach(this::found);
    }

    private void found(Finding finding) {
        findings.add(finding);
        told.accept(finding);
    }

    private Path socket() {
        try {
            return SocketPath.find(socketOption, environment);
        } catch (CtlException e) {
            found(Finding.problem("socket", Sentences.translated(e.getMessage()), "", e.exit()));
            return null;
        }
    }

    private void askDaemon(Path socket) {
        try (RpcClient client = RpcClient.open(socket)) {
            Map<String, Object> status = Values.object(client.call("daemon.status", Map.of()));
            found(DaemonCheck.look(status));
            if (Values.text(status, "state").equals("locked")) {
                return;
            }
            found(PortCheck.ofDaemon(status));
            found(FilesCheck.look(status));
            found(PeersCheck.look(Values.objects(client.call("session.list", Map.of()))));
            List<Map<String, Object>> plugins = Values.objects(client.call("plugin.list", Map.of()));
            found(PluginsCheck.look(plugins));
            found(BusCheck.look(status, plugins, environment));
        } catch (CtlException e) {
            found(Finding.problem(
                    "daemon", Sentences.translated(e.getMessage()), SocketCheck.advice(socket, e.exit()), e.exit()));
            if (e.exit() == Exit.NO_DAEMON) {
                found(PortCheck.withoutDaemon());
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
