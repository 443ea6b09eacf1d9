#!/usr/bin/env bash
# Our gateway, Portkey's and nginx on the same upstreams in one run, by turns: ROUNDS=5 SECONDS_EACH=4 CONNECTIONS=16 WARM_UP=30 ./side-by-side.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"
each=${SECONDS_EACH:-4} connections=${CONNECTIONS:-16} warm=${WARM_UP:-30} rounds=${ROUNDS:-5}
path=v1/chat/completions
rows=$work/side-by-side.txt

target() { # json|sse|down
  echo "{\"provider\":\"openai\",\"api_key\":\"none\",\"custom_host\":\"http://127.0.0.1:9100/$1/v1\"}"
}

# measure NAME SCENARIO URL json|sse [PORTKEY-CONFIG]: a row, if the answers are whole
measure() {
  local name=$1 scenario=$2 url=$3 how=$4; shift 4
  check $url $scenario $how "$@"
  echo "$name $scenario $(ask $each $connections $url $scenario $how "$@")" >>$rows
  check $url $scenario $how "$@"
}

start_nginx
start_portkey
start_app 9300
for scenario in json sse json-503 sse-503; do
  ask $warm $connections http://127.0.0.1:9300/$path $scenario ${scenario%-503} >/dev/null
done
: >$rows
for round in $(seq $rounds); do
  for scenario in json sse json-503 sse-503; do
    how=${scenario%-503}
    config="{\"strategy\":{\"mode\":\"fallback\"},\"targets\":[$(target $how)]}"
    [ $scenario = $how ] || config="{\"strategy\":{\"mode\":\"fallback\"},\"targets\":[$(target down),$(target $how)]}"
    [ $scenario != $how ] || measure upstream $scenario http://127.0.0.1:9100/$how/ $how
    measure nginx $scenario http://127.0.0.1:9200/$scenario/ $how
    measure Portkey $scenario http://127.0.0.1:9250/$path $how "$config"
    measure gateway $scenario http://127.0.0.1:9300/$path $how
  done
done
# Medians of the rounds; and of what the gateway serves for each request of Portkey's in the same round.
printf '| %-8s | %-8s | %7s | %6s | %6s | %6s |\n' target scenario req/s 'p50 ms' 'p99 ms' errors
for scenario in json sse json-503 sse-503; do
  for name in upstream nginx Portkey gateway; do
    grep "^$name $scenario " $rows >$rows.some || continue
    printf '| %-8s | %-8s | %7s | %6s | %6s | %6s |\n' $name $scenario \
      $(median 3 <$rows.some) $(median 4 <$rows.some) $(median 5 <$rows.some) $(awk '{n += $6} END {print n}' $rows.some)
  done
  printf '  %s: gateway to Portkey %.1f x\n' $scenario \
    $(paste -d' ' <(grep "^gateway $scenario " $rows) <(grep "^Portkey $scenario " $rows) | awk '{print $3 / $9}' | median 1)
done
