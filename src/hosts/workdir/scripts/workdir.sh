# Opens, releases and removes the folder of a task.
# Arguments: word to answer with, action, and what the action needs.
word=$1 action=$2
shift 2
umask 077

refuse() { printf '%s refused %s\n' "$word" "$*"; exit 0; }

# Ends with the reason of the system for what just failed, which is in $1.
fail() {
  case $1 in
    *[Nn]o\ space* | *quota*) refuse disk "${1##*: }" ;;
    *[Pp]ermission* | *ead-only*) refuse permission "${1##*: }" ;;
    *) refuse other "${1##*: }" ;;
  esac
}

attempt() { said=$(LC_ALL=C "$@" 2>&1) || fail "$said"; }

# Succeeds when it was this one that made the folder, which others may be making too.
make() {
  said=$(LC_ALL=C mkdir -- "$1" 2>&1) && return
  [ -d "$1" ] || fail "$said"
  return 1
}

case $action in
  # Arguments: path or nothing, task, lock text, nonce of the dead holder's lock or nothing.
  open)
    path=$1 task=$2 lock=$3 dead=$4
    case $path in
      '')
        case $(uname -s) in
          Darwin) cache=$HOME/Library/Caches ;;
          *) cache=${XDG_CACHE_HOME:-$HOME/.cache} ;;
        esac
        attempt mkdir -p -- "$cache/causeway/workdirs"
        path=$cache/causeway/workdirs/$task
        [ -L "$path" ] && refuse link "$path"
        ;;
      '~') path=$HOME ;;
      '~/'*) path=$HOME/${path#??} ;;
    esac
    made=no
    if [ ! -d "$path" ]; then
      case $path in */*) parent=${path%/*} ;; esac
      [ -z "$parent" ] || attempt mkdir -p -- "$parent"
      make "$path" && made=yes
    fi
    said=$(LC_ALL=C cd -P -- "$path" 2>&1) || fail "$said"
    cd -P -- "$path" || fail 'not a folder'
    # The blank keeps line ends at the end of the name.
    path="$(pwd -P && printf .)"
    path=${path%?.}
    [ -L .causeway ] && refuse link "$path/.causeway"
    make .causeway
    [ -w .causeway ] || refuse permission 'not writable'
    # Not the shell's own printf: some shells tell every failed write as an input/output error.
    if [ $made = yes ]; then attempt sh -c 'env printf "made\n" >.causeway/made'; fi
    [ -f .causeway/made ] && made=yes
    new=.causeway/driver.lock.$$
    # What lies there was put there by a program that wants it written to: a link, for instance.
    rm -f -- "$new"
    said=$(LC_ALL=C sh -c 'set -C; env printf "%s\n" "$1" >"$2"' sh "$lock" "$new" 2>&1) || {
      rm -f "$new"
      fail "$said"
    }
    if [ -n "$dead" ]; then
      # One lock has one successor: who comes after it finds another lock, so that is looked at last.
      after=.causeway/driver.after.$dead taken=no
      if ln "$new" "$after" 2>/dev/null; then
        if grep -qsF -e "$dead" .causeway/driver.lock; then
          mv -f "$new" .causeway/driver.lock
          taken=yes
        fi
        rm -f "$after"
      fi
      if [ $taken = no ]; then
        rm -f "$new"
        refuse held "$(head -c 4096 .causeway/driver.lock 2>/dev/null)"
      fi
    elif said=$(LC_ALL=C ln "$new" .causeway/driver.lock 2>&1); then
      rm -f "$new"
    else
      rm -f "$new"
      [ -f .causeway/driver.lock ] && refuse held "$(head -c 4096 .causeway/driver.lock)"
      fail "$said"
    fi
    printf '%s opened %s %s\n' "$word" "$made" "$(printf '%s' "$path" | od -An -v -tx1 | tr -d ' \n')"
    ;;
  # Arguments: path. Tells the records of programs that earlier sessions launched.
  records)
    cd -P -- "$1" || refuse permission 'not accessible'
    printf '%s records' "$word"
    find .causeway -path .causeway/earlier -prune -o -type f -size -9 -name record -exec grep -hE '^[0-9a-f]{32} launched ' {} + 2>/dev/null |
      head -c 16384 | tr ' \n' ',;' | sed 's/^/ /'
    echo
    ;;
  # Arguments: path, a name that is not there yet, names that belong to a session.
  aside)
    cd -P -- "$1" || refuse permission 'not accessible'
    folder=.causeway/earlier/$2
    shift 2
    # A program that ran here could have its files moved to anywhere by it.
    for entry in .causeway .causeway/earlier; do
      [ ! -L $entry ] || refuse link "$PWD/$entry"
    done
    moved=no
    for entry in .causeway/* .causeway/.[!.]* "$@"; do
      [ -e "$entry" ] || [ -L "$entry" ] || continue
      case $entry in .causeway/driver.* | .causeway/made | .causeway/earlier) continue ;; esac
      case $entry in
        .causeway/*) into=$folder/.causeway ;;
        */*) into=$folder/${entry%/*} ;;
        *) into=$folder ;;
      esac
      attempt mkdir -p -- "$into"
      attempt mv -- "$entry" "$into/"
      moved=yes
    done
    echo "$word moved $moved"
    ;;
  # Arguments: path, nonce of the lock.
  release | remove)
    path=$1 nonce=$2
    [ -d "$path" ] && [ ! -L "$path" ] || { echo "$word gone"; exit 0; }
    cd -P -- "$path" || refuse permission 'not accessible'
    here="$(pwd -P && printf .)"
    [ "${here%?.}" = "$path" ] || refuse moved "$path"
    grep -qsF -e "$nonce" .causeway/driver.lock || refuse moved "$path"
    if [ $action = release ]; then
      attempt rm -f -- .causeway/driver.lock
      echo "$word released"
      exit 0
    fi
    [ -f .causeway/made ] || { attempt rm -f -- .causeway/driver.lock; echo "$word kept"; exit 0; }
    cd .. || refuse permission 'not accessible'
    name=${path##*/}
    if ! said=$(LC_ALL=C rm -rf -- "./$name" 2>&1); then
      # Folders that were made read-only, as some package caches are.
      find "./$name" -type d ! -perm -u=rwx -exec chmod u+rwx {} \; 2>/dev/null
      attempt rm -rf -- "./$name"
    fi
    echo "$word removed"
    ;;
esac
