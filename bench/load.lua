-- Arguments: method, a file with one body a line (or one empty line). Each request comes from another address.
local method, bodies, n

function init(arguments)
  method, bodies, n = arguments[1], {}, 0
  for line in io.lines(arguments[2]) do bodies[#bodies + 1] = line end
end

function request()
  n = n + 1
  wrk.headers["X-Forwarded-For"] = "198.51.100." .. (n % 250)
  return wrk.format(method, nil, nil, bodies[n % #bodies + 1])
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\n{"a_second": %f, "p50": %f, "p99": %f, "failed": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
