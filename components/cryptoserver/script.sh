# Gives every replica the same keys. It runs inlined in a pod, as: /bin/sh -c SCRIPT keys MODE COMMAND...
#
#   prepare COMMAND...  the init container: verifies keys.txt, or waits for it; the first replica, where there is none
#                       yet, makes it with COMMAND, which is the image's own `create`; another replica makes it only
#                       when no creator has shown a sign of life for long, as when the first replica cannot start
#   serve COMMAND...    the main container: verifies keys.txt and becomes COMMAND
#
#   DATA_PATH  the directory, shared by all replicas, of keys.txt and of its record, keys.txt.sha256
#   POD_NAME   the pod's name; the one that ends in -0 is the first replica (prepare)
#   PATIENCE   after how many seconds without a sign of a creator another replica makes the keys (prepare; 60 unless set)
#   PORT       where `create` listens as soon as the keys are complete (prepare; 80 unless set)
#   CREATE_SECONDS  after how many seconds `create` is given up (prepare; 300 unless set)
#   MINIMUM_KEYS    how many keys, one a line, are published at least (prepare; 5 unless set)
#   KEYS_DIGEST     the SHA-256 digest of the only keys.txt that is served; none is made then (nothing unless set)
#
# Kubernetes rewrites a doubled dollar, and a dollar with a name in parentheses: neither may stand in this file.

set -u
umask 027 # the replicas read the keys as one group; nobody else does

log() { printf '%s: %s\n' "$0" "$1"; }
fail() { log "$1" >&2; exit 1; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }

# A trapped signal ends `wait` at once, but a sleep in the foreground only when that is over.
pause() { sleep "$1" & wait "$!"; }

# The record is looked for first: it appears after the keys, so the other order could take new keys for lost ones.
published() {
  exists "$record" || { exists "$keys"; return; }
  exists "$keys" || fail "$keys was made once and is gone, though its record is there; $restore"
}

# A listening socket, in the tables of the kernel, has zeros for its remote address and 0A for its state.
listening() {
  case $(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null) in
    *":$hex_port 00000000:0000 0A "* | *":$hex_port 00000000000000000000000000000000:0000 0A "*) ;;
    *) return 1 ;;
  esac
}

# All ports of the pod that something listens on.
open_ports() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | while read -r _ local _ state _; do
    [ "$state" != 0A ] || printf ' %d\n' "0x${local##*:}"
  done | sort -nu | tr -d '\n'
}

# Whether a file has enough keys. A line that has not ended yet is not counted, and may still grow.
enough() {
  count=$(wc -l 2>/dev/null <"$1") || count=0
  [ "$count" -ge "$minimum" ] && [ -z "$(tail -c 1 "$1")" ]
}

# Listening alone does not tell it: there are enough keys too, and they have been the same for two seconds.
finished() {
  listening && enough "$stage/keys.txt" || return 1
  digest=$(sha256sum <"$stage/keys.txt") || return 1
  [ "$digest" = "$settled" ] || { settled=$digest; since=$turns; return 1; }
  [ $((turns - since)) -ge 10 ]
}

report_progress() {
  enough "$stage/keys.txt"
  log "making $keys, $((turns / 5)) s so far: $count complete lines"
}

give_up() {
  remedy='set cryptoserver.createSeconds to more if it is only slow'
  enough "$stage/keys.txt"
  if ! listening; then
    others=$(open_ports 2>/dev/null)
    reason="it neither succeeds nor listens on port $port${others:+, but on$others}"
  elif [ "$count" -lt "$minimum" ]; then
    reason="it listens, but keys.txt has $count complete lines of at least $minimum"
    remedy='set cryptoserver.minimumKeys to fewer if these are all'
  else
    reason='it listens, but keys.txt still changes, or its last line has no end'
  fi
  fail "the create command is given up after $deadline s, and nothing is published: $reason; $remedy"
}

make_keys() {
  [ -r /proc/net/tcp ] || fail '/proc/net/tcp cannot be read, so the moment when the keys are complete would be missed'
  ! listening || fail "port $port is in use: it must be free, for listening on it tells that the keys are complete"
  new_stage
  log "making $keys: complete when the create command listens on port $port, or succeeds"
  DATA_PATH=$stage "$@" &
  creator=$!
  turns=0
  until finished; do
    # Every five seconds, the replicas that wait are shown that this one still works.
    [ $((turns % 25)) -ne 0 ] || echo "$turns" >"$stage/alive"
    turns=$((turns + 1))
    ! published || { discard; return; }
    if ! kill -0 "$creator" 2>/dev/null; then
      wait "$creator"
      status=$?
      creator=
      [ "$status" -ne 0 ] || break
      published || fail "the create command ended with status $status: nothing was published"
      return
    fi
    [ "$turns" -lt $((deadline * 5)) ] || give_up
    [ $((turns % 50)) -ne 0 ] || report_progress
    pause 0.2
  done
  [ -z "$creator" ] || stop_creator
  publish
}

# By now it serves, so it is asked to end; what has not after five seconds is killed.
stop_creator() {
  kill -TERM "$creator" 2>/dev/null
  tries=25
  while kill -0 "$creator" && [ "$tries" -gt 0 ]; do
    pause 0.2
    tries=$((tries - 1))
  done 2>/dev/null
  { [ "$tries" -gt 0 ] || kill -KILL "$creator"; wait "$creator"; } 2>/dev/null
  creator=
}

# What is published is a copy: nothing that `create` may have left behind holds it open.
publish() {
  if ! { cat "$stage/keys.txt" >"$stage/copy" && [ -s "$stage/copy" ] && sync "$stage/copy" &&
    digest=$(sha256sum <"$stage/copy"); }; then
    problem='the create command left no keys.txt, or an empty one: nothing was published'
  elif ! enough "$stage/copy"; then
    problem="the create command left a keys.txt with $count complete lines of at least $minimum: nothing was published;"
    problem="$problem set cryptoserver.minimumKeys to fewer if these are all"
  elif [ "${settled:-$digest}" != "$digest" ]; then
    problem='keys.txt changed again when the create command was stopped: nothing was published'
  elif ! note_record "${digest%% *}"; then
    problem="the record cannot be written: see the message above"
  else
    made=yes
    if ln -T "$stage/copy" "$keys"; then
      sync "$DATA_PATH" || fail "$DATA_PATH cannot be synced: see the message above"
      log "published $keys"
      return
    fi
    made=
    problem="$keys cannot be published: the file system of $DATA_PATH must support hard links"
  fi
  # A faster creator has the name by now, and may have swept the files of this one away.
  published || fail "$problem"
}

new_stage() {
  stage=$(mktemp -d "$DATA_PATH/.keys.XXXXXX") || fail "$DATA_PATH cannot be written to: see the message above"
}

# Kills, and does not ask: all that it made is thrown away, but for the record to come of what it has published.
discard() {
  [ -z "$creator" ] || { kill -KILL "$creator" && wait "$creator"; } 2>/dev/null
  creator=
  [ -z "$stage" ] || { [ -n "$made" ] && ! exists "$record"; } || rm -rf "$stage"
  stage=
}

# Fails when nobody seems to make the keys. A creator may be overlooked, as when the volume stands still for a minute: then
# two make keys, and only one of them can publish.
await_keys() {
  log "waiting for the first replica to make $keys"
  seconds=0
  silent=0
  signs=
  until published; do
    pause 1
    seconds=$((seconds + 1))
    seen=$(cat "$DATA_PATH"/.keys.??????/alive 2>/dev/null)
    if [ "$seen" = "$signs" ]; then silent=$((silent + 1)); else silent=0; fi
    signs=$seen
    [ "$silent" -lt "$patience" ] || return 1
    [ $((seconds % 10)) -ne 0 ] || log "waiting for $keys, $seconds s so far"
  done
}

# Writes the record into the stage. That is done before the keys are published, so that a creator that is killed between the
# keys and the record leaves a note.
note_record() { printf '%s  keys.txt\n' "$1" >"$stage/record" && sync "$stage/record"; }

# Whether a creator, which may have been killed, has noted the record of these keys.
noted() {
  for note in "$DATA_PATH"/.keys.??????/record; do
    recorded=
    read -r recorded _ 2>/dev/null <"$note"
    [ "$recorded" != "$digest" ] || return 0
  done
  return 1
}

verify() {
  [ -f "$keys" ] || fail "$keys is not a regular file; $restore"
  [ -s "$keys" ] || fail "$keys is empty; $restore"
  digest=$(sha256sum <"$keys") || fail "$keys cannot be read: see the message above"
  digest=${digest%% *}
  if [ -n "$pinned" ] && [ "$pinned" != "$digest" ]; then
    fail "$keys is not the file that cryptoserver.keysDigest names; $restore"
  fi
  if ! exists "$record"; then
    [ -z "$pinned" ] || { log "$keys is as cryptoserver.keysDigest says, and has no record yet"; return; }
    ! noted || { log "$keys is as its creator has noted, and has no record yet"; return; }
    # The note of a creator goes when the record is there: it may have come since.
    exists "$record" || fail "$keys has no record, so nobody knows whether it was altered; $accept"
  fi
  recorded=
  read -r recorded _ <"$record"
  [ "$recorded" != "$digest" ] || { log "$keys is as recorded"; return; }
  [ "${#recorded}" -eq 64 ] || fail "$record is damaged; $accept"
  fail "$keys is not what was published, it was altered or cut short; $restore"
}

write_record() {
  [ -n "$stage" ] || new_stage
  # The note of this creator stays as it is: a replica that reads it meanwhile would find it empty.
  recorded=
  [ ! -f "$stage/record" ] || read -r recorded _ <"$stage/record"
  { [ "$recorded" = "$digest" ] || note_record "$digest"; } && ln -T "$stage/record" "$record"
  exists "$record" || fail "$record cannot be written: see the message above"
  sync "$DATA_PATH" || fail "$DATA_PATH cannot be synced: see the message above"
  log "recorded the digest of $keys"
}

mode=${1:-}
[ "$#" -gt 1 ] || fail 'the arguments are a mode, prepare or serve, and a command'
shift
case ${DATA_PATH:-} in /*) ;; *) fail "DATA_PATH is '${DATA_PATH:-}': it must be an absolute path" ;; esac
[ -d "$DATA_PATH" ] || fail "DATA_PATH is '$DATA_PATH', which is not a directory: the volume must be mounted there"
keys=$DATA_PATH/keys.txt
record=$keys.sha256
restore='restore it from a backup: it is never replaced'
accept="if $keys is right, write its record: sha256sum keys.txt >keys.txt.sha256"
pinned=${KEYS_DIGEST:-}
creator=
stage=
made=
settled=
trap 'trap "" TERM INT; discard' EXIT
trap 'exit 143' TERM INT

case $mode in
  prepare)
    ordinal=${POD_NAME:-}
    ordinal=${ordinal##*-}
    case $ordinal in '' | *[!0-9]*) fail "POD_NAME is '${POD_NAME:-}': it must end in a dash and an ordinal" ;; esac
    port=${PORT:-80}
    case $port in 0* | *[!0-9]* | ??????*) port= ;; esac
    [ "${port:-65536}" -le 65535 ] || fail "PORT is '$PORT': it must be from 1 to 65535"
    hex_port=$(printf %04X "$port")
    patience=${PATIENCE:-60}
    deadline=${CREATE_SECONDS:-300}
    minimum=${MINIMUM_KEYS:-5}
    for number in "PATIENCE $patience" "CREATE_SECONDS $deadline" "MINIMUM_KEYS $minimum"; do
      value=${number#* }
      case $value in 0* | *[!0-9]* | ??????*) fail "${number%% *} is '$value': it must be from 1 to 99999" ;; esac
    done

    if ! published; then
      [ -z "$pinned" ] ||
        fail "there is no $keys, and cryptoserver.keysDigest says that it was made; $restore, or remove that setting"
      if [ "$ordinal" = 0 ]; then
        make_keys "$@"
      elif ! await_keys; then
        log "no replica has shown that it makes $keys for $patience s: this one does"
        make_keys "$@"
      fi
    fi
    verify
    [ "$ordinal" = 0 ] || [ -n "$made" ] || exit 0
    exists "$record" || write_record
    [ "$ordinal" = 0 ] || exit 0
    # Left by creators that were killed. One that still runs finds the keys published, so it can lose its files.
    rm -rf "$DATA_PATH"/.keys.?????? || log "what killed creators left in $DATA_PATH is not all removed yet"
    ;;
  serve)
    published || fail "there is no $keys: the pod's init container, in mode prepare, has to run first"
    verify
    exec "$@"
    ;;
  *) fail "the mode is '$mode': it must be prepare or serve" ;;
esac
