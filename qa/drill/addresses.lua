-- For wrk: asks for the addresses in a file, one after the other, over and over.
local requests, asked = {}, 0

function init(arguments)
    for path in io.lines(arguments[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
end

function request()
    asked = asked + 1
    return requests[asked % #requests + 1]
end
