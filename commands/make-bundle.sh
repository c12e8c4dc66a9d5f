# Makes a device's .p12. Reads the key and the certificate (PEM) from stdin and the password from the environment,
# so that neither is ever in an argument or in a file. A failed run leaves the bundle of before untouched.
set -eu
umask 077

folder=$(dirname -- "$BUNDLE")
# Only a folder that is made here is closed to others and hidden from git: one that is there may be anybody's.
if [ ! -d "$folder" ]; then
  mkdir -p -- "$folder"
  printf '*\n' >"$folder/.gitignore"
fi

case $BUNDLE_ENCRYPTION in
compatible) flags='-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1' ;;
modern) flags='-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256' ;;
esac

new="$BUNDLE.$$.new"
trap 'rm -f -- "$new" "$new.profile"' EXIT
# shellcheck disable=SC2086 # the flags are words
openssl pkcs12 -export -name "$DEVICE" $flags -passout env:BUNDLE_PASSWORD -out "$new"
chmod 600 -- "$new"

profile="${BUNDLE%.p12}.mobileconfig"
if [ -n "${PROFILE_HEAD:-}" ]; then
  { printf '%s' "$PROFILE_HEAD" && openssl base64 -A -in "$new" && printf '%s' "$PROFILE_TAIL"; } >"$new.profile"
  mv -f -- "$new.profile" "$profile"
else
  rm -f -- "$profile"
fi
mv -f -- "$new" "$BUNDLE"

# What this prints is kept as a secret: the path, then the bundle. On an update the path of before is known by it.
before=$(printf '%s\n' "${PULUMI_COMMAND_STDOUT:-}" | sed -n 1p)
if [ -n "$before" ] && [ "$before" != "$BUNDLE" ]; then
  rm -f -- "$before" "${before%.p12}.mobileconfig"
fi
printf '%s\n' "$BUNDLE"
openssl base64 -A -in "$BUNDLE"
