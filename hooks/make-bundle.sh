# Writes a device's .p12. Reads key and certificate (PEM) from stdin and the password from the environment, so that
# neither ever appears in an argument or a file. A failed run leaves the previous bundle untouched.
set -eu
umask 077
. "$(dirname -- "$0")/own-files.sh"

profile="${FILE%.p12}.mobileconfig"
profile_before="${before%.p12}.mobileconfig"
refuse_foreign "$FILE" "$before"
if [ -n "${PROFILE_HEAD:-}" ]; then
  refuse_foreign "$profile" "$profile_before"
fi
make_folder "$(dirname -- "$FILE")"

case $BUNDLE_ENCRYPTION in
compatible) flags='-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1' ;;
modern) flags='-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256' ;;
esac

new="$FILE.$$.new"
trap 'rm -f -- "$new" "$new.profile"' EXIT
# shellcheck disable=SC2086 # $flags holds several words
openssl pkcs12 -export -name "$DEVICE" $flags -passout env:BUNDLE_PASSWORD -out "$new"
chmod 600 -- "$new"

if [ -n "${PROFILE_HEAD:-}" ]; then
  { printf '%s' "$PROFILE_HEAD" && openssl base64 -A -in "$new" && printf '%s' "$PROFILE_TAIL"; } >"$new.profile"
  put "$new.profile" "$profile"
else
  remove "$profile" "$profile_before"
fi
put "$new" "$FILE"

if [ -n "$before" ] && [ "$before" != "$FILE" ]; then
  remove "$before" "$before"
  remove "$profile_before" "$profile_before"
fi
# Pulumi keeps this output as a secret: the path, then the bundle.
printf '%s\n' "$FILE"
openssl base64 -A -in "$FILE"
