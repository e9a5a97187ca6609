# Downloads a URL to a file, with what this machine has; docs/hosts/helpers.md has the frames.
# Arguments: two halves of the first line, the target, a folder beside it for what is not whole yet,
# the most bytes, the SHA-256 that is wanted or "-", and the seconds after which silence is an end.
# The URL is the first line of the input, so that no list of processes shows it; the end of the input
# calls the download off.
LC_ALL=C
export LC_ALL
first=$1 second=$2 target=$3 part=$4 most=$5 wanted=$6 silence=$7

refuse() {
  rm -rf -- "$part"
  printf 'F %s %s\n' "$1" "$2"
  exit 0
}

# The size that the last answer's head tells, or "-".
told_length() {
  tr -d '\r' <"$part/head" | awk '
    /^ *HTTP\// { length_told = "-" }
    tolower($1) == "content-length:" && $2 ~ /^[0-9]+$/ { length_told = $2 }
    END { print length_told == "" ? "-" : length_told }'
}

status_code() {
  awk '/^ *HTTP\// { code = $2 } END { print code }' "$part/head"
}

# Tells how far it is, and ends a download that is too large.
watch() {
  while sleep 0.25; do
    bytes=$(wc -c <"$part/body") || exit 0
    if [ "$bytes" -gt "$most" ]; then
      kill "$fetching"
      exit 0
    fi
    printf 'P %s %s\n' "$((bytes))" "$(told_length)"
  done
} 2>/dev/null

by_curl() {
  printf 'url = "%s"\n' "$url" | curl -q -sSfLg -K - -o "$part/body" -D "$part/head" \
    --proto =http,https --proto-redir =http,https --max-redirs 10 \
    --connect-timeout "$silence" --speed-limit 1 --speed-time "$silence" 2>"$part/words" &
}

by_wget() {
  printf '%s\n' "$url" | wget --no-config -S -O "$part/body" -i - --tries=1 --max-redirect=10 \
    --auth-no-challenge --timeout="$silence" --header='Accept-Encoding: identity' 2>"$part/head" &
}

explain_curl() {
  case $1 in
    1 | 3) refuse refused_url ;;
    5 | 6 | 7) refuse unreachable ;;
    22) refuse status "$(status_code)" ;;
    23) refuse no_disk ;;
    28) refuse silent ;;
    16 | 18 | 35 | 52 | 55 | 56 | 92) refuse cut ;;
    47) refuse redirects ;;
    51 | 60 | 77 | 83) refuse certificate ;;
    *) refuse failed "$1" ;;
  esac
}

explain_wget() {
  case $1 in
    3) refuse no_disk ;;
    4)
      if grep -q 'timed out' "$part/head"; then refuse silent; fi
      if grep -q 'HTTP/' "$part/head"; then refuse cut; fi
      refuse unreachable
      ;;
    5) refuse certificate ;;
    8)
      if grep -q 'redirections exceeded' "$part/head"; then refuse redirects; fi
      refuse status "$(status_code)"
      ;;
    *) refuse failed "$1" ;;
  esac
}

work() {
  trap 'kill "$fetching" "$!" 2>/dev/null; rm -rf -- "$part"; exit 0' TERM
  # Blocks of 512 bytes: the first bound of what may be written between two looks.
  ulimit -f "$((most / 512 + 1))" 2>/dev/null
  "by_$tool"
  fetching=$!
  watch &
  watching=$!
  wait "$fetching"
  code=$?
  # A signal to a shell that has just been forked may be lost: watching ends with the name, too.
  mv -- "$part/body" "$part/whole"
  kill "$watching" 2>/dev/null
  wait "$watching" 2>/dev/null
  bytes=$(wc -c <"$part/whole")
  bytes=$((bytes))
  [ "$bytes" -le "$most" ] || refuse too_large
  [ "$code" = 0 ] || "explain_$tool" "$code"
  # wget would follow a redirect to ftp: what came from there is not taken.
  if tr 'A-Z' 'a-z' <"$part/head" | grep -q '^ *location: *ftp'; then refuse refused_url; fi
  length=$(told_length)
  [ "$length" = - ] || [ "$length" = "$bytes" ] || refuse cut
  if command -v sha256sum >/dev/null; then
    sum=$(sha256sum <"$part/whole")
  else
    sum=$(shasum -a 256 <"$part/whole")
  fi
  sum=${sum%% *}
  [ "$wanted" = - ] || [ "$wanted" = "$sum" ] || refuse checksum "$sum"
  mv -f -- "$part/whole" "$target" 2>/dev/null || refuse no_permission
  rm -rf -- "$part"
  printf 'E %s %s\n' "$bytes" "$sum"
}

printf '%s%s\n' "$first" "$second"
IFS= read -r url || exit 0
if command -v curl >/dev/null; then
  tool=curl
elif wget --version 2>/dev/null | grep -q '^GNU Wget 1'; then
  tool=wget
else
  refuse no_tool
fi
mkdir -p -- "${target%/*}/" 2>/dev/null || refuse no_permission
[ ! -d "$target" ] || refuse is_folder
mkdir -m 700 -- "$part" 2>/dev/null || refuse no_permission
: >"$part/body"
: >"$part/head"
work &
working=$!
trap 'exit 0' HUP INT TERM
# Twice, since the first one may come before the shell listens.
trap 'kill "$working" 2>/dev/null && sleep 0.2 && kill "$working" 2>/dev/null; wait "$working"' EXIT
while IFS= read -r _; do :; done
