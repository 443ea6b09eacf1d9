#!/usr/bin/env bash
# The same application with failover and without, by turns, in several pairs of JVMs:
# SCENARIOS="json sse" PAIRS=2 ROUNDS=14 SECONDS_EACH=2 CONNECTIONS=16 WARM_UP=150 ./with-and-without.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"
each=${SECONDS_EACH:-2} connections=${CONNECTIONS:-16} warm=${WARM_UP:-150} rounds=${ROUNDS:-14} pairs=${PAIRS:-2}
rows=$work/with-and-without.txt ratios=$work/with-and-without.ratios

cpu() { awk '{print $14 + $15}' /proc/$1/stat; }  # hundredths of a second

# round NAME PORT PID: name, requests/s, p50 ms, p99 ms, errors, microseconds of processor time for each request
round() {
  local name=$1 port=$2 pid=$3 before result
  before=$(cpu $pid)
  result=$(ask $each $connections http://127.0.0.1:$port/$path x $how)
  echo "$name $result $(echo "$result" | awk -v ticks=$(($(cpu $pid) - before)) -v s=$each '{print ticks * 10000 / ($1 * s)}')"
}

start_nginx
for how in ${SCENARIOS:-json sse}; do
  # The gateway is not what is measured here.
  options="--spring.ai.openai.base-url=http://127.0.0.1:9100/$how/v1 --llm.failover.gateway.enabled=false"
  path=plain/call; [ $how = sse ] && path=plain/stream
  : >$rows; : >$ratios
  # What the JIT compiler makes of the same code differs from one JVM to the next, by more than what is looked for.
  for pair in $(seq $pairs); do
    start_app 9310 $options; start_app 9311 $options --llm.failover.enabled=false
    with=${started[-2]} without=${started[-1]}
    for half in 1 2; do
      for port in 9310 9311; do ask $((warm / 2)) $connections http://127.0.0.1:$port/$path x $how >/dev/null; done
    done
    # Who is first changes by turns, and each round is compared with its neighbour: the machine's own speed wanders.
    for i in $(seq $rounds); do
      if ((i % 2)); then round with 9310 $with; round without 9311 $without
      else round without 9311 $without; round with 9310 $with; fi
    done >$rows.pair
    cat $rows.pair >>$rows
    paste -d' ' <(grep '^with ' $rows.pair) <(grep '^without ' $rows.pair) | awk '{print $2 / $8, $6 / $12}' >$rows.rounds
    echo "$(median 1 <$rows.rounds) $(median 2 <$rows.rounds)" | tee -a $ratios
    kill $with $without; wait $with $without 2>/dev/null || true; started=("${started[0]}")
  done
  for name in with without; do
    printf '%-5s %-8s %6s req/s, p99 %6s ms, %6s us of processor time a request\n' $how $name \
      $(grep "^$name " $rows | median 2) $(grep "^$name " $rows | median 4) $(grep "^$name " $rows | median 6)
  done
  printf '%-5s with / without, median of %s pairs of JVMs: %.3f of the requests, %.3f of the processor time\n' $how $pairs \
    $(median 1 <$ratios) $(median 2 <$ratios)
done
