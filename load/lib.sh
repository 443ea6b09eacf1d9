# Sourced by the other scripts: starts what is measured, ends it with the script, and measures.
cd "$(dirname "${BASH_SOURCE[0]}")"
work=target/run
mkdir -p $work
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
[[ $($java -version 2>&1) =~ version\ \"(2[1-9]|[3-9][0-9]) ]] || { echo "Needs Java 21 or newer: set JAVA_HOME" >&2; exit 1; }
jar=$(ls target/failover-load-*.jar)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true' EXIT

# start NAME COMMAND...: in the background, with its output in a file
start() { local name=$1; shift; "$@" >$work/$name.log 2>&1 & started+=($!); }

# await PORT: until something listens
await() {
  for _ in $(seq 120); do curl -s -o /dev/null "127.0.0.1:$1/" && return; sleep 0.5; done
  echo "Nothing listens on $1; see $work" >&2; exit 1
}

start_nginx() { start nginx nginx -p "$PWD/$work" -c "$PWD/nginx.conf"; await 9200; }

start_portkey() {
  start portkey env PORT=9250 node target/portkey/node_modules/@portkey-ai/gateway/build/start-server.js --port=9250 --headless
  await 9250
}

# What the JVM chooses by itself is made for pauses in large heaps, and Netty samples buffers for leaks.
java_options=${JAVA_OPTIONS--XX:+UseParallelGC -Dio.netty.leakDetection.level=disabled}

# start_app PORT OPTIONS...: the application, in a heap of 512 MB
start_app() {
  local port=$1; shift
  start app-$port $java -Xmx512m $java_options -jar $jar --server.port=$port "$@"
  await $port
}

# ask SECONDS CONNECTIONS URL MODEL json|sse [PORTKEY-CONFIG]: requests/s, p50 ms, p99 ms, errors
ask() {
  local seconds=$1 connections=$2 url=$3; shift 3
  wrk -t1 -c$connections -d${seconds}s --timeout 10s -s post.lua $url -- "$@" | sed -n 's/^RESULT //p'
}

# median COLUMN: of the lines that come in
median() { sort -n -k$1 | awk -v k=$1 '{v[NR] = $k} END {print v[int((NR + 1) / 2)]}'; }

# check URL MODEL json|sse [PORTKEY-CONFIG]: fails unless the answer is whole
check() {
  local stream= end='word9'
  [ $3 = sse ] && stream='"stream":true,' end='[DONE]'
  curl -s -m 10 $1 -H 'Content-Type: application/json' -H 'Authorization: Bearer none' ${4:+-H "x-portkey-config: $4"} \
    -d "{\"model\":\"$2\",$stream\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}" >$work/answer
  grep -qF "$end" $work/answer && grep -q word9 $work/answer || { echo "No whole answer from $1:" >&2; cat $work/answer >&2; exit 1; }
}
