#!/usr/bin/env bash
# Many slow streams at once through the gateway in a heap of 512 MB: STREAMS=2000 CHUNKS=30 INTERVAL=1000 ./slow-streams.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"
ulimit -n $(ulimit -Hn)
start_nginx
start slow env CHUNKS=${CHUNKS:-30} INTERVAL=${INTERVAL:-1000} node slow-upstream.mjs
start_app 9300
app=${started[2]}
ask ${WARM_UP:-20} 16 http://127.0.0.1:9300/v1/chat/completions sse sse >/dev/null
node slow-streams.mjs 9300 ${STREAMS:-2000} &
client=$!
threads=0
while kill -0 $client 2>/dev/null; do
  now=$(awk '/^Threads/ {print $2}' /proc/$app/status)
  [ $now -gt $threads ] && threads=$now
  sleep 1
done
wait $client
$java -version 2>&1 | sed -n 2p
echo "threads at the peak: $threads; resident at the peak: $(awk '/^VmHWM/ {print int($2/1024)}' /proc/$app/status) MB"
"$(dirname $(readlink -f $(command -v $java)))"/jcmd $app GC.heap_info | sed -n 2p
