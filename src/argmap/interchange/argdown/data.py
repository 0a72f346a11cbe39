"""What data mean in a document of ours: `{...}` behind a statement, an argument or a heading."""

from __future__ import annotations

GENERATOR = "argmap"
"""What `generator` says in the front matter of a file of ours, whose data are fields of records."""

FIELDS = ("note", "type", "prior", "reliability", "expect", "aliases", "retracted")
"""The fields of a claim or a piece of evidence that data in a file of ours hold."""
RELATIONS = ("depends_on", "qualifies", "restates")
"""The relations that they hold."""
TOPIC_FIELDS = ("summary", "essay", "note", "order", "aliases")
"""The fields of a topic that the data of a heading hold."""
LINK_FIELDS = ("strength", "basis")
"""The fields of a link that the data of an argument hold, besides `from` and `with`."""
