# What the programs that write and remove a device's files have in common. Beside each file stands a note,
# .<file>.sha256: the digest of what was written, and the home that wrote it. A file without a note is ours only if
# the stack's state says so: it holds what the program printed the last time, whose first line is the file's path.
before=$(printf '%s\n' "${PULUMI_COMMAND_STDOUT:-}" | sed -n 1p)

digest() {
  openssl dgst -sha256 -r <"$1" | cut -c 1-64
}

note() {
  printf '%s/.%s.sha256' "$(dirname -- "$1")" "$(basename -- "$1")"
}

# is_ours FILE PATH_OF_BEFORE
is_ours() {
  noted=$(cat -- "$(note "$1")" 2>/dev/null || true)
  case $noted in
  '') [ "$1" = "$2" ] ;;
  "$(digest "$1") $OWNER") true ;;
  # The hostname of the home may have changed since.
  "$(digest "$1") "*) [ "$1" = "$2" ] ;;
  *) false ;;
  esac
}

# refuse_foreign FILE PATH_OF_BEFORE: ends the program when somebody else's file would be overwritten.
refuse_foreign() {
  if { [ -e "$1" ] || [ -L "$1" ]; } && ! is_ours "$1" "$2"; then
    printf '%s: already exists, and this stack did not write it [file-exists]\n  %s\n' \
      "$1" "Move it elsewhere, then: npx pulumi up" >&2
    exit 1
  fi
}

# make_folder FOLDER: only one that is made here is closed to others and hidden from git, for any other may be anybody's.
make_folder() {
  if [ ! -d "$1" ]; then
    mkdir -p -- "$1"
    printf '*\n' >"$1/.gitignore"
  fi
}

# put NEW FILE: moves a file to its place. The note comes first: an interrupted run must not leave a file that nobody owns to.
put() {
  printf '%s %s\n' "$(digest "$1")" "$OWNER" >"$(note "$2")"
  mv -f -- "$1" "$2"
}

# remove FILE PATH_OF_BEFORE: what somebody else put there stays.
remove() {
  if [ -e "$1" ] && is_ours "$1" "$2"; then
    rm -f -- "$1" "$(note "$1")"
  fi
}
