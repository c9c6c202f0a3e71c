#compdef usi-daemon
# zsh completion for usi-daemon; made from its help.

local -a options
options=(
@OPTIONS@)
_arguments $options
