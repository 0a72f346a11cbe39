"""`python -m experiments NAME`: runs one experiment; what `argmap run` calls."""

from experiments.runner import main

main()
