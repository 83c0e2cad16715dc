-- Requests from the file REQUESTS (method, path, body: a tab between them), from a place that SEED chooses, round and round.
local requests, count, at = {}, 0, 0
function init()
  for line in io.lines(os.getenv("REQUESTS")) do
    local method, path, body = line:match("^(%S+)\t([^\t]*)\t(.*)$")
    local headers = {["Host"] = "127.0.0.1", ["Authorization"] = "Bearer " .. os.getenv("KEY")}
    if body == "" then body = nil else headers["Content-Type"] = "application/json" end
    count = count + 1
    requests[count] = wrk.format(method, path, headers, body)
  end
  math.randomseed(tonumber(os.getenv("SEED")))
  at = math.random(count)
end
function request()
  at = at % count + 1
  return requests[at]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("FOUND %.2f %.3f %.3f %d\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
