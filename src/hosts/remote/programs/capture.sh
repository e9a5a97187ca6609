# Copies a regular file to the other side of a pipe; docs/hosts/helpers.md has the frames.
# Arguments: two halves of the first line, the most bytes to take, and the names that lead from / to
# the file. A shell can't refuse to follow links when it opens a file: it looks where it has come to.
LC_ALL=C
export LC_ALL
first=$1 second=$2 most=$3
shift 3
# A program that replaces its file by a rename may do so just when it is opened.
openings=3
path=''
for name; do path=$path/$name; done

refuse() {
  printf 'F %s %s\n' "$1" "${2:--1}"
  exit 0
}

# Says by what stands in the way why a file can't be taken.
check_names() {
  at=-1 way=''
  for name; do
    at=$((at + 1)) way=$way/$name
    [ ! -L "$way" ] || refuse symbolic_link "$at"
    if [ ! -e "$way" ]; then
      [ -x "${way%/*}/" ] || refuse no_permission "$at"
      refuse not_found "$at"
    fi
    if [ "$at" -lt $(($# - 1)) ]; then
      [ -d "$way" ] || refuse not_found "$at"
    else
      [ -f "$way" ] || refuse not_regular "$at"
      [ -r "$way" ] || refuse no_permission "$at"
    fi
  done
}

# The path of the open file as the system knows it, with a dot that keeps line ends at its end.
place() {
  readlink -n /proc/self/fd/3
  printf .
}

status() {
  stat -L -c '%h %s %F %y' /proc/self/fd/3
}

# A FIFO that was put there just now would keep the shell waiting for ever.
guard() {
  sleep 5 >/dev/null &
  sleeping=$!
  trap 'kill "$sleeping"; exit 0' TERM
  wait "$sleeping"
  printf 'F not_regular -1\n'
  kill -s KILL $$
}

open_file() {
  guard </dev/null &
  guarding=$!
  command exec 3<"$path"
  opened=$?
  kill "$guarding"
  return "$opened"
} 2>/dev/null

check_place() {
  links=${1%% *}
  [ "$links" -le 1 ] || refuse hard_link
  wanted=$path
  [ "$links" -ne 0 ] || wanted="$path (deleted)"
  [ "$(place)" = "$wanted." ]
}

open_checked() {
  while :; do
    openings=$((openings - 1))
    check_names "$@"
    if open_file; then
      before=$(status)
      case $before in
        0\ *) ;;
        *' regular '*) if check_place "$before"; then return; fi ;;
        *) refuse not_regular ;;
      esac
    fi
    [ "$openings" -gt 0 ] || refuse changed_path
  done
}

# The copy is made first: what is sent then has a size that nobody changes.
copy() {
  size=${before#* } size=${size%% *}
  [ "$size" -le "$most" ] || refuse too_large
  folder=$(mktemp -d "${TMPDIR:-/tmp}/causeway-capture-XXXXXXXX") || refuse io_failed
  trap 'rm -rf -- "$folder"' EXIT
  trap 'exit 0' HUP INT TERM PIPE
  head -c "$((most + 1))" <&3 >"$folder/copy" || refuse no_disk
  after=$(status)
  check_place "$after" || refuse changed_path
  copied=$(stat -c %s "$folder/copy")
  [ "$copied" -le "$most" ] || refuse too_large
  stable=0
  # Without the count of links: taking the last name away changes nothing in the file.
  [ "${before#* }" != "${after#* }" ] || [ "$copied" != "$size" ] || stable=1
  sum=$(sha256sum <"$folder/copy")
  printf 'D 0 %s\n' "$copied"
  cat "$folder/copy"
  printf 'E %s %s %s\n' "$copied" "${sum%% *}" "$stable"
}

printf '%s%s\n' "$first" "$second"
[ -d /proc/self/fd ] || refuse io_failed
open_checked "$@"
copy
