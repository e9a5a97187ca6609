# Starts the best runner that this machine can run. The request comes on standard input.
# Arguments: mark of the launch, kinds to try in order, the runners in Perl, Python and sh.
# By this variable a runner is known for that of this mark.
export CAUSEWAY_RUNNER="$1"
shift
for kind in $1; do
  case $kind in
    perl)
      if perl -MPOSIX -MFcntl -MConfig -e 1 </dev/null >/dev/null 2>&1; then
        exec perl -e "$2"
      fi
      ;;
    python3)
      if python3 -I -S -c 'import os, signal' </dev/null >/dev/null 2>&1; then
        exec python3 -I -S -c "$3"
      fi
      ;;
    sh)
      if command -v setsid >/dev/null 2>&1; then
        exec sh -c "$4" causeway-launch "$4"
      fi
      ;;
  esac
done
echo 'no runner: needs perl, python3 or setsid' >&2
exit 69
