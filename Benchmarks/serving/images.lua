-- wrk: posts the images that PHOTOGRAPHS names (one path a line), each connection in its own order, and counts
-- the answers by status. With EVERY each connection waits so many milliseconds before a request, the first time a random
-- part of them.
local bodies = {}
local counts = {}
local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

function init()
  for path in io.lines(os.getenv("PHOTOGRAPHS")) do
    local file = assert(io.open(path, "rb"))
    table.insert(bodies, file:read("*a"))
    file:close()
  end
  next_body = id * 17 % #bodies
  statuses = {}
end

local every = tonumber(os.getenv("EVERY") or "")
if every then
  local begun = 0
  function delay()
    begun = begun + 1
    return begun <= tonumber(os.getenv("CONNECTIONS")) and math.random(0, every) or every
  end
end

function request()
  next_body = next_body % #bodies + 1
  return wrk.format("POST", "/api/v1/predictions", { ["Content-Type"] = "image/jpeg" }, bodies[next_body])
end

function response(status)
  statuses[status] = (statuses[status] or 0) + 1
end

function done(summary, latency)
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do counts[status] = (counts[status] or 0) + count end
  end
  local parts = {}
  for status, count in pairs(counts) do table.insert(parts, string.format('"%d": %d', status, count)) end
  io.write(string.format(
    '\nJSON {"seconds": %.3f, "requests": %d, "p50": %.3f, "p99": %.3f, "max": %.3f, "socket_errors": %d, "statuses": {%s}}\n',
    summary.duration / 1e6, summary.requests, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    table.concat(parts, ", ")))
end
