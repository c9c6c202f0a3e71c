# Prints what zsh proposes at the end of a line: FOLDER_OF_FUNCTIONS LINE. The completion system works in an interactive
# shell alone, so there is one on a pseudo-terminal, whose proposals are caught on their way to the screen.
# (What the functions ask compadd for themselves, with -O, -A or -D, is no proposal.)
zmodload zsh/zpty zsh/zselect
zpty -b asked zsh -f -i
expect() {
    local chunk all=
    repeat 600; do
        while zpty -r -t asked chunk 2>/dev/null; do
            all+=$chunk
        done
        [[ $all == *$1* ]] && { REPLY=$all; return 0 }
        zselect -t 5
    done
    print -u2 "zsh does not answer: ${(qqqq)all}"
    exit 1
}
zpty -w asked "PS1= PS2= RPS1= ; stty -echo; unsetopt zle_bracketed_paste prompt_cr; fpath=(${(q)1} \$fpath)"
zpty -w asked 'autoload -Uz compinit && compinit -u -D; bindkey "^I" complete-word; bindkey "^M" accept-line
zstyle ":completion:*" verbose no; LISTMAX=0
compadd() {
    if [[ "$*" == *-[OAD]\ * ]]; then builtin compadd "$@"; return $?; fi
    local -a hits
    builtin compadd -O hits "$@"
    local hit; for hit in $hits; do print -r -- "<hit>$hit</hit>" >&3; done
    builtin compadd "$@"
}
complete_and_end() { zle complete-word; print -r -- "<e""nd>" >&3; zle kill-whole-line }
zle -N complete_and_end; bindkey "^X" complete_and_end; exec 3>&1; print "<rea""dy>"'
expect '<ready>'
zpty -w -n asked "$2"$'\x18'
expect '<end>'
print -r -- "$REPLY" | tr -d '\r' | grep -o '<hit>[^<]*</hit>' | sed 's/<hit>\(.*\)<\/hit>/\1/' | sort -u
exit 0
