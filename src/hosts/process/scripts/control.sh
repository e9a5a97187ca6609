# Looks after launched programs: whether one runs, how they end, and its end.
# Arguments: word to answer with, action, then mark, pid, start, runner's pid, its start, boot, state
# folder; for "stop" also pairs of a signal and how often to look before the next; for "wait" the
# same seven of further programs.
word=$1 action=$2
shift 2
newline='
'

nap() { sleep "$1" 2>/dev/null || sleep 1; }

boot_now() {
  read -r id 2>/dev/null </proc/sys/kernel/random/boot_id && echo "$id" && return
  time=$(sysctl -n kern.boottime 2>/dev/null) || { echo unknown; return; }
  time=${time#*sec = }
  echo "${time%%,*}"
}

# Sets now, in seconds.
read_clock() {
  read -r now rest 2>/dev/null </proc/uptime || now=$(date +%s)
  now=${now%%.*}
}

# Sets status, parent, group_id and since of a process, zombies included.
look_at() {
  if [ -r /proc/self/stat ]; then
    # The name, which comes first, may have anything in it, line ends too.
    text=
    while IFS= read -r line || [ -n "$line" ]; do text=$line; done 2>/dev/null <"/proc/$1/stat"
    [ -n "$text" ] || return 1
    set -- ${text##*) }
    status=$1 parent=$2 group_id=$3
    shift 19
    since=$1
  else
    set -- $(LC_ALL=C TZ=UTC ps -o stat=,ppid=,pgid=,lstart= -p "$1" 2>/dev/null)
    [ $# -ge 4 ] || return 1
    status=$1 parent=$2 group_id=$3
    shift 3
    since=$(IFS=_; echo "$*")
  fi
}

is_same() {
  look_at "$1" && [ "$since" = "$2" ]
}

runs_as() {
  is_same "$1" "$2" || return 1
  case $status in Z* | X*) return 1 ;; esac
}

# A record that somebody else may have written has "?" for start times. Then only what has the mark,
# or the variable that runners have, is the program's: nobody knows the marks of others.
is_runner() {
  if [ "$runner_start" = '?' ]; then
    grep -qsF -e "CAUSEWAY_RUNNER=$mark" "/proc/$runner/environ"
  else
    is_same "$runner" "$runner_start"
  fi
}

# Sets rows: "pid parent group" of each process that is no zombie; marked: pids between blanks.
list_processes() {
  rows= marked=' '
  if [ -r /proc/self/stat ]; then
    for folder in /proc/[0-9]*; do
      look_at "${folder#/proc/}" || continue
      case $status in Z* | X*) continue ;; esac
      rows="$rows${folder#/proc/} $parent $group_id$newline"
    done
    for file in $(grep -lsF -e "CAUSEWAY_MARK=$mark" /proc/[0-9]*/environ); do
      file=${file#/proc/}
      marked="$marked${file%/environ} "
    done
  else
    while read -r one two three four; do
      case $four in Z* | X*) continue ;; esac
      rows="$rows$one $two $three$newline"
    done <<END
$(ps -A -o pid=,ppid=,pgid=,stat=)
END
    while read -r one rest; do
      case $rest in *"CAUSEWAY_MARK=$mark"*) marked="$marked$one " ;; esac
    done <<END
$(ps axeww -o pid=,command= 2>/dev/null)
END
  fi
}

# Sets group and strays: pids of what runs of the program in its group, and of what left it.
survey() {
  list_processes
  family=$marked leader=no
  if is_same "$pid" "$start"; then leader=yes family="$family$pid "; fi
  if is_runner; then family="$family$runner "; fi
  grown=yes
  while [ $grown = yes ]; do
    grown=no
    while read -r one two three; do
      case $family in *" $one "*) continue ;; esac
      case $family in *" $two "*) family="$family$one " grown=yes ;; esac
    done <<END
$rows
END
  done
  group= strays=
  while read -r one two three; do
    case $one in '' | "$$" | "$runner") continue ;; esac
    case $family in *" $one "*) own=yes ;; *) own=no ;; esac
    if [ "$three" = "$pid" ]; then
      group="$group$one "
      # A number that was given anew to a foreign group has nobody of the family in it.
      [ $own = yes ] && leader=yes
    elif [ $own = yes ]; then
      strays="$strays$one "
    fi
  done <<END
$rows
END
  [ $leader = yes ] || group=
}

answer_exit() {
  read -r rc 2>/dev/null <"$state/rc" || return 1
  echo "$word $mark $rc"
}

if [ "$action" = wait ]; then
  this_boot=$(boot_now) looks=0
  while [ $# -gt 0 ]; do
    left=$#
    while [ $left -gt 0 ]; do
      mark=$1 pid=$2 start=$3 runner=$4 runner_start=$5 boot=$6 state=$7
      shift 7
      left=$((left - 7))
      answer_exit && continue
      if [ "$boot" = "$this_boot" ] &&
        { runs_as "$runner" "$runner_start" || runs_as "$pid" "$start"; }
      then
        set -- "$@" "$mark" "$pid" "$start" "$runner" "$runner_start" "$boot" "$state"
      else
        # It may have ended between the two looks.
        answer_exit || echo "$word $mark unknown"
      fi
    done
    looks=$((looks + 1))
    # Ends this script by a broken pipe when nobody listens any more.
    [ $((looks % 10)) = 0 ] && echo .
    if [ $looks -lt 50 ]; then nap 0.02; else nap 0.2; fi
  done
  exit 0
fi

mark=$1 pid=$2 start=$3 runner=$4 runner_start=$5 boot=$6 state=$7
shift 7

if [ "$boot" != "$(boot_now)" ]; then
  # Nothing outlives a restart of the machine; its numbers mean others.
  case $action in
    look) echo "$word alive 0 $([ -e "$state/record" ] && echo known || echo unknown)" ;;
    stop) echo "$word stopped no none 0 0" ;;
  esac
  exit 0
fi

case $action in
  look)
    survey
    set -- $group $strays
    known=unknown
    if [ $# -gt 0 ] || [ -e "$state/record" ]; then known=known; fi
    echo "$word alive $# $known"
    ;;
  stop)
    survey
    was=no used=none swept=' '
    [ -n "$group$strays" ] && was=yes
    is_same "$runner" "$runner_start" && kill -s CONT "$runner" 2>/dev/null
    while [ $# -ge 2 ] && [ -n "$group" ]; do
      used=$1 looks=$2
      shift 2
      kill -s "$used" -- "-$pid" 2>/dev/null
      kill -s CONT -- "-$pid" 2>/dev/null
      # Twenty looks are a second, but with many processes each look takes its own time.
      read_clock
      over=$((now + (looks + 19) / 20))
      while [ "$looks" -gt 0 ]; do
        nap 0.05
        survey
        [ -n "$group" ] || break
        looks=$((looks - 1))
        read_clock
        [ "$now" -le "$over" ] || break
      done
    done
    looks=0
    while [ $looks -lt 250 ]; do
      survey
      [ -n "$group$strays" ] || break
      used=KILL
      [ -n "$group" ] && kill -s KILL -- "-$pid" 2>/dev/null
      for one in $strays; do
        kill -s KILL "$one" 2>/dev/null
        case $swept in *" $one "*) ;; *) swept="$swept$one " ;; esac
      done
      looks=$((looks + 1))
      nap 0.02
    done
    # With nothing left the runner keeps the exit code and ends; one that hangs has lost it.
    looks=0
    while runs_as "$runner" "$runner_start" && [ $looks -lt 50 ]; do
      [ -z "$group$strays" ] || break
      looks=$((looks + 1))
      nap 0.02
    done
    is_same "$runner" "$runner_start" && [ -z "$group$strays" ] && kill -s KILL "$runner" 2>/dev/null
    set -- $group $strays
    left=$#
    set -- $swept
    echo "$word stopped $was $used $# $left"
    ;;
esac
