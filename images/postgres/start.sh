#!/bin/sh
# Runs PostgreSQL on a volume, in which it first makes the cluster, the role and the database where there are none.
#
# DATA_PATH          the volume (default /data); the cluster is in its folder pgdata
# DB_NAME            the database, and the role that owns it and logs in to it (default hotels)
# PORT               the port that it listens on (default 5432)
# SOCKET_PATH        the folder of its socket, for logins within the container (default /run/postgresql)
# DB_PASSWORD_FILE   the file with that role's password; what it holds at each start counts from then on
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

# Statements on stdin, one a line, while no server runs. None may reach the log, since one holds the password.
alone() {
    postgres --single -D "$1" -c exit_on_error=on -c log_min_error_statement=panic -c log_statement=none "$2" >/dev/null
}

[ -d "$data" ] && [ -w "$data" ] || misused "DATA_PATH is $data: it must be a folder that user $(id -u) can write to"
case $name in
'' | [!a-z]* | *[!a-z0-9_]*) misused "DB_NAME is $name: it must be lower-case letters, digits and underscores" ;;
esac
[ -r "${DB_PASSWORD_FILE:-}" ] || misused "DB_PASSWORD_FILE is ${DB_PASSWORD_FILE:-not set}: it must be a file that can be read"
case $port in
*[!0-9]*) misused "PORT is $port: it must be a whole number" ;;
esac
[ -d "$socket" ] && [ -w "$socket" ] || misused "SOCKET_PATH is $socket: it must be a folder that user $(id -u) can write to"
password=$(cat "$DB_PASSWORD_FILE")
case $password in
'' | *[!A-Za-z0-9._~-]*) misused "DB_PASSWORD_FILE holds what is not allowed: it must be letters, digits, dots, dashes, underscores and tildes" ;;
esac

# The first process of a container ignores a signal that it has not asked for.
trap 'exit 130' INT
trap 'exit 143' TERM

# The server tells by process numbers whether another one runs, which two pods do not share. This lock they do: it is
# handed on to the server and ends with it.
exec 9>"$data/pgdata.lock"
flock --nonblock 9 || {
    log info "waiting for the server of another pod on $cluster"
    flock --timeout 60 9 || failed "$cluster is in use: the server of another pod still runs on it after 60 s"
}

if [ ! -d "$cluster" ]; then
    log info "making a new cluster in $cluster"
    rm -rf "$making"
    # The administrator logs in within the container only, and so has no password.
    initdb --pgdata="$making" --username=postgres --auth-local=peer --auth-host=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
    printf '%s\n' 'local all postgres peer' "local $name $name scram-sha-256" \
        "host $name $name all scram-sha-256" >"$making/pg_hba.conf"
    echo "CREATE ROLE $name LOGIN" | alone "$making" postgres
    echo "CREATE DATABASE $name OWNER $name" | alone "$making" postgres
    sync
    # Only what is whole gets the name.
    mv "$making" "$cluster"
    sync
    log info "made the cluster with the database $name"
fi

echo "ALTER ROLE $name PASSWORD '$password'" | alone "$cluster" postgres
unset password

log info "starting the server"
exec postgres -D "$cluster" \
    -c listen_addresses='*' -c port="$port" -c unix_socket_directories="$socket" \
    -c password_encryption=scram-sha-256 \
    -c jit=off -c max_connections=50 -c shared_buffers=32MB -c log_timezone=UTC -c timezone=UTC
