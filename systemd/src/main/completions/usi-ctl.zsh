#compdef usi-ctl
# zsh completion for usi-ctl; made from its help.

# Asks the daemon for ids: COMMAND PATTERN. Without a socket nothing is started.
_usi_ctl_ids() {
    local socket=${(Q)opt_args[--socket]:-${USI_SOCKET:-${XDG_RUNTIME_DIR:-/run}/usi/control.sock}}
    local -a limit ids
    [[ -S $socket ]] || socket=/run/usi/control.sock
    [[ -S $socket ]] || return 1
    (( $+commands[timeout] )) && limit=(timeout 2)
    ids=(${(f)"$($limit ${(Q)_usi_ctl_program} --socket $socket $1 --json </dev/null 2>/dev/null |
        grep -o "\"id\":\"$2\"" | cut -d '"' -f 4)"})
    compadd -a ids
}

_usi_ctl() {
    local -a commands shared arguments
    local _usi_ctl_program=$words[1] state line
    typeset -A opt_args
    commands=(
@COMMANDS@    )
    shared=(
@SHARED@    )
    _arguments -C $shared '1:COMMAND:->command' '*::argument:->argument'
    case $state in
    command) _describe command commands ;;
    argument)
        case $line[1] in
@ARGUMENTS@        *) return 1 ;;
        esac
        if [[ $line[1] == help ]]; then
            (( CURRENT == 2 )) && _describe command commands
        else
            local given=$opt_args[--socket]
            [[ -z $given ]] || local -x USI_SOCKET=${(Q)given}
            _arguments $shared $arguments
        fi
        ;;
    esac
}

_usi_ctl "$@"
