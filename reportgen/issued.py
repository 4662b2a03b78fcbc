"""What was issued, read back from the archive: the facts.json of an edition, and the day on which it was told."""

import hashlib
import json
from datetime import date

from reportgen.correction import Certificate
from reportgen.errors import ReportError
from reportgen.intake import archive
from reportgen.settings import Settings
from reportgen.store.ledger import Issue

FACTS = ".facts.json"


def certificate(settings: Settings, issue: Issue) -> Certificate:
    """The facts.json that was issued (see `kept`)."""
    name = next(name for name in issue.files if name.endswith(FACTS))
    facts: Certificate = json.loads(kept(settings, issue, name))
    return facts


def told(settings: Settings, issue: Issue) -> date:
    """The day on which `issue` was told: a later edition keeps the date of the first, and tells the day of its correction.

    From this day the time to object counts (6.4 d).
    """
    if issue.edition == 1:
        return issue.issued
    return date.fromisoformat(certificate(settings, issue)["corrected"])


def kept(settings: Settings, issue: Issue, name: str) -> bytes:
    """The file `name` as it was issued; `ReportError` if the archive has lost or changed it."""
    place = archive.original(issue.files[name], name, settings.workspace)
    content = place.read_bytes() if place.exists() else b""
    if hashlib.sha256(content).hexdigest() != issue.files[name]:
        raise ReportError.single(
            f"档案中第{issue.edition}版的“{name}”丢失或被改动", str(place), "请用备份恢复"
        )
    return content
