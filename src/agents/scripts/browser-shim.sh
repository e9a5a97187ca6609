#!/bin/sh
# Stands on an agent's PATH under the names of programs that open a browser. Opens nothing: asks a
# person, by the log, to open the address.
case $0 in
  */*) here=${0%/*} ;;
  *) here=. ;;
esac
name=${0##*/}

if [ "$name" = gio ]; then
  case ${1-} in
    open) shift ;;
    *)
      printf 'gio: only "gio open ADDRESS" works here\n' >&2
      exit 1
      ;;
  esac
fi

# The addresses are what begins with a scheme, also behind the equals sign of an option; without
# any it is the first word that is no option.
asked=
other=
for word; do
  case $word in
    -*=[A-Za-z]*:*) word=${word#*=} ;;
    -*) continue ;;
    [A-Za-z]*:*) ;;
    *)
      [ -n "$other" ] || other=$word
      continue
      ;;
  esac
  "$here/causeway-say" browser "$word"
  asked=yes
done
if [ -z "$asked" ] && [ -n "$other" ]; then "$here/causeway-say" browser "$other"; fi
exit 0
