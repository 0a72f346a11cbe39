"""Everything that writes records: `argmap new`, `fmt`, `source add` and `init`; and what helps a writer."""
