#!/usr/bin/env bash
# The same application with failover and without, by turns: SCENARIOS="json sse" ROUNDS=5 SECONDS_EACH=6 CONNECTIONS=16 WARM_UP=20 ./with-and-without.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"
each=${SECONDS_EACH:-6} connections=${CONNECTIONS:-16} warm=${WARM_UP:-20} rounds=${ROUNDS:-5}

start_nginx
for how in ${SCENARIOS:-json sse}; do
  upstream=--spring.ai.openai.base-url=http://127.0.0.1:9100/$how/v1
  path=plain/call; [ $how = sse ] && path=plain/stream
  start_app 9310 $upstream; start_app 9311 $upstream --llm.failover.enabled=false
  for port in 9310 9311; do ask $warm $connections http://127.0.0.1:$port/$path x $how >/dev/null; done
  for round in $(seq $rounds); do
    for port in 9310 9311; do
      name=with; [ $port = 9311 ] && name=without
      echo "$how $name $(ask $each $connections http://127.0.0.1:$port/$path x $how)"
    done
  done
  kill "${started[@]:1}"; wait "${started[@]:1}" 2>/dev/null || true; started=("${started[0]}")
done >$work/with-and-without.txt
cat $work/with-and-without.txt
# Medians of the rounds.
for how in ${SCENARIOS:-json sse}; do for name in with without; do
  printf '%s %s: %s req/s, p99 %s ms\n' $how $name \
    $(grep "^$how $name " $work/with-and-without.txt | sort -n -k3 | awk '{r[NR]=$3} END {print r[int((NR+1)/2)]}') \
    $(grep "^$how $name " $work/with-and-without.txt | sort -n -k5 | awk '{r[NR]=$5} END {print r[int((NR+1)/2)]}')
done; done
