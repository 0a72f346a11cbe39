"""Screenshots of every kind of page: light, dark, narrow, without colour, as a deuteranope sees it, and for paper.

python tests/shots.py [SITE] [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

import argmap
from tests.chromium import find_chromium
from tests.site.conftest import served

LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "360": {"viewport": {"width": 360, "height": 740}},
    "grey": {"seen": "achromatopsia"},
    "deuteranopia": {"seen": "deuteranopia"},
    "print": {"media": "print"},
}


def pages() -> dict[str, str]:
    """An address for each kind of page: of each kind of record the one with the most links."""
    kb = argmap.load(Path(__file__).parents[1] / "claims")
    busiest = {
        kind: max(
            records,
            key=lambda one: (len(kb.backlinks.get(one, ())) + len(kb.links_to.get(one, ())), one),
        )
        for kind, records in (
            ("topic", kb.topics),
            ("claim", kb.claims),
            ("evidence", kb.evidence),
            ("crux", kb.cruxes),
            ("experiment", [id for id, one in kb.experiments.items() if one.result]),
            ("experiment-waiting", [id for id, one in kb.experiments.items() if not one.result]),
            ("crux-rivals", [id for id, one in kb.cruxes.items() if one.between]),
            ("person", kb.people),
            ("source", kb.sources),
        )
        if records
    }
    listings = ("disagreements", "experiments", "all", "what-if", "method", "glossary")
    return {
        "front": "",
        **{k: f"{id}/" for k, id in busiest.items()},
        "map": f"{busiest['topic']}/map/",
        **{n: f"{n}/" for n in listings},
    }


def main(site: str = "site", folder: str = "screenshots") -> None:
    target = Path(folder)
    target.mkdir(exist_ok=True)
    with served(Path(site)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for look, options in LOOKS.items():
            settings = dict(options)
            seen, media = settings.pop("seen", ""), settings.pop("media", "")
            context = browser.new_context(
                **{"viewport": {"width": 1280, "height": 800}, **settings}
            )
            page = context.new_page()
            if media:
                page.emulate_media(media=media)
            if seen:
                session = context.new_cdp_session(page)
                session.send("Emulation.setEmulatedVisionDeficiency", {"type": seen})
            for name, url in pages().items():
                if (Path(site) / url / "index.html").is_file():
                    page.goto(address + url)
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=target / f"{name}-{look}.png")
            context.close()
        browser.close()
    print(f"wrote {len(list(target.iterdir()))} pictures to {target}/")


if __name__ == "__main__":
    main(*sys.argv[1:])
