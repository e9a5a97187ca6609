#!/bin/sh
# Appends a line to the log that an agent reports through; --help says how. Lies in .causeway/bin of
# the workdir. Bytes count here, not characters.
LC_ALL=C
export LC_ALL
unset IFS CDPATH

case $0 in
  */*) home=${0%/*} ;;
  *) home=. ;;
esac
home=$(cd -P -- "$home/../.." && pwd -P) || exit 1
log=${CAUSEWAY_LOG:-$home/optio.log}
newline='
'
return=$(printf '\r')
# Shells append 4,096 bytes in one write, the line end included.
most=4095
# What is written by dd, so in one write too, where cutting it would make it something else.
most_exact=65535

fail() {
  printf 'causeway-say: %s\n' "$1" >&2
  exit "${2:-2}"
}

help() {
  cat <<'TEXT'
Reports to whoever watches this task, by a line in its log.

  causeway-say status [PERCENT] [TEXT]   how far you are
  causeway-say deliver FILE...           hand over files below deliverables/
  causeway-say ask QUESTION              ask a person; the answer comes into inbox.log
  causeway-say browser URL               ask a person to open an address
  causeway-say domain KEYWORD JSON       send the application a message
  causeway-say done [SUMMARY]            you have finished; write nothing after it
  causeway-say error [MESSAGE]           you cannot go on; write nothing after it

Several words make one text. Line ends in a text become spaces, and a line has at most 4 KB.
TEXT
}

unwritten() {
  fail "cannot append to $log: its folder is gone, may not be written, or its disk is full" 1
}

# say KEYWORD WORD...: a line whose text may be altered to fit.
say() {
  keyword=$1
  shift
  text="$*"
  case $text in
    *["$newline$return"]*) text=$(printf '%s' "$text" | tr '\r\n' '  ') ;;
  esac
  cut_text $((most - ${#keyword} - 2))
  { printf '%s\n' "$keyword${text:+: $text}" >>"$log"; } 2>/dev/null || unwritten
}

# Cuts text to so many bytes, between two characters of UTF-8.
cut_text() {
  [ "${#text}" -gt "$1" ] || return 0
  whole=$text
  text=$(printf "%.$1s" "$whole")
  while :; do
    case ${whole#"$text"} in
      [$(printf '\200')-$(printf '\277')]*) text=${text%?} ;;
      *) break ;;
    esac
  done
  printf 'causeway-say: a line has at most 4 KB; the text was cut to %s bytes\n' "${#text}" >&2
}

# say_exactly KEYWORD TEXT WHAT: a line whose text must stay as it is.
say_exactly() {
  case $2 in
    *"$newline"*) fail "the $3 has a line end in it, which no line of the log can hold" ;;
  esac
  line="$1: $2"
  if [ "${#line}" -le "$most" ]; then
    { printf '%s\n' "$line" >>"$log"; } 2>/dev/null || unwritten
  elif [ "${#line}" -le "$most_exact" ]; then
    { printf '%s\n' "$line" | dd obs=65536 >>"$log"; } 2>/dev/null || unwritten
  else
    fail "the $3 is longer than 64 KB"
  fi
}

# Whether there is more than white space.
is_text() {
  case $* in
    *[![:space:]]*) return 0 ;;
    *) return 1 ;;
  esac
}

status() {
  case ${1-} in
    [0-9] | [0-9][0-9] | 100) percent=$1% ;;
    [0-9]% | [0-9][0-9]% | 100%) percent=$1 ;;
    *) percent= ;;
  esac
  [ -z "$percent" ] || shift
  is_text "$percent$*" || fail "status needs a per cent or a text: causeway-say status 40 'half way'"
  if is_text "$*"; then say STATUS ${percent:+"$percent"} "$@"; else say STATUS "$percent"; fi
}

# A file is looked for from here, from the workdir and in deliverables/, and announced by its place
# in the workdir.
deliver() {
  case $1 in
    *"$newline"*) fail "the file's name has a line end in it; give it another name" ;;
    *[[:space:]]) fail "the file's name ends with white space; give it another name" ;;
    '') fail "deliver needs a file: causeway-say deliver deliverables/summary.md" ;;
    /*) set -- "$1" "$1" ;;
    *) set -- "$1" "./$1" "$home/$1" "$home/deliverables/$1" ;;
  esac
  given=$1
  shift
  problem="there is no file $given; write it first, below $home/deliverables/"
  for place; do
    [ -e "$place" ] || continue
    if [ -h "$place" ] || [ ! -f "$place" ]; then
      problem="$given is no ordinary file; hand over files, not folders or links"
      continue
    fi
    folder=$(cd -P -- "${place%/*}/" && pwd -P) || continue
    case $folder/${place##*/} in
      "$home/deliverables/"*)
        place=$folder/${place##*/}
        say_exactly DELIVERABLE "${place#"$home/"}" path
        return
        ;;
      *) problem="$given does not lie below $home/deliverables/; put it there first" ;;
    esac
  done
  fail "$problem"
}

browser() {
  url=$1
  is_text "$url" || fail "browser needs an address: causeway-say browser https://example.com"
  case $url in
    *"$newline"*)
      url=$(printf '%s\n' "$url" | {
        between=
        while IFS= read -r part; do
          printf '%s%s' "$between" "$part"
          between=%0A
        done
      })
      ;;
  esac
  say_exactly BROWSER "$url" address
}

domain() {
  case $1 in
    '' | *[[:space:]]*) fail "domain needs one word and JSON: causeway-say domain built '{\"ok\":true}'" ;;
  esac
  keyword=$1
  shift
  json="$*"
  case $json in
    *["$newline$return"]*) json=$(printf '%s' "$json" | tr '\r\n' '  ') ;;
  esac
  is_text "$json" || fail "domain needs JSON behind $keyword"
  say_exactly DOMAIN_MESSAGE "$keyword $json" message
}

[ "$#" -gt 0 ] || {
  help >&2
  exit 2
}
verb=$1
shift
case $verb in
  -h | --help | help) help ;;
  status) status "$@" ;;
  deliver)
    [ "$#" -gt 0 ] || set -- ''
    for file; do deliver "$file"; done
    ;;
  ask)
    is_text "$*" || fail "ask needs a question: causeway-say ask 'which one?'"
    say ATTENTION "$@"
    ;;
  browser) browser "${1-}" ;;
  domain)
    [ "$#" -gt 0 ] || set -- ''
    domain "$@"
    ;;
  done) say DONE "$@" ;;
  error) say ERROR "$@" ;;
  *) fail "there is no '$verb'; say status, deliver, ask, browser, domain, done or error" ;;
esac
