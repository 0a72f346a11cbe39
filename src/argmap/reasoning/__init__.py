"""What follows from the map: credences, why, cruxes, experiments worth running.

Records outside, arrays inside: `network` turns a knowledge base into arrays, `schedule` says in which
order they are worked through, `semantics` holds the formulas, `forward` computes credences and
`backward` their derivatives.  `why`, `swing`, `views`, `experiments` and `acceptability` answer
questions with these; `solution` is the front.  `docs/method.md` explains every formula.
"""
