# Writes the certificate (PEM, from stdin) of a device that keeps its key. A failed run leaves the file of before untouched.
set -eu
umask 077

folder=$(dirname -- "$CERTIFICATE_FILE")
# Only a folder that is made here is closed to others and hidden from git: one that is there may be anybody's.
if [ ! -d "$folder" ]; then
  mkdir -p -- "$folder"
  printf '*\n' >"$folder/.gitignore"
fi

new="$CERTIFICATE_FILE.$$.new"
trap 'rm -f -- "$new"' EXIT
cat >"$new"
mv -f -- "$new" "$CERTIFICATE_FILE"

# On an update the path of before is known by what this printed then.
before=${PULUMI_COMMAND_STDOUT:-}
if [ -n "$before" ] && [ "$before" != "$CERTIFICATE_FILE" ]; then
  rm -f -- "$before"
fi
printf '%s\n' "$CERTIFICATE_FILE"
