package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.file.Source;
import io.usi.ctl.rpc.DataStream;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code sendfile}: files, folders and standard input to peers. */
final class SendFileCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("sendfile", "Send files to the peers that are connected, and wait until they have them.")
                .operands("FILE", "A file, a folder (goes as a tar stream), or - for standard input.")
                .options(
                        "--to",
                        "PEER",
                        "Only to this peer, or to its room where it listens; may be given several times.")
                .option("--name", "NAME", "What the peers read as its name.")
                .flag("--authenticated", "Refuse a peer that is neither verified nor under a preset key.")
                .example(
                        "usi-ctl sendfile report.pdf photos/",
                        "pg_dump shop | usi-ctl sendfile --to alice --name shop.sql -");
    }

    @Override
    public Exit run(Invocation call) {
        List<Source> sources = sources(call);
        try (RpcClient client = call.dial()) {
            TransferWatch watch = TransferWatch.begin(call, client);
            Exit exit = Exit.DONE;
            for (Source source : sources) {
                Exit one = send(call, client, watch, source);
                exit = exit == Exit.DONE ? one : exit;
            }
            return exit;
        }
    }

    private static List<Source> sources(Invocation call) {
        List<String> files = call.operands();
        String name = call.option("--name");
        if (name != null && files.size() > 1) {
            throw CtlException.usage("--name is for one file: send them one by one");
        }
        if (name != null && name.isEmpty()) {
            throw CtlException.usage("--name is empty: give a name, or leave it out");
        }
        if (files.indexOf("-") != files.lastIndexOf("-")) {
            throw CtlException.usage("standard input can be sent once: give - once");
        }
        List<Source> sources = new ArrayList<>();
        for (String file : files) {
            sources.add(Source.of(
                    file,
                    name,
                    call.streams().in(),
                    path -> call.tell("{0} is no file, folder or link: left out", path)));
        }
        return sources;
    }

    private static Exit send(Invocation call, RpcClient client, TransferWatch watch, Source source) {
        List<String> to = call.options("--to");
        Map<String, Object> params = new Params()
                .with("name", source.name())
                .with("size", source.size() < 0 ? null : Long.valueOf(source.size()))
                .with("to", to.isEmpty() ? null : to)
                .with("path", source.path() == null ? null : source.path().toString())
                .flag("authenticated", call.flag("--authenticated"))
                .map();
        Map<String, Object> answer = Values.object(client.call("file.send", params));
        SendCommand.tellHeldBack(call, Sentences.say("{0}: ", source.name()), answer);
        List<Map<String, Object>> transfers = Values.objects(answer.get("transfers"));
        return TransferWatch.cancelledOnFailure(call, transfers, () -> follow(call, watch, source, answer, transfers));
    }

    private static Exit follow(
            Invocation call,
            TransferWatch watch,
            Source source,
            Map<String, Object> answer,
            List<Map<String, Object>> transfers) {
        Runnable cancel = () -> TransferWatch.cancel(call, transfers);
        List<Map<String, Object>> ended;
        if (answer.get("token") instanceof String token) {
            try (Upload upload = Upload.start(source, DataStream.attach(call.socket(), token), cancel)) {
                ended = watch.await(transfers);
                upload.check();
            }
        } else {
            ended = watch.await(transfers);
        }
        Exit exit = Exit.DONE;
        for (Map<String, Object> transfer : ended) {
            Exit one = TransferWatch.report(call, transfer);
            exit = exit == Exit.DONE ? one : exit;
        }
        return exit;
    }
}
