"""Why a claim stands where it stands: its reasons one by one, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning import forward
from argmap.reasoning.attribution import Attribution, attribute
from argmap.reasoning.backward import shares_within_bundles
from argmap.reasoning.forward import Inputs
from argmap.reasoning.network import NEED, Network
from argmap.reasoning.schedule import block_of
from argmap.reasoning.semantics import CLIP, sigmoid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from argmap.reasoning.forward import Run


@dataclass(frozen=True, slots=True)
class Step:
    """One reason and what it does to the odds.

    Attributes:
        link: The link's name, `a > b`.
        source: The record the reason is.
        activation: How far the link holds, 0 to 1.
        multiplier: What it multiplies the odds by; below 1 for an objection.
    """

    link: str
    source: str
    activation: float
    multiplier: float


@dataclass(frozen=True, slots=True)
class Need:
    """One premise a claim depends on, and the factor it leaves of the claim's credence."""

    premise: str
    credence: float
    factor: float


def need(premise: str, credence: float, share: float = 1.0) -> Need:
    """A needed premise with the factor it leaves."""
    return Need(premise, credence, 1 - NEED * share * (1 - credence))


@dataclass(frozen=True, slots=True)
class Part:
    """What one record contributes to a difference of credence, through all its links."""

    id: str
    amount: float


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to *why 0.72?*.

    The odds of the base, multiplied by every step, give `given_premises`; that, multiplied by the factor of
    every need, gives `credence`.  The parts say what every record upstream adds to `base_credence`,
    counted through all that it bears on; with `remainder` they sum to `credence`.

    Attributes:
        id: The record asked about.
        credence: Where it stands.
        base: Its own prior or reliability.
        steps: The reasons that bear on it, in order of how much they do.
        given_premises: The credence before the premises it depends on are taken into account.
        needs: Those premises.
        parts: What each record upstream contributes, the greatest first.
        base_credence: Where it would stand without any link.
        remainder: What the parts leave unexplained; 0 but for maps that do not settle.
        clipped: Whether the odds met the limit beyond which reasons no longer count.
        pinned: Whether the credence was set from outside, so that nothing else counts.
        range: The least and greatest credence of a loop that does not settle, else None.
    """

    id: str
    credence: float
    base: float
    steps: tuple[Step, ...]
    given_premises: float
    needs: tuple[Need, ...]
    parts: tuple[Part, ...]
    base_credence: float
    remainder: float
    clipped: bool = False
    pinned: bool = False
    range: tuple[float, float] | None = None

    def __str__(self) -> str:
        return told(self, {})


def why(result: Run, network: Network, node: int, range_: tuple[float, float] | None = None) -> Why:
    """Explains one node of a solved cone.

    Args:
        result: The run of `network`.
        network: The node's cone.
        node: The number of the node in it.
        range_: What is known of a loop that does not settle.
    """
    inputs = result.inputs
    pinned = inputs.pins is not None and not np.isnan(inputs.pins[node])
    steps, total = _steps(result, node)
    z = float(inputs.logit[node]) + total
    on = np.flatnonzero(network.gate_node == node)
    needs = tuple(
        need(network.nodes[p], float(result.x[p]), float(share))
        for p, share in zip(network.gate_of[on], inputs.gate_share[on], strict=True)
    )
    found = from_nothing(network, inputs, node)
    return Why(
        id=network.nodes[node],
        credence=float(result.x[node]),
        base=float(sigmoid(inputs.logit[node])),
        steps=steps,
        given_premises=float(sigmoid(np.clip(z, -CLIP, CLIP))),
        needs=needs,
        parts=parts_of(network, found),
        base_credence=found.start,
        remainder=found.remainder,
        clipped=abs(z) > CLIP,
        pinned=pinned,
        range=range_,
    )


def from_nothing(network: Network, inputs: Inputs, node: int) -> Attribution:
    """The parts in a node's credence of every link and dependency, none of which is there at the start."""
    bare = Inputs(
        inputs.logit,
        inputs.weight,
        np.zeros_like(inputs.gain),
        np.zeros_like(inputs.gate_share),
        inputs.pins,
    )
    return attribute(network, bare, inputs, node)


def parts_of(network: Network, found: Attribution) -> tuple[Part, ...]:
    """An attribution by record: a link's part is its source's, a dependency's the premise's."""
    amounts: dict[str, float] = {}
    sources = source_of_links(network)
    rows: Iterable[tuple[str, float]] = (
        *zip(network.nodes, found.logit.tolist(), strict=True),
        *zip(sources, (found.weight + found.gain).tolist(), strict=True),
        *((network.nodes[p], g) for p, g in zip(network.gate_of, found.gate_share, strict=True)),
    )
    for id, amount in rows:
        amounts[id] = amounts.get(id, 0.0) + float(amount)
    parts = [Part(id, amount) for id, amount in amounts.items() if amount]
    return tuple(sorted(parts, key=lambda part: (-abs(part.amount), part.id)))


def source_of_links(network: Network) -> list[str]:
    """The record each link starts from: the first node it reads."""
    source = np.zeros(len(network.links), np.int64)
    node = network.factor_of < len(network)
    source[network.factor_link[node][::-1]] = network.factor_of[node][::-1]
    return [network.nodes[i] for i in source]


def _steps(result: Run, node: int) -> tuple[tuple[Step, ...], float]:
    """The reasons on a node with their odds multipliers, and the sum of their logs."""
    network = result.network
    block = block_of(network, node)
    if not block.links.size:
        return (), 0.0
    sign = np.sign(result.inputs.weight[block.links])
    logs = sign * forward.values(result, block)
    if block.bundles is not None:
        logs = logs * shares_within_bundles(result, block)
    sources = source_of_links(network)
    steps = [
        Step(network.links[link], sources[link], float(result.x[variable]), float(np.exp(log)))
        for link, variable, log in zip(block.links, block.reads, logs, strict=True)
    ]
    steps.sort(key=lambda step: (-abs(np.log(step.multiplier)), step.link))
    return tuple(steps), float(logs.sum())


def told(answer: Why, headlines: Mapping[str, str]) -> str:
    """An answer as text for a person.

    Args:
        answer: The answer.
        headlines: What to call records beside their ids, where known.
    """
    lines = [headlines[answer.id]] if answer.id in headlines else []
    lines.append(f"{answer.id} stands at {_standing(answer)}: credence given this map")
    if answer.pinned:
        return "\n".join([*lines, "It was set from outside, so nothing else counts."])
    lines += ["", f"  {answer.base:.2f}     before any reason"]
    for step in answer.steps:
        lines.append(f"  ×{step.multiplier:<7.3g} {headlines.get(step.source, step.source)}")
        lines.append(f"           {step.link}, which holds to {step.activation:.2f}")
    if answer.clipped:
        lines.append("           the odds have met their limit of e^±30")
    if answer.needs:
        lines.append(f"  {answer.given_premises:.2f}     if all that it depends on holds")
    for need in answer.needs:
        premise = headlines.get(need.premise, need.premise)
        lines.append(f"  ×{need.factor:<7.3g} of that, since it depends on: {premise}")
        lines.append(f"           {need.premise}, at {need.credence:.2f}")
    lines.append(f"  {answer.credence:.2f}     in all (a multiplier is one of odds, p/(1 − p))")
    if answer.parts:
        lines += ["", f"What the records add to {answer.base_credence:.2f}, along all paths:"]
        lines += [f"  {part.amount:+.3f}  {part.id}" for part in answer.parts]
    if answer.remainder:
        lines.append(f"  {answer.remainder:+.3g}  could not be attributed")
    return "\n".join(lines)


def _standing(answer: Why) -> str:
    if answer.range is None:
        return f"{answer.credence:.2f}"
    return f"no settled credence, between {answer.range[0]:.2f} and {answer.range[1]:.2f}"
