/** Prints the SHA-256 of the file `$1`, by what the machine has. */
const hashFunction = `
hash() {
  if command -v sha256sum >/dev/null 2>&1; then h=$(sha256sum <"$1")
  elif command -v shasum >/dev/null 2>&1; then h=$(shasum -a 256 <"$1")
  elif command -v openssl >/dev/null 2>&1; then h=$(openssl dgst -sha256 -r <"$1")
  elif command -v perl >/dev/null 2>&1; then h=$(perl -MDigest::SHA -e 'print Digest::SHA->new(256)->addfile(*STDIN)->hexdigest' <"$1")
  else exit 95; fi || exit 95
  h=\${h#\\\\}
  printf '%s\\n' "\${h%% *}"
}`;

/**
 * Prints the hash of the file `$1`, or nothing where there is no regular file or one that has not the
 * size `$2`. Where the hash is `$3` it is given the mode `$4`, unless that is empty.
 */
export const COMPARE: string = `${hashFunction}
[ -f "$1" ] && [ ! -h "$1" ] || exit 0
[ -z "$2" ] || [ "$(wc -c <"$1")" -eq "$2" ] || exit 0
h=$(hash "$1") || exit
[ "$h" != "$3" ] || [ -z "$4" ] || chmod -- "$4" "$1" || exit
echo "$h"`;

/**
 * Writes its input to the file `$1` beside the target `$2`, for this user alone, and prints the hash of
 * what is there. Makes missing folders. With a size in `$3` a file of another size is not left behind.
 */
export const RECEIVE: string = `${hashFunction}
[ -d "$2" ] && exit 96
mkdir -p -- "\${2%/*}/" || exit 1
umask 077
trap 'rm -f -- "$1"; exit 1' TERM
cat >"$1" || { rm -f -- "$1"; exit 1; }
size=$(wc -c <"$1")
[ -z "$3" ] || [ "$size" -eq "$3" ] || { rm -f -- "$1"; echo 'cut short' >&2; exit 1; }
hash "$1"`;

/**
 * Puts the file `$1` with the hash `$3` in place of the target `$2`, with the mode `$4`: octal, or empty
 * for the usual one. With `x` in `$5` nothing may be there.
 * May be run again: then the file may be in its place.
 */
export const PLACE: string = `${hashFunction}
if [ ! -e "$1" ]; then [ -f "$2" ] && [ "$(hash "$2")" = "$3" ]; exit; fi
if [ -n "$4" ]; then mode=$4
else mode=$(printf %o $((0666 & ~$(umask)))); fi
chmod -- "$mode" "$1" || { rm -f -- "$1"; exit 1; }
if [ "$5" = x ]; then
  ln -- "$1" "$2"; rc=$?
  rm -f -- "$1"
  [ $rc = 0 ] || { [ -e "$2" ] || [ -h "$2" ]; } || exit 1
  [ $rc = 0 ] || exit 94
else
  mv -f -- "$1" "$2" || { rm -f -- "$1"; exit 1; }
fi`;

/** Removes the file `$1` where it is there. */
export const DISCARD = 'rm -f -- "$1"';
