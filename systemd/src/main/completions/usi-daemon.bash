# bash completion for usi-daemon; made from its help.

_usi_daemon_value() {
    case $1 in
@VALUES@    esac
}

_usi_daemon() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} kind
    COMPREPLY=()
    if [[ $current == = ]]; then
        current=
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    kind=$(_usi_daemon_value "$before")
    case $kind in
        files | folders)
            compopt -o filenames
            [[ $kind == folders ]] && kind=-d || kind=-f
            mapfile -t COMPREPLY < <(compgen "$kind" -- "$current")
            ;;
        words*) mapfile -t COMPREPLY < <(compgen -W "${kind#words}" -- "$current") ;;
        free) [[ $current == -* ]] && mapfile -t COMPREPLY < <(compgen -W '@OPTIONS@' -- "$current") ;;
        *) mapfile -t COMPREPLY < <(compgen -W '@OPTIONS@' -- "$current") ;;
    esac
    return 0
} && complete -F _usi_daemon usi-daemon
