# fish completion for usi-ctl; made from its help.

# The words that are neither options nor the values of those that every command has.
function __usi_ctl_words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if test "$word" = --socket
            set skip 1
        else if not string match -q -- '-*' $word
            echo -- $word
        end
    end
end

function __usi_ctl_no_command
    test (count (__usi_ctl_words)) = 0
end

# Whether COMMAND was given, and where PLACE is given, so many words after it.
function __usi_ctl_command
    set -l words (__usi_ctl_words)
    test "$words[1]" = $argv[1]; or return 1
    test (count $argv) = 1; or test (count $words) = (math $argv[2] + 1)
end

# Asks the daemon for ids: COMMAND PATTERN. Without a socket nothing is started.
function __usi_ctl_ids
    set -l line (commandline -opc)
    set -l runtime /run
    test -n "$XDG_RUNTIME_DIR"; and set runtime $XDG_RUNTIME_DIR
    set -l socket $runtime/usi/control.sock
    test -n "$USI_SOCKET"; and set socket $USI_SOCKET
    if set -l at (contains -i -- --socket $line)
        set socket $line[(math $at + 1)]
    end
    test -S "$socket"; or set socket /run/usi/control.sock
    test -S "$socket"; or return
    set -l limit
    command -q timeout; and set limit timeout 2
    command $limit $line[1] --socket $socket $argv[1] --json </dev/null 2>/dev/null |
        string match -r -a -g '"id":"('$argv[2]')"'
end

complete -c usi-ctl -f
@LINES@
