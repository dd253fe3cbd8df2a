"""A recruiter opens the task a letter links to, and says how it went."""

from urllib.parse import urlencode, urljoin

from sandbox.act import Act, Done, Scene, TryAgain
from sandbox.forms import form_with
from sandbox.links import handoff_link
from sandbox.loopback import NotReached

_FIELD = "resolution"


def _resolve(scene: Scene) -> Done:
    url = handoff_link(scene.letter)
    if url is None:
        return Done("no task in this letter")
    try:
        page = scene.web.follow(url)
        if page is None:
            return Done("the task is elsewhere and was not opened")
        form = form_with(page.html, _FIELD)
        if form is None:
            return Done(f"the task's page (answered {page.status}) has nothing to fill in")
        values = {**form.values, _FIELD: scene.args.get(_FIELD, "answered")}
        body = urlencode(values).encode()
        answer = scene.web.ask("POST", urljoin(page.url, form.action), body=body, kind="application/x-www-form-urlencoded")
    except NotReached as reason:
        raise TryAgain(f"the task's page did not answer ({reason})") from reason
    return Done(f"resolved the task as {values[_FIELD]}, answered {answer.status if answer else 'nothing'}")


resolve_handoff = Act("resolve_handoff", "Resolve handoff", _resolve, order=97)
