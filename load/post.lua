-- wrk -s post.lua URL -- MODEL json|sse [PORTKEY-CONFIG]
-- Posts one short question over and over. Looking at the answers would make the generator the bottleneck; run.sh looks
-- at one before and one after.
function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer none"
  if args[3] then wrk.headers["x-portkey-config"] = args[3] end
  wrk.body = '{"model":"' .. args[1] .. '",' .. (args[2] == "sse" and '"stream":true,' or '')
    .. '"messages":[{"role":"user","content":"hello"}]}'
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %.0f %.2f %.2f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
