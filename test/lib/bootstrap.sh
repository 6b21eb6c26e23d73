# shellcheck shell=bash
# Sourced by test/run, demo/run and test/bench/run: from a bare Debian machine to a private cluster
# with the extension in it. Sourcing defines functions and changes nothing but the environment.
#
#   open_workplace                 a temporary folder with a copy of the tree; removed when the script ends
#   ensure_packages                installs what is missing, and only if something is missing
#   build_extension                builds the copy; a compiler warning is an error
#   install_extension              make install
#   start_cluster NAME [S=V ...]   a new throw-away cluster, with further server settings
#   stop_cluster                   stops it; its log stays in $WORK/NAME.log until the script ends
#   as_server COMMAND ...          runs a command as the user that runs the server
#
# The checkout itself is only read: it may belong to another user and have blanks in its path. Building
# and testing happen in the copy, which belongs to the user that runs the server.

# Settings for the caller's own servers must lead nobody to them.
for variable in "${!PG@}"; do
  [ "$variable" = PG_MAJOR ] || unset "$variable"
done
unset variable

REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PG_MAJOR=${PG_MAJOR:-15}
PG_BIN=/usr/lib/postgresql/$PG_MAJOR/bin
WORK=
CLUSTER=
CLUSTER_PORT=5432
NO_CLUSTER_FILE=/etc/postgresql-common/createcluster.d/cc_center-no-cluster.conf
export LC_ALL=C.UTF-8 PATH="$PG_BIN:$PATH"

PACKAGES=(
  gcc libc6-dev make perl gettext locales
  "postgresql-$PG_MAJOR" "postgresql-server-dev-$PG_MAJOR" "postgresql-$PG_MAJOR-cron"
  "postgresql-$PG_MAJOR-pgtap" "postgresql-$PG_MAJOR-plpgsql-check"
  libtap-parser-sourcehandler-pgtap-perl libipc-run-perl
)
# What these find is a matter of their version, so they look on one version of Debian only.
if [ "$PG_MAJOR" = 15 ]; then
  PACKAGES+=(cppcheck pg-bsd-indent)
fi

say() {
  printf '%4d s  %s\n' "$SECONDS" "$*"
}

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    echo "this needs root: $*" >&2
    return 1
  fi
}

# initdb refuses root, so root hands over to postgres; anybody else runs the server himself.
as_server() {
  if [ "$(id -u)" -eq 0 ]; then
    runuser -u postgres -- env HOME="$WORK" "$@"
  else
    env HOME="$WORK" "$@"
  fi
}

open_workplace() {
  # Not under TMPDIR: the path of a Unix socket may have no more than 107 bytes.
  WORK=$(mktemp -d /tmp/cc_center.XXXXXX)
  trap close_workplace EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir "$WORK/src"
  tar -C "$REPO" --exclude=./.git --exclude=build --exclude=results --exclude=output_iso --exclude=tmp_check \
      --exclude=node_modules --exclude='*.o' --exclude='*.d' --exclude='*.bc' --exclude='*.so' -cf - . |
    tar -C "$WORK/src" --no-same-owner --no-same-permissions -xf -
  chmod -R u+rwX,go+rX "$WORK"
  cd "$WORK" || exit
}

# Stops every server that was started below the workplace, also those of the TAP tests.
close_workplace() {
  local status=$? pid_file
  set +e
  trap - EXIT INT TERM HUP
  cd /
  remove_no_cluster_file
  while IFS= read -r -d '' pid_file; do
    as_server "$PG_BIN/pg_ctl" -D "${pid_file%/*}" -m immediate -w stop
  done < <(find "$WORK" -name postmaster.pid -print0 2>/dev/null) >/dev/null 2>&1
  if [ -n "${KEEP_WORKPLACE:-}" ]; then
    echo "kept: $WORK" >&2
  else
    rm -rf "$WORK"
  fi
  exit "$status"
}

missing_packages() {
  local package
  for package in "${PACKAGES[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done
}

remove_no_cluster_file() {
  if [ -e "$NO_CLUSTER_FILE" ]; then
    as_root rm -f "$NO_CLUSTER_FILE"
    as_root rmdir --ignore-fail-on-non-empty "${NO_CLUSTER_FILE%/*}"
  fi
}

# Debian creates and starts a cluster "main" with the server package. A drop-in keeps it from that while
# the packages are installed and is removed afterwards, so the machine's own configuration stays as it was.
install_packages() {
  as_root mkdir -p "${NO_CLUSTER_FILE%/*}"
  echo "create_main_cluster = false" | as_root tee "$NO_CLUSTER_FILE" >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y \
      --no-install-recommends --no-upgrade install "$@"
}

ensure_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  if [ "${#missing[@]}" -gt 0 ]; then
    say "installing ${#missing[@]} packages: ${missing[*]}"
    install_packages "${missing[@]}" >"$WORK/packages.log" 2>&1 </dev/null ||
      { tail -n 20 "$WORK/packages.log" >&2; fail "packages could not be installed"; }
    remove_no_cluster_file
  fi
  # The messages are shipped in Chinese too; a server can speak it only where the locale exists.
  if ! locale -a | grep -qix 'zh_CN\.utf-\?8'; then
    as_root localedef -i zh_CN -f UTF-8 zh_CN.UTF-8
  fi
  # Only now is it sure that the user exists who runs the server.
  if [ "$(id -u)" -eq 0 ]; then
    chown -R postgres: "$WORK"
  fi
}

build_extension() {
  say "building the extension"
  as_server make -C "$WORK/src" -j"$(nproc)" PG_CONFIG="$PG_BIN/pg_config" COPT=-Werror >"$WORK/build.log" 2>&1 ||
    { grep -E -A5 'error|warning' "$WORK/build.log" >&2 || tail -n 20 "$WORK/build.log" >&2
      fail "the extension does not build without warnings"; }
  # COPT does not reach the bitcode compiler, nor msgfmt.
  if grep -E -A5 'warning' "$WORK/build.log" >&2; then
    fail "the extension builds with warnings"
  fi
}

install_extension() {
  as_root make -C "$WORK/src" PG_CONFIG="$PG_BIN/pg_config" COPT=-Werror install >"$WORK/install.log" 2>&1 ||
    { tail -n 20 "$WORK/install.log" >&2; fail "the extension could not be installed"; }
}

# Settings in the order given; a later one wins over an earlier one.
write_settings() {
  local setting
  for setting in "$@"; do
    printf "%s = '%s'\n" "${setting%%=*}" "${setting#*=}"
  done
}

start_cluster() {
  local name=$1 data=$WORK/$1
  shift
  # Not as root, who would make a folder that the server may not write.
  as_server mkdir -p "$WORK/socket"
  as_server "$PG_BIN/initdb" -D "$data" -U postgres -A trust --no-sync --wal-segsize=1 -E UTF8 \
    --locale=C.UTF-8 >"$WORK/initdb.log" 2>&1 ||
    { tail -n 20 "$WORK/initdb.log" >&2; fail "initdb failed"; }
  write_settings "listen_addresses=" "unix_socket_directories=$WORK/socket" "port=$CLUSTER_PORT" \
    "shared_preload_libraries=pg_cron,cc_center" "cron.database_name=postgres" "cron.host=$WORK/socket" \
    "fsync=off" "max_connections=64" "shared_buffers=256MB" "max_wal_size=2GB" "timezone=UTC" \
    "log_line_prefix=%m [%p] %q%u@%d " "$@" | as_server tee -a "$data/postgresql.conf" >/dev/null
  as_server "$PG_BIN/pg_ctl" -D "$data" -l "$WORK/$name.log" -w -t 60 start >/dev/null 2>&1 ||
    { tail -n 20 "$WORK/$name.log" >&2; fail "the private cluster does not start"; }
  CLUSTER=$data
  export PGHOST=$WORK/socket PGPORT=$CLUSTER_PORT PGUSER=postgres PGDATABASE=postgres
}

stop_cluster() {
  [ -n "$CLUSTER" ] || return 0
  as_server "$PG_BIN/pg_ctl" -D "$CLUSTER" -m fast -w stop >/dev/null 2>&1 || true
  as_server rm -rf "$CLUSTER"
  CLUSTER=
}
