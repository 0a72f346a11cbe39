"""What pages show of the numbers, computed once for the whole site."""

from __future__ import annotations

from functools import cached_property
from hashlib import blake2b
from itertools import accumulate, pairwise, product
from math import log
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from argmap.model import Claim, Crux, Experiment, Statement
from argmap.reasoning.atlas import Atlas, survey, swings
from argmap.reasoning.forward import run
from argmap.reasoning.semantics import sigmoid
from argmap.reasoning.solution import Solution, solve
from argmap.reasoning.views import STANCES, all_stances, view
from argmap.site.numbers import (
    Decision,
    Doubt,
    Factor,
    Figure,
    Mark,
    Move,
    Neighbour,
    Neighbourhood,
    Parting,
    Question,
    Turn,
    Waterfall,
)
from argmap.site.views import STANCES as SAID

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase
    from argmap.model import Record
    from argmap.reasoning.cruxes import Declared, Swing
    from argmap.reasoning.experiments import Promise
    from argmap.reasoning.network import Ints
    from argmap.site.views import Named, Views


_DOUBTS = 3
"""How many of the things that would change a person's mind are shown."""
_MOST_VIEWED = 50_000
"""People times records up to which every person's view is computed; beyond, the map as a whole is asked."""
_WORTH_TELLING = 0.01
"""The share from which it is told at all."""
_MOST_PARTINGS = 500
"""Pairs of people who part on something up to which each pair is looked into."""
_DRAWN = 2
"""How many neighbours are drawn on each side of a record."""
_STEP = attrgetter("link", "multiplier", "activation")
_NEED = attrgetter("premise", "factor", "credence")
_SWING = attrgetter("id", "credence", "if_true", "if_false")


class Figures:
    """Makes the figures of one knowledge base; the map is solved once."""

    def __init__(self, kb: KnowledgeBase, views: Views) -> None:
        self.kb = kb
        self.views = views
        self._crux_on: dict[str, str] = {}
        for crux in kb.cruxes.values():
            if crux.turns_on is not None:
                claim = kb.aliases.get(crux.turns_on, crux.turns_on)
                self._crux_on.setdefault(claim, crux.id)

    @cached_property
    def solution(self) -> Solution:
        """The solved map."""
        return solve(self.kb)

    @cached_property
    def _atlas(self) -> Atlas:
        return survey(self.solution.run, self._statements, str(self.kb.root.resolve()))

    @cached_property
    def _statements(self) -> Ints:
        """The nodes that can be settled as cruxes: all but experiments."""
        nodes = self.solution.run.network.nodes
        return np.array(
            [i for i, id in enumerate(nodes) if isinstance(self.kb[id], Statement)], np.int64
        )

    def _node(self, id: str) -> int | None:
        return self.solution.run.network.index.get(id) if id in self.solution else None

    def credence(self, id: str) -> Figure | None:
        """The credence of a record; None for one that has none."""
        self.views.shown.add(id)
        return self._credences.get(self.kb.aliases.get(id, id))

    @cached_property
    def _credences(self) -> dict[str, Figure]:
        unresolved = self.solution.unresolved
        values = self.solution.run.x.tolist()
        figures = {}
        for id, value in zip(self.solution.run.network.nodes, values, strict=False):
            if id in unresolved:
                low, high = unresolved[id]
                figures[id] = Figure(value, f"unresolved, {low:.2f} to {high:.2f}", settled=False)
            else:
                figures[id] = Figure(value, f"{value:.2f}", settled=True)
        return figures

    def marks(self, claim: Claim) -> tuple[Mark, ...]:
        """The marks on the strip of a claim: each person's own stance, then the computed credence."""
        marks = [
            Mark(
                self.views.named(position.person),
                STANCES[position.stance],
                f"{SAID[position.stance]}"
                + (f" (stated {position.as_of})" if position.as_of else "")
                + "; its place here is inferred",
            )
            for position in claim.positions
            if position.reported_by is None
        ]
        figure = self.credence(claim.id)
        if figure is not None:
            marks.append(Mark(None, figure.value, f"{figure.text}, credence given this map"))
        return tuple(marks)

    def spread(self, claim: Claim) -> float | None:
        """How far apart those stand who took a stance themselves; None for fewer than two."""
        own = [STANCES[p.stance] for p in claim.positions if p.reported_by is None]
        return max(own) - min(own) if len(own) > 1 else None

    def waterfall(self, id: str) -> Waterfall | None:
        """Why a record stands where it stands; None for one without a credence."""
        node, figure = self._node(id), self.credence(id)
        if node is None or figure is None:
            return None
        # An experiment without a clear outcome moves nothing.
        steps = [
            step
            for step in self._atlas.steps[node]
            if step.multiplier != 1 or not isinstance(self.kb[step.source], Experiment)
        ]
        logs = [self.solution.run.inputs.logit[node], *(log(step.multiplier) for step in steps)]
        base, *after_each = sigmoid(np.array([*accumulate(logs)])).tolist()
        reasons = [
            Factor(self.views.named(step.source), step.multiplier, step.activation, before, after)
            for step, (before, after) in zip(steps, pairwise((base, *after_each)), strict=True)
        ]
        premises = []
        given = before = float(self._atlas.given_premises[node])
        for need in self._atlas.needs[node]:
            after, other = before * need.factor, self.views.named(need.premise)
            premises.append(Factor(other, need.factor, need.credence, before, after))
            before = after
        return Waterfall(base, tuple(reasons), given, tuple(premises), figure)

    def neighbourhood(self, id: str) -> Neighbourhood | None:
        """A record and what is next to it; None where nothing is."""
        into, out = self.kb.links_to.get(id, ()), self.kb.links_from.get(id, ())
        strongest = sorted(into, key=lambda one: (-one.factor, one.source))
        needs = [Neighbour(self.views.named(one.target), one.relation) for one in out if one.relation == "depends_on"]  # fmt: skip
        sides = {
            relation: [
                Neighbour(self.views.named(one.source), relation)
                for one in strongest
                if one.relation == relation
            ]
            for relation in ("supports", "attacks")
        }
        onward = [
            Neighbour(self.views.named(one.target), one.relation)
            for one in sorted(out, key=lambda one: (-one.factor, one.target))
            if one.relation in ("supports", "attacks")
        ]
        onward += [Neighbour(self.views.named(one.source), "depends_on") for one in into if one.relation == "depends_on"]  # fmt: skip
        every = (sides["supports"], sides["attacks"], needs, onward)
        if not any(every):
            return None
        supports, attacks, premises, conclusions = (tuple(one[:_DRAWN]) for one in every)
        left_out = sum(max(len(one) - _DRAWN, 0) for one in every)
        return Neighbourhood(
            self.views.named(id), supports, attacks, premises, conclusions, left_out
        )

    def turns(self, id: str) -> tuple[Turn, ...]:
        """What a record turns on most."""
        node = self._node(id)
        if node is None:
            return ()
        return tuple(self._turn(swing) for swing in self._atlas.swings[node])

    def doubts(self, person: str) -> tuple[Doubt, ...]:
        """What would change a person's mind: what their positions turn on most in their own view.

        In a map in which a view of every person would cost more than the pages, the map as a whole is asked.
        """
        stances = self._stances.get(person, {})
        own = len(self.kb.people) * len(self.solution) <= _MOST_VIEWED
        if not stances:
            return ()
        network = self.solution.run.network
        claims = {network.index[id]: id for id in stances if id in self.solution}
        if own:
            cruxes = swings(run(view(network, stances)), self._statements, claims)
        else:
            cruxes = self._atlas.swings
        found = [(swing, id) for node, id in claims.items() for swing in cruxes[node][:1]]
        found.sort(key=lambda one: (-one[0].score, one[1]))
        doubts: dict[str, Doubt] = {}  # a question that moves several positions is asked once
        for swing, claim in found:
            turn = self._turn(swing, swing.credence)
            doubts.setdefault(turn.question.id, Doubt(self.views.named(claim), turn, own))
            if len(doubts) == _DOUBTS:
                break
        return tuple(doubts.values())

    @cached_property
    def _stances(self) -> dict[str, dict[str, float]]:
        return all_stances(self.kb)

    def _turn(self, swing: Swing, credence: float | None = None) -> Turn:
        crux = self._crux_on.get(swing.id)
        yes, no = self.views.sides(swing.id)
        now = self._figure(swing.id)
        if credence is not None:
            now = Figure(credence, f"{credence:.2f}", settled=True)
        return Turn(
            self.views.named(crux or swing.id),
            self.views.named(swing.id),
            yes,
            no,
            now,
            swing.if_true,
            swing.if_false,
            swing.score,
            self._best_experiment(swing.id),
            swing.flips,
            self._double(swing.id),
        )

    def _best_experiment(self, id: str) -> Named | None:
        """Of the experiments on a record the one that promises most; None where there is none."""
        return min(self.views.experiments_of(id), key=self._rank, default=None)

    def _rank(self, experiment: Named) -> int:
        return self.promises[experiment.id][0] if experiment.id in self.promises else len(self.kb)

    def decisions(self, crux: str) -> tuple[Decision, ...]:
        """What each answer to a crux does to the conclusions it decides."""
        rivals = self.kb.cruxes[crux].turns_on is None
        return tuple(
            Decision(
                self.views.named(answer.conclusion),
                self._figure(answer.conclusion),
                tuple(
                    (self.views.named(name) if rivals else name, value)
                    for name, value in answer.by_answer.items()
                ),
                answer.flips,
            )
            for answer in self.declared(crux).answers
        )

    def question(self, crux: str) -> Question:
        """A crux with the numbers on it."""
        row, turns_on = self.views.crux_row(crux), self.kb.cruxes[crux].turns_on
        decisions = sorted(self.decisions(crux), key=lambda one: -one.move)
        return Question(
            row,
            self.credence(turns_on) if turns_on else None,
            tuple(decisions),
            tuple((self.views.named(id), self.credence(id)) for id in self.kb.cruxes[crux].between),
            self._best_experiment(turns_on) if turns_on else None,
            self._double(turns_on) if turns_on else None,
        )

    def _double(self, claim: str) -> Parting | None:
        """Those who part on something and whose double crux a claim is most; None where it is nobody's."""
        return next((one for one in self.partings(claim) if one.double), None)

    def partings(self, claim: str) -> tuple[Parting, ...]:
        """The disagreements between two people that a claim explains part of, the best explained first."""
        return tuple(self._partings.get(claim, ()))

    @cached_property
    def _partings(self) -> dict[str, list[Parting]]:
        pairs = [
            (first, second, claim.id)
            for claim in self.kb.claims.values()
            if len(claim.positions) > 1
            for first, second in product(*self.views.sides(claim.id))
        ]
        found: dict[str, list[Parting]] = {}
        for first, second, claim in pairs[:_MOST_PARTINGS]:
            for crux in self.solution.disagreement(first.id, second.id, claim).cruxes:
                if crux.score > _WORTH_TELLING:
                    parting = Parting(
                        first,
                        second,
                        self.views.named(claim),
                        crux.closes_for_first,
                        crux.closes_for_second,
                    )
                    found.setdefault(crux.id, []).append(parting)
        for partings in found.values():
            partings.sort(key=lambda one: -min(one.from_first, one.from_second))
        return found

    def moves(self, experiment: str) -> tuple[Move, ...]:
        """What the result of an experiment does to each claim it tests; nothing before there is one."""
        index = self.solution.run.network.index
        links = [one for one in self.kb.links_from.get(experiment, ()) if one.id in index]
        if not links:
            return ()
        without = solve(self.kb, set={one.id: 1.0 for one in links})  # a strength of 1 is none
        return tuple(
            Move(
                self.views.named(one.target),
                without[one.target],
                self._figure(one.target),
                next(
                    (
                        s.multiplier
                        for s in self._atlas.steps[index[one.target]]
                        if s.link == one.id
                    ),
                    1.0,
                ),
            )
            for one in links
        )

    def told(self, record: Record) -> tuple[object, ...]:
        """All numbers that pages show of a record, as plain data."""
        id = record.id
        figure, node = self._credences.get(id), self._node(id)
        told: list[object] = []
        if figure is not None and node is not None:
            steps, needs = self._atlas.steps[node], self._atlas.needs[node]
            swings = self._atlas.swings[node]
            told += [
                (figure.value, figure.text, float(self._atlas.given_premises[node])),
                [*map(_STEP, steps)],
                [*map(_NEED, needs)],
                [*map(_SWING, swings)],
            ]
        # What a question about it is told with.
        best = self._best_experiment(id)
        told += [self._crux_on.get(id), best.id if best is not None else None]
        told += [repr(one) for one in self.partings(id)]
        if isinstance(record, Crux):
            told += [repr(one) for one in self.decisions(id)]
            told += [repr(one) for claim in record.claims for one in self.partings(claim)]
        elif isinstance(record, Experiment):
            told += [len(self.ranking), repr(self.promises.get(id))]
            told += [repr(one) for one in self.moves(id)]
        return tuple(told)

    @cached_property
    def whole(self) -> bytes:
        """A digest of the solved map."""
        run = self.solution.run
        arrays = (run.x, run.inputs.logit, run.inputs.weight)
        return blake2b(b"".join(np.asarray(one).tobytes() for one in arrays)).digest()

    def _figure(self, id: str) -> Figure:
        figure = self.credence(id)
        assert figure is not None
        return figure

    def declared(self, crux: str) -> Declared:
        """A crux record held against the numbers."""
        if crux not in self._declared:
            self._declared[crux] = self.solution.declared(crux)
        return self._declared[crux]

    @cached_property
    def _declared(self) -> dict[str, Declared]:
        return {}

    @cached_property
    def ranking(self) -> tuple[Promise, ...]:
        """The experiments that wait to be run, the most telling per day of work first."""
        return tuple(self.solution.rank_experiments())

    @cached_property
    def promises(self) -> dict[str, tuple[int, Promise]]:
        """What each waiting experiment promises, with its place in the ranking."""
        return {promise.id: (place, promise) for place, promise in enumerate(self.ranking, 1)}
