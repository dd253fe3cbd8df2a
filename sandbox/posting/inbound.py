"""Inbound mail as Inbound Parse posts it raw: tried again on 5xx, lost for ever on 3xx and 4xx (SendGrid's answer rules)."""

from __future__ import annotations

import time

import orjson
from urllib3.filepost import encode_multipart_formdata

from sandbox.posting.poster import Poster


class InboundPoster(Poster):
    """Posts inbound mail, one by one, in order."""

    name = "inbound"

    def round(self) -> bool:
        """Posts what may go now; False when there was nothing."""
        url = self.config.inbound_url
        waiting = self.outbox.waiting("inbound", self.clock.timestamp(), time.time(), 20)
        if not waiting or url is None:
            return False
        for mail in waiting:
            body, content_type = encode_multipart_formdata(orjson.loads(mail.body))
            status, answer = self.post(url, body, {"Content-Type": content_type, "User-Agent": "Sendlib/1.0"})
            if status is not None and 200 <= status < 300:
                self.outbox.posted([mail], self.clock.timestamp(), answer)
            elif status is not None and status < 500:
                self.log.error("inbound mail %d DROPPED for ever: the other side answered %s", mail.id, answer)
                self.outbox.dropped([mail], self.clock.timestamp(), answer)
            else:
                self.put_off([mail], answer)
        return True
