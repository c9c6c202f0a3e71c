# bash completion for usi-ctl; made from its help.

# What follows an option: COMMAND:OPTION.
_usi_ctl_value() {
    case $1 in
@VALUES@    esac
}

_usi_ctl_options() {
    case $1 in
@OPTIONS@    esac
}

# What an operand is: COMMAND:PLACE.
_usi_ctl_operand() {
    case $1 in
@OPERANDS@    esac
}

# Asks the daemon for ids: PROGRAM SOCKET COMMAND PATTERN. Without a socket nothing is started.
_usi_ctl_ids() {
    local socket=${2:-${USI_SOCKET:-${XDG_RUNTIME_DIR:-/run}/usi/control.sock}} limit=
    [[ -S $socket ]] || socket=/run/usi/control.sock
    [[ -S $socket ]] || return 0
    type -P timeout >/dev/null && limit='timeout 2'
    $limit "$1" --socket "$socket" "$3" --json </dev/null 2>/dev/null | grep -o "\"id\":\"$4\"" | cut -d '"' -f 4
}

_usi_ctl() {
    local current=${COMP_WORDS[COMP_CWORD]} word pending='' command='' socket='' ended='' kind i place=0
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $pending ]]; then
            [[ $word == = ]] && continue
            [[ $pending == --socket ]] && socket=${word/#\~\//$HOME/}
            pending=
        elif [[ ! $ended && $word == -- ]]; then
            ended=1
        elif [[ ! $ended && $word == -?* ]]; then
            [[ $(_usi_ctl_value "$command:$word") ]] && pending=$word
        elif [[ ! $command ]]; then
            command=$word
        else
            ((place += 1))
        fi
    done
    [[ $pending && $current == = ]] && current=
    if [[ $pending ]]; then
        kind=$(_usi_ctl_value "$command:$pending")
    elif [[ ! $ended && $current == -* ]]; then
        kind="words $(_usi_ctl_options "$command") @SHARED@"
    elif [[ ! $command ]]; then
        kind='words @COMMANDS@'
    elif [[ $command == help && $place == 0 ]]; then
        kind='words @COMMANDS@'
    else
        kind=$(_usi_ctl_operand "$command:$place")
    fi
    case $kind in
        files | folders)
            compopt -o filenames
            [[ $kind == folders ]] && kind=-d || kind=-f
            mapfile -t COMPREPLY < <(compgen "$kind" -- "$current")
            ;;
        ids*)
            read -r _ word kind <<<"$kind"
            mapfile -t COMPREPLY < <(compgen -W "$(_usi_ctl_ids "${COMP_WORDS[0]}" "$socket" "$word" "$kind")" -- "$current")
            ;;
        words*) mapfile -t COMPREPLY < <(compgen -W "${kind#words}" -- "$current") ;;
    esac
    return 0
} && complete -F _usi_ctl usi-ctl
