#!/usr/bin/env bash
# Our gateway, Portkey's and nginx on the same upstreams in one run: SECONDS_EACH=8 CONNECTIONS=16 WARM_UP=20 ./side-by-side.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"
each=${SECONDS_EACH:-8} connections=${CONNECTIONS:-16} warm=${WARM_UP:-20}
path=v1/chat/completions

target() { # json|sse|down
  echo "{\"provider\":\"openai\",\"api_key\":\"none\",\"custom_host\":\"http://127.0.0.1:9100/$1/v1\"}"
}

start_nginx
start_portkey
start_app 9300
for scenario in json sse json-503 sse-503; do
  how=${scenario%-503}
  ask $warm $connections http://127.0.0.1:9300/$path $scenario $how >/dev/null
done
printf '| %-22s | %-8s | %8s | %7s | %7s | %6s |\n' target scenario req/s 'p50 ms' 'p99 ms' errors
line() { # NAME SCENARIO URL json|sse [PORTKEY-CONFIG]
  local name=$1 scenario=$2; shift 2
  local url=$1 how=$2; shift 2
  check $url $scenario $how "$@"
  printf '| %-22s | %-8s | %8s | %7s | %7s | %6s |\n' "$name" $scenario $(ask $each $connections $url $scenario $how "$@")
  check $url $scenario $how "$@"
}
for how in json sse; do
  line upstream $how http://127.0.0.1:9100/$how/ $how
done
for scenario in json sse json-503 sse-503; do
  how=${scenario%-503}
  config="{\"strategy\":{\"mode\":\"fallback\"},\"targets\":[$(target $how)]}"
  [ $scenario = $how ] || config="{\"strategy\":{\"mode\":\"fallback\"},\"targets\":[$(target down),$(target $how)]}"
  line nginx $scenario http://127.0.0.1:9200/$scenario/ $how
  line Portkey $scenario http://127.0.0.1:9250/$path $how "$config"
  line 'this gateway' $scenario http://127.0.0.1:9300/$path $how
done
