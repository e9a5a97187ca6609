# Follows one file for the other side of a pipe; docs/hosts/helpers.md has the frames.
# Arguments: two halves of the first line, and the file's path.
LC_ALL=C
export LC_ALL
first=$1 second=$2 path=$3
piece=262144 overlap=64
# A file that is replaced by renaming is away for an instant only.
away_looks=3
# A relative or odd name must not be taken for an option.
case $path in /*) ;; *) path=./$path ;; esac

# Why there is no file to read at the path: sets `what`; fails where there is one.
why_not() {
  if [ -L "$path" ]; then
    what=irregular
  elif [ -e "$path" ]; then
    [ -f "$path" ] || { what=irregular; return; }
    [ ! -r "$path" ] || return 1
    what=unreadable
  else
    # A folder that may not be entered hides whether there is one.
    case $(stat -c . -- "$path" 2>&1) in
      *'ermission denied'*) what=unreadable ;;
      *) what=absent ;;
    esac
  fi
}

open_file() {
  why_not && return 1
  # Only `command` keeps a failed redirection from ending the shell.
  command exec 6<"$path"
} 2>/dev/null

# Reads of a shell can't go back: each begins at byte 0 of the same open file.
from_byte() {
  dd bs=1 skip="$1" count=0 2>/dev/null
}

digest() {
  sum=$({ from_byte "$1"; head -c "$(($2 - $1))"; } </proc/self/fd/6 | sha256sum)
  printf '# %s\n' "${sum%% *}"
}

# Sends from a little before the position on, so that the other side sees what it knows.
copy() {
  at=$((position > overlap ? position - overlap : 0))
  while [ "$at" -lt "$1" ]; do
    length=$(($1 - at < piece ? $1 - at : piece))
    printf 'D %s %s\n' "$at" "$length" || exit 0
    report=$({
      from_byte "$at"
      dd bs="$length" count=1 2>&1 >&4
    } </proc/self/fd/6)
    # Fewer bytes than promised: the file was cut just then, and the frame can't be mended.
    case $report in '1+0 '*) ;; *) exit 0 ;; esac
    at=$((at + length))
  done
  [ "$at" -le "$position" ] || position=$at
}

look() {
  if [ "$file" = - ]; then
    why_not
    return
  fi
  # The open file, and what is at the path.
  both=$(stat -L -c '%d:%i %s %y %z' -- /proc/self/fd/6 "$path" 2>/dev/null)
  status=${both%%"$newline"*} there=${both#*"$newline"}
  size=${status#* } size=${size%% *}
  [ "$size" -ge "$position" ] || return 1
  if [ "$status" != "$seen" ]; then
    seen=$status
    copy "$size"
  fi
  if [ "$both" != "$status" ] && [ "${there%% *}" = "$file" ] && [ ! -L "$path" ]; then
    what=same
  elif ! why_not; then
    # Whoever has the old file open may have added to it until it was replaced.
    copy "$(stat -L -c %s /proc/self/fd/6)"
    return 1
  fi
}

# Tells what is at the path instead of a file, once, when it has been so for some looks.
tell() {
  if [ "$what" = same ]; then away=0; else away=$((away + 1)); fi
  [ "$what" != "$told" ] || return 0
  [ "$what" = same ] || [ "$away" -ge "$away_looks" ] || [ "$answer$what" = 1unreadable ] || return 0
  told=$what
  echo "- $what" || exit 0
}

follow() {
  asked=0 seen='' beats=9 away=0 told=same what=same
  trap 'asked=1' USR1
  trap 'exit 0' TERM
  while :; do
    beats=$((beats + 1))
    if [ "$beats" -ge 8 ]; then
      beats=0
      echo . || exit 0
    fi
    answer=$asked
    [ "$answer" = 0 ] || asked=0
    look || break
    tell
    if [ "$answer" = 1 ]; then echo b || exit 0; fi
    sleep 0.1
  done
  echo E
}

newline='
'
exec 4>&1
printf '%s%s\n' "$first" "$second"
if open_file; then
  status=$(stat -L -c '%d:%i %s' /proc/self/fd/6)
  file=${status% *}
  echo "@ $status"
else
  file=-
  echo '@ -'
fi
child=
# Until it has been waited for, the number of a child belongs to nobody else.
trap '[ -z "$child" ] || kill "$child" 2>/dev/null' EXIT
trap 'exit 0' HUP INT TERM
while read -r word one two; do
  case $word in
    d) digest "$one" "$two" ;;
    r)
      position=$one
      follow &
      child=$!
      ;;
    b) kill -USR1 "$child" 2>/dev/null ;;
  esac
done
exit 0
