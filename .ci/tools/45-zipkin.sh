# A Zipkin, which traces are sent to and read back from.
zipkin=3.5.1
export ZIPKIN_JAR="$tools/zipkin-$zipkin/zipkin-server-$zipkin-exec.jar"

if [[ ! -f "$ZIPKIN_JAR" ]]; then
  mvn dependency:copy -Dartifact="io.zipkin:zipkin-server:$zipkin:jar:exec" -DoutputDirectory="$tools/zipkin-$zipkin"
fi
