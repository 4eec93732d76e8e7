-- What wrk asks for and what it saw, as JSON in LOAD_OUT.
-- LOAD_KIND: page (GET), sign (POST of a reader's form, each with an address and a
-- network of its own), confirm (POST of the next path of LOAD_LINES, each once).
local kind, out = os.getenv("LOAD_KIND"), os.getenv("LOAD_OUT")
local run, total = os.getenv("LOAD_RUN"), tonumber(os.getenv("LOAD_THREADS"))
local threads = {}

function setup(thread)
  thread:set("id", #threads)
  table.insert(threads, thread)
end

local paths, n = {}, 0
statuses, ran_out = {}, 0

function init()
  math.randomseed(tonumber(run) * 7919 + id)
  if kind ~= "confirm" then return end
  local number = 0
  for path in io.lines(os.getenv("LOAD_LINES")) do
    if number % total == id then paths[#paths + 1] = path end
    number = number + 1
  end
end

-- Straight to the server, as a proxy and a reader before it would write it.
local function network()
  return "10." .. math.random(0, 255) .. "." .. math.random(0, 255) .. ".1, 127.0.0.1"
end

-- Readers who look again after so many milliseconds; without it, at once.
local pause = tonumber(os.getenv("LOAD_PAUSE"))
if pause > 0 then
  function delay() return pause end
end

local form_type = "application/x-www-form-urlencoded"

function request()
  n = n + 1
  if kind == "page" then return wrk.format("GET") end
  local headers = { ["Content-Type"] = form_type, ["X-Forwarded-For"] = network() }
  if kind == "sign" then
    local form = "name=Ada+Field&email=r" .. run .. "x" .. id .. "x" .. n ..
      "%40example.org&country=GB&postcode=SW1A+1AA&consent=on"
    return wrk.format("POST", nil, headers, form)
  end
  if n > #paths then ran_out = ran_out + 1 end
  return wrk.format("POST", paths[(n - 1) % #paths + 1], headers, "")
end

-- Without it wrk need not read the answers' heads, which is cheaper.
if kind ~= "page" then
  function response(status)
    statuses[status] = (statuses[status] or 0) + 1
  end
end

function done(summary, latency)
  local sums, ended = {}, 0
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do
      sums[status] = (sums[status] or 0) + count
    end
    ended = ended + thread:get("ran_out")
  end
  local parts = {}
  for status, count in pairs(sums) do
    parts[#parts + 1] = string.format('"%d": %d', status, count)
  end
  local errors = summary.errors
  local file = io.open(out, "w")
  file:write(string.format(
    '{"answers": %d, "seconds": %.4f, "statuses": {%s}, "wrong": %d, "ran_out": %d, ' ..
    '"broken": %d, "p50": %.3f, "p99": %.3f, "most": %.3f}',
    summary.requests, summary.duration / 1e6, table.concat(parts, ", "), errors.status,
    ended, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
  file:close()
end
