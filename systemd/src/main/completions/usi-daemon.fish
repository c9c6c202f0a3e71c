# fish completion for usi-daemon; made from its help.

complete -c usi-daemon -f
@LINES@
