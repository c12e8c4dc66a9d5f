# Writes the certificate (PEM, from stdin) of a device that keeps its key. A failed run leaves the previous file untouched.
set -eu
umask 077
. "$(dirname -- "$0")/own-files.sh"

refuse_foreign "$FILE" "$before"
make_folder "$(dirname -- "$FILE")"

new="$FILE.$$.new"
trap 'rm -f -- "$new"' EXIT
cat >"$new"
put "$new" "$FILE"

if [ -n "$before" ] && [ "$before" != "$FILE" ]; then
  remove "$before" "$before"
fi
printf '%s\n' "$FILE"
