#!/bin/sh
# Runs PostgreSQL on a volume. At the first start, it creates the database cluster, the role and the database.
#
# DATA_PATH          the volume (default /data); the database cluster is in its folder pgdata
# DB_NAME            name of the database and of the role that owns it (default hotels)
# PORT               the TCP port (default 5432)
# SOCKET_PATH        the folder of the Unix socket, for logins in the container (default /run/postgresql)
# DB_PASSWORD_FILE   the file with the password of the role, which is set at every start
#
# Exit status: 2 for a wrong setting, 1 when the volume is in use by another pod.
set -eu

data=${DATA_PATH:-/data}
name=${DB_NAME:-hotels}
cluster=$data/pgdata
making=$data/pgdata.making
port=${PORT:-5432}
socket=${SOCKET_PATH:-/run/postgresql}

log() {
    printf '{"time":"%s","level":"%s","message":"%s"}\n' "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)" "$1" "$2"
}

misused() {
    log error "$1"
    exit 2
}

failed() {
    log error "$1"
    exit 1
}

# Runs SQL statements from stdin, one on each line, in single-user mode. No statement is logged: one has the password.
# Arguments: the folder of the cluster, the database.
alone() {
    postgres --single -D "$1" -c exit_on_error=on -c log_min_error_statement=panic -c log_statement=none "$2" >/dev/null
}

[ -d "$data" ] && [ -w "$data" ] || misused "DATA_PATH is $data: it must be a folder that user $(id -u) can write to"
case $name in
'' | [!a-z]* | *[!a-z0-9_]*) misused "DB_NAME is $name: it must be lower-case letters, digits and underscores" ;;
esac
[ -r "${DB_PASSWORD_FILE:-}" ] || misused "DB_PASSWORD_FILE is ${DB_PASSWORD_FILE:-not set}: it must be a readable file"
case $port in
*[!0-9]*) misused "PORT is $port: it must be a whole number" ;;
esac
[ -d "$socket" ] && [ -w "$socket" ] || misused "SOCKET_PATH is $socket: it must be a folder that user $(id -u) can write to"
password=$(cat "$DB_PASSWORD_FILE")
case $password in
'' | *[!A-Za-z0-9._~-]*) misused "the password in DB_PASSWORD_FILE is not allowed: it must be letters, digits, dots, dashes, underscores and tildes" ;;
esac

# PID 1 ignores these signals without a handler.
trap 'exit 130' INT
trap 'exit 143' TERM

# PostgreSQL detects a second server by its process id, which does not work between pods. This lock does: the server
# inherits it, and it ends with the server.
exec 9>"$data/pgdata.lock"
flock --nonblock 9 || {
    log info "waiting for the server of another pod to release $cluster"
    flock --timeout 60 9 || failed "$cluster is in use: after 60 s, the server of another pod still uses it"
}

if [ ! -d "$cluster" ]; then
    log info "creating a new database cluster in $cluster"
    rm -rf "$making"
    # The administrator has no password: it can log in only from within the container.
    initdb --pgdata="$making" --username=postgres --auth-local=peer --auth-host=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
    printf '%s\n' 'local all postgres peer' "local $name $name scram-sha-256" \
        "host $name $name all scram-sha-256" >"$making/pg_hba.conf"
    echo "CREATE ROLE $name LOGIN" | alone "$making" postgres
    echo "CREATE DATABASE $name OWNER $name" | alone "$making" postgres
    sync
    # Renamed at the end: a folder of this name is always complete.
    mv "$making" "$cluster"
    sync
    log info "created the database cluster with the database $name"
fi

echo "ALTER ROLE $name PASSWORD '$password'" | alone "$cluster" postgres
unset password

log info "starting the server"
exec postgres -D "$cluster" \
    -c listen_addresses='*' -c port="$port" -c unix_socket_directories="$socket" \
    -c password_encryption=scram-sha-256 \
    -c jit=off -c max_connections=50 -c shared_buffers=32MB -c log_timezone=UTC -c timezone=UTC
