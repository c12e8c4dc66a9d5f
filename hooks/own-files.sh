# Shared by the scripts that write and remove a device's files. Beside each file is a note, .<file>.sha256, with the
# digest of what was written and the home that wrote it. A file without a note is ours only if its path is the first
# line of the script's previous output, which the stack's state keeps.
before=$(printf '%s\n' "${PULUMI_COMMAND_STDOUT:-}" | sed -n 1p)

digest() {
  openssl dgst -sha256 -r <"$1" | cut -c 1-64
}

note() {
  printf '%s/.%s.sha256' "$(dirname -- "$1")" "$(basename -- "$1")"
}

# is_ours FILE PREVIOUS_PATH
is_ours() {
  noted=$(cat -- "$(note "$1")" 2>/dev/null || true)
  case $noted in
  '') [ "$1" = "$2" ] ;;
  "$(digest "$1") $OWNER") true ;;
  # The home's hostname may have changed since.
  "$(digest "$1") "*) [ "$1" = "$2" ] ;;
  *) false ;;
  esac
}

# refuse_foreign FILE PREVIOUS_PATH: exits instead of overwriting somebody else's file.
refuse_foreign() {
  if { [ -e "$1" ] || [ -L "$1" ]; } && ! is_ours "$1" "$2"; then
    printf '%s: already exists, and this stack did not write it [file-exists]\n  %s\n' \
      "$1" "Move it elsewhere, then: npx pulumi up" >&2
    exit 1
  fi
}

# make_folder FOLDER: only a folder created here is hidden from git and, by the umask, closed to others; any other may be
# anybody's.
make_folder() {
  if [ ! -d "$1" ]; then
    mkdir -p -- "$1"
    printf '*\n' >"$1/.gitignore"
  fi
}

# put NEW FILE: moves a file to its place. Writes the note first: an interrupted run must not leave a file without one.
put() {
  printf '%s %s\n' "$(digest "$1")" "$OWNER" >"$(note "$2")"
  mv -f -- "$1" "$2"
}

# remove FILE PREVIOUS_PATH: removes the file unless it is somebody else's.
remove() {
  if [ -e "$1" ] && is_ours "$1" "$2"; then
    rm -f -- "$1" "$(note "$1")"
  fi
}
