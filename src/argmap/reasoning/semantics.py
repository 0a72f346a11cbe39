"""Gradual semantics: how reasons turn a base into a strength.

Each is three small functions.  `value` turns the activation `a` of a link with weight `c` (log odds, signed)
into what it adds to its side; a side adds these up (or takes the greatest); `influence` turns
the base, the support and the attack into a strength.  A shared basis is applied between the first two, and
the premises a claim depends on after the last, alike for all: see `forward`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from argmap.reasoning.network import Floats

CLIP = 30.0
"""Log odds are kept within ± this: beyond it a double cannot tell 1 − s from 0 in what follows."""


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + e^−z), for |z| up to 700."""
    return 1.0 / (1.0 + np.exp(-z))


@dataclass(frozen=True, slots=True)
class Semantics:
    """One gradual semantics.

    Attributes:
        name: What it is called.
        value: (activation, weight) → what the link adds to its side, ≥ 0.
        influence: (logit of the base, support, attack) → strength.
        greatest: Whether a side takes the greatest of its values instead of their sum.
    """

    name: str
    value: Callable[[Floats, Floats], Floats]
    influence: Callable[[Floats, Floats, Floats], Floats]
    greatest: bool = False


# --- Gated log-odds: the credences of argmap ----------------------------------------------------
# An MLP-style semantics (Potyka, AAAI 2021, arXiv:2012.05738) whose links have activations of their own.


def _glo_value(a: Floats, c: Floats) -> Floats:
    return np.abs(c) * a


def _glo(logit: Floats, support: Floats, attack: Floats) -> Floats:
    return sigmoid(np.clip(logit + support - attack, -CLIP, CLIP))


GLO = Semantics("glo", _glo_value, _glo)


# --- Second opinions: strengths in [0, 1] without odds ------------------------------------------


def _intensity(a: Floats, c: Floats) -> Floats:
    """Activation · (1 − 1/strength): a link of strength 1 is nothing, one of unbounded strength is the activation itself."""
    return -np.expm1(-np.abs(c)) * a


def _log_rest(a: Floats, c: Floats) -> Floats:
    """−ln(1 − intensity), so that the product over one side becomes a sum; ∞ for a certain reason."""
    with np.errstate(divide="ignore"):
        return -np.log1p(-_intensity(a, c))


def _df_quad(logit: Floats, support: Floats, attack: Floats) -> Floats:
    """Discontinuity-free QuAD: Rago, Toni, Aurisicchio, Baroni, KR 2016."""
    base = sigmoid(logit)
    energy = np.exp(-attack) - np.exp(-support)
    strength: Floats = base + (1 - base) * np.maximum(energy, 0) - base * np.maximum(-energy, 0)
    return strength


def _squared_df_quad(logit: Floats, support: Floats, attack: Floats) -> Floats:
    energy = np.exp(-attack) - np.exp(-support)
    up, down = np.maximum(energy, 0), np.maximum(-energy, 0)
    base = sigmoid(logit)
    strength: Floats = base - base * down / (1 + down) + (1 - base) * up / (1 + up)
    return strength


def _quadratic_energy(logit: Floats, support: Floats, attack: Floats) -> Floats:
    """Quadratic energy: Potyka, KR 2018."""
    base = sigmoid(logit)
    up, down = np.maximum(support - attack, 0) ** 2, np.maximum(attack - support, 0) ** 2
    strength: Floats = base - base * down / (1 + down) + (1 - base) * up / (1 + up)
    return strength


def _euler(logit: Floats, support: Floats, attack: Floats) -> Floats:
    """Euler-based: Amgoud and Ben-Naim, IJAR 99 (2018)."""
    base = sigmoid(logit)
    strength: Floats = 1 - (1 - base**2) / (1 + base * np.exp(support - attack))
    return strength


def _categoriser(logit: Floats, support: Floats, attack: Floats) -> Floats:
    """h-categoriser: Besnard and Hunter, AIJ 2001; support is not part of it."""
    del support
    return sigmoid(logit) / (1 + attack)


DF_QUAD = Semantics("df-quad", _log_rest, _df_quad)
QUADRATIC_ENERGY = Semantics("quadratic-energy", _intensity, _quadratic_energy)

NAMED = {semantics.name: semantics for semantics in (GLO, DF_QUAD, QUADRATIC_ENERGY)}
"""The semantics a knowledge base can be solved with."""

PUBLISHED = {
    "DF-QuAD": DF_QUAD,
    "SquaredDF-QuAD": Semantics("squared-df-quad", _log_rest, _squared_df_quad),
    "QE": QUADRATIC_ENERGY,
    "Euler": Semantics("euler", _intensity, _euler),
    "Euler-top": Semantics("euler-top", _intensity, _euler, greatest=True),
    "MLP": GLO,
    "h-categorizer": Semantics("h-categoriser", _intensity, _categoriser),
}
"""The semantics of the literature the same machinery expresses, by the names used there."""
