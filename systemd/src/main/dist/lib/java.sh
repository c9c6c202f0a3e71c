# Read by the launchers in bin/, which set `home` and `program` first. Starts no process but Java.

# Flags for run_java, see there; whatever the environment says.
quiet=

# die ENGLISH FRENCH: says it in the language that the programs would choose (a service's is English), and ends.
die() {
    case ${NOTIFY_SOCKET-${LC_ALL:-${LC_MESSAGES:-${LANG-}}}} in
        fr | fr[_.@]*) shift ;;
    esac
    printf '%s: %s\n' "$program" "$1" >&2
    exit 127
}

# Sets `java`, and `java_id`, which another build of Java hardly has; ends the launcher where there is none, or it is known
# to be older than 17.
find_java() {
    java_id=
    if [ -n "${JAVA_HOME-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it: correct it or unset it." \
            "JAVA_HOME vaut $JAVA_HOME, mais il n’y a pas de bin/java dedans : corrigez-le ou effacez-le."
    else
        java=$(command -v java) || die 'Java 17 or newer is needed and "java" is not on the PATH: install it (on Debian: apt install openjdk-17-jre-headless) or set JAVA_HOME.' \
            'il faut Java 17 ou plus récent, et le PATH ne contient pas « java » : installez-le (sous Debian : apt install openjdk-17-jre-headless) ou définissez JAVA_HOME.'
    fi

    real=$java
    [ ! -h "$java" ] || real=$(readlink -f -- "$java" 2>/dev/null) || real=$java
    release=${real%/*}/../release
    [ -r "$release" ] || return 0
    version=
    while IFS= read -r line || [ -n "$line" ]; do
        value=${line#*=}
        value=${value#\"}
        value=${value%\"}
        case $line in
            JAVA_VERSION=*) version=${value%%[!0-9.]*} ;;
            JAVA_RUNTIME_VERSION=* | IMPLEMENTOR_VERSION=*) java_id=${java_id:+$java_id-}$value ;;
        esac
    done <"$release"
    case $java_id in '' | *[!A-Za-z0-9.+~_-]*) java_id=$version ;; esac
    major=${version#1.}
    major=${major%%.*}
    case $major in
        '' | ???*) ;;
        *) [ "$major" -ge 17 ] || die "Java 17 or newer is needed and $java is version $version: install a newer one or set JAVA_HOME." \
            "il faut Java 17 ou plus récent, et $java est en version $version : installez-en un plus récent ou définissez JAVA_HOME." ;;
    esac
}

# run_java FLAGS CLASS ARGUMENT...: becomes the JVM. FLAGS is split at white space. QUIET, where set, are flags of those Java
# versions alone that are known to have them.
run_java() {
    flags=$1
    class=$2
    shift 2

    case $home in *:*) die "Java cannot start from a folder with a colon in its path: $home" \
        "Java ne peut pas démarrer d’un dossier dont le chemin contient un deux-points : $home" ;; esac
    find_java

    case ${major:-} in
        1[789] | 2[0-5]) flags="$flags ${quiet-}" ;;
    esac

    # Text, arguments and file names are UTF-8 whatever the locale; the language stays the user's choice.
    USI_LOCALE=${LC_ALL:-${LC_MESSAGES:-${LANG-}}}
    USI_CTYPE=${LC_ALL:-${LC_CTYPE:-${LANG-}}}
    LC_ALL=C.UTF-8
    USI_TTY=
    for fd in 0 1 2; do
        [ ! -t $fd ] || USI_TTY=$USI_TTY$fd
    done
    export USI_LOCALE USI_CTYPE LC_ALL USI_TTY

    # What a crash would write down holds texts and keys: no core file, and nothing in what a core handler that
    # disregards the limit is given (the kernel's filter leaves all anonymous memory out).
    ulimit -c 0 2>/dev/null || :
    { echo 0 >/proc/self/coredump_filter; } 2>/dev/null || :
    nothing_kept='-XX:-CreateCoredumpOnCrash -XX:ErrorFile=/dev/null -XX:-DumpReplayDataOnError
        -XX:-HeapDumpOnOutOfMemoryError -XX:-UsePerfData -XX:+DisableAttachMechanism'
    utf8='-Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8'

    # Class data is code: it lies beside the jars, where only who can replace these can replace it, and nowhere that a
    # user chooses. Its name tells of which jars and which Java it is. Java itself looks again, and does without if need be.
    build=
    [ ! -r "$home/lib/build" ] || read -r build <"$home/lib/build" || :
    archive=$home/cache/$program-$build-$java_id.jsa
    tool=
    if [ -r "$archive" ]; then
        flags="$flags -Xshare:auto -Xlog:disable"
    else
        archive=
        tool=$home/lib/make-class-data
        if [ "${USI_CLASS_DATA-}" = no ] || ! [ -x "$tool" ]; then
            tool=
        elif [ -e "$home/cache" ]; then
            [ -w "$home/cache/." ] || tool=
        else
            [ -w "$home" ] || tool=
        fi
    fi

    # For what tells systemd how the service is: Java 24 and later warn of it otherwise.
    [ -z "${NOTIFY_SOCKET-}" ] || flags="$flags --enable-native-access=ALL-UNNAMED"

    # shellcheck disable=SC2086  # split on purpose, but never expanded to file names
    set -f
    exec "$java" $nothing_kept $utf8 $flags ${archive:+"-XX:SharedArchiveFile=$archive"} \
        ${tool:+"-Dusi.make-class-data=$tool"} \
        -Dusi.home="$home" -Djava.io.tmpdir="${TMPDIR:-/tmp}" \
        -cp "$home/lib/$program.jar" ${USI_JAVA_OPTS-} "$class" "$@"
}
