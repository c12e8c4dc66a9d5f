# Removes a device's file $FILE, and the profile beside a bundle, each only if this stack wrote it.
set -eu
. "$(dirname -- "$0")/own-files.sh"

remove "$FILE" "$before"
case $FILE in
*.p12) remove "${FILE%.p12}.mobileconfig" "${before%.p12}.mobileconfig" ;;
esac
