"""Answers that are not 202. Nothing is kept, unless `stored` is asked for."""

from sandbox.fault import Effects, Fault, Order


def _status(code: int, summary: str) -> Fault:
    def effects(order: Order) -> Effects:
        return Effects(status=code, stored=bool(order.stored), reset=order.seconds or 60.0)

    return Fault(f"status_{code}", summary, effects)


status_401 = _status(401, "The key is refused.")
status_429 = _status(429, "Too many requests; over after `seconds` (60) of the handed-in time.")
status_500 = _status(500, "Internal server error.")
status_502 = _status(502, "Bad gateway, with an HTML body.")
status_503 = _status(503, "Service unavailable.")
status_504 = _status(504, "Gateway time-out, with an HTML body.")
