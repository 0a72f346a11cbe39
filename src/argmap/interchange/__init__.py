"""Other tools' formats: one module a format, each with `read`, `write` or both.

`FORMATS` names them; a module is imported when its format is used.
"""

from __future__ import annotations
