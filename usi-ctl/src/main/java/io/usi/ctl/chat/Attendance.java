package io.usi.ctl.chat;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Keeps {@link People} up to date. Asks for the list once at a time, however often somebody comes and goes. For any thread. */
final class Attendance {
    private final Requests requests;
    private final People people;
    private final View view;
    private final Consumer<String> here;
    /** Who has not left again: no more than the daemon has sessions. */
    private final Set<String> arrived = new LinkedHashSet<>();

    private boolean underWay;
    private boolean changed;

    /**
     * What it needs.
     *
     * @param here takes the id of each one who came, once the list says who that is
     */
    Attendance(Requests requests, People people, View view, Consumer<String> here) {
        this.requests = requests;
        this.people = people;
        this.view = view;
        this.here = here;
    }

    /** A peer came. */
    void joined(String peer) {
        synchronized (this) {
            arrived.add(peer);
        }
        changed();
    }

    /** A peer went. */
    void left(String peer) {
        synchronized (this) {
            arrived.remove(peer);
        }
        changed();
    }

    /** The list is another one. */
    void changed() {
        synchronized (this) {
            changed = true;
            if (underWay) {
                return;
            }
            underWay = true;
        }
        ask();
    }

    private void ask() {
        List<String> news;
        synchronized (this) {
            changed = false;
            news = List.copyOf(arrived);
            arrived.clear();
        }
        requests.askBeside("session.list", Map.of(), answer -> {
            if (answer.error() == null) {
                people.update(Values.objects(answer.result()));
                news.forEach(here);
            } else {
                view.show(new Line.Failed(Sentences.translated(answer.error().getMessage())));
            }
            if (isToBeAskedAgain()) {
                ask();
            }
        });
    }

    private synchronized boolean isToBeAskedAgain() {
        underWay = changed;
        return underWay;
    }
}
