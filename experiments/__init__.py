"""Experiments that anyone can run: `argmap run ID`, or `python -m experiments NAME --smoke` from this folder's parent.

Each module asks the question of one record in `claims/`: its measures, controls and baselines, the decision
rule of the record as code, and the plot.  `lab` says what a module must hold and does the rest.
"""

import os

# Before NumPy is first imported: sums of several threads come in no fixed order, and on a busy machine
# they are slower than one.
for _name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"
