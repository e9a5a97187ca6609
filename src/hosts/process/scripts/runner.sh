# Starts a program in a session of its own, waits for it, and keeps its exit code; a signal that ends
# it is 128 and the signal's number. Does in three turns what each of the other runners does in one.
# Argument: this text. The first turn reads the request from standard input: lines "key value", in
# which "\n" and "\\" are escapes.
self=$1
case ${CAUSEWAY_TURN-} in
  program)
    state=$2 mark=$3 cwd=$4
    shift 4
    start_of() {
      while IFS= read -r line || [ -n "$line" ]; do text=$line; done 2>/dev/null <"/proc/$1/stat"
      set -- ${text##*) }
      shift 19
      started=$1
    }
    umask 077
    start_of $$
    own=$started
    start_of $PPID
    read -r boot </proc/sys/kernel/random/boot_id
    printf '%-200s\n' "$mark launched $$ $own $PPID $started $boot" 1<>"$state/record.made" || exit 125
    mv -f -- "$state/record.made" "$state/record" || exit 125
    umask "$CAUSEWAY_UMASK"
    cd -- "$cwd" || exit 125
    count=$CAUSEWAY_COUNT
    unset CAUSEWAY_RUNNER CAUSEWAY_TURN CAUSEWAY_UMASK CAUSEWAY_COUNT
    while [ "$count" -gt 0 ]; do
      eval "pair=\$CAUSEWAY_PAIR_$count; unset CAUSEWAY_PAIR_$count"
      export "$pair"
      count=$((count - 1))
    done
    export CAUSEWAY_MARK="$mark"
    exec "$@"
    ;;
  runner)
    state=$2
    # A shell has commands in the background ignore INT and QUIT; only env can undo that.
    reset=
    env --default-signal=INT,QUIT true 2>/dev/null && reset='env --default-signal=INT,QUIT'
    CAUSEWAY_TURN=program setsid $reset sh -c "$self" causeway-program "$@" \
      </dev/null >>"$state/stdout" 2>>"$state/stderr" &
    wait $!
    # Over what is there, which needs no room on a full disk.
    printf 'exit %-27s\n' $? 1<>"$state/rc.made"
    mv -f -- "$state/rc.made" "$state/rc"
    exit 0
    ;;
esac

mark= state= cwd= whole=no count=0
set --
while IFS= read -r line; do
  [ "$line" = go ] && whole=yes && break
  value=$(printf '%bx' "${line#* }")
  value=${value%x}
  case ${line%% *} in
    env) count=$((count + 1)); eval "export CAUSEWAY_PAIR_$count=\$value" ;;
    arg) set -- "$@" "$value" ;;
    mark) mark=$value ;;
    state) state=$value ;;
    cwd) cwd=$value ;;
  esac
done
[ $whole = yes ] || exit 65

refuse() { echo "$mark refused $*"; exit 0; }
undo() { (cd -- "$state" && rm -f rc.made record.made record stdout stderr launch); }

export CAUSEWAY_UMASK="$(umask)" CAUSEWAY_COUNT=$count
umask 077
said=$(LC_ALL=C mkdir -p -- "$state" 2>&1) || refuse "state 0 ${said##*: }"
[ -d "$cwd" ] || refuse 'cwd 2 No such file or directory'
if (set -C; : >"$state/launch") 2>/dev/null; then
  # Not the shell's own printf: some shells tell every failed write as an input/output error.
  said=$(LC_ALL=C sh -c 'env printf "%s\n" "$1" >"$2/launch" && : >"$2/stdout" && : >"$2/stderr" &&
    env printf "%-32s\n" "" >"$2/rc.made" && env printf "%-200s\n" "" >"$2/record.made"' sh "$mark" "$state" 2>&1) || { undo; refuse "state 0 ${said##*: }"; }
elif [ -e "$state/launch" ]; then
  # A request that was sent twice, because its first answer was lost, gets that answer.
  looks=0
  while [ $looks -lt 200 ]; do
    read -r holder <"$state/launch"
    [ -z "$holder" ] || [ "$holder" = "$mark" ] || break
    [ -e "$state/record" ] && cat -- "$state/record" && exit 0
    looks=$((looks + 1))
    sleep 0.05 2>/dev/null || sleep 1
  done
  refuse 'taken 17 File exists'
else
  said=$(LC_ALL=C; : 2>&1 >"$state/launch")
  refuse "state 0 ${said##*: }"
fi

found=$(
  cd -- "$cwd" || exit 1
  while [ "$count" -gt 0 ]; do
    eval "case \$CAUSEWAY_PAIR_$count in PATH=*) PATH=\${CAUSEWAY_PAIR_$count#PATH=} ;; esac"
    count=$((count - 1))
  done
  case $1 in
    */*) [ -e "$1" ] || { echo 'No such file or directory'; exit 0; }
      if [ -d "$1" ] || [ ! -x "$1" ]; then echo 'Permission denied'; fi ;;
    *) command -v "$1" >/dev/null 2>&1 || echo 'No such file or directory' ;;
  esac
)
[ -z "$found" ] || { undo; refuse "program 0 $found"; }

CAUSEWAY_TURN=runner setsid sh -c "$self" causeway-runner "$self" "$state" "$mark" "$cwd" "$@" \
  </dev/null >/dev/null 2>&1 &
runner=$!
until [ -e "$state/record" ]; do
  if ! kill -s 0 $runner 2>/dev/null; then
    [ -e "$state/record" ] && break
    said=$(tail -n 1 "$state/stderr")
    undo
    refuse "state 0 ${said##*: }"
  fi
  sleep 0.02 2>/dev/null || sleep 1
done
cat -- "$state/record"
