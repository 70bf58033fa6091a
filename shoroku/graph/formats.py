"""A part of the graph as a file for other programs: GraphML, DOT, CSV, JSON-LD, JSON.

GraphML (http://graphml.graphdrawing.org) and DOT (https://graphviz.org/doc/info/lang.html) are directed. CSV has one edge a
line. JSON-LD has the terms of schema.org, of CiTO for citations (https://purl.org/spar/cito), of Dublin Core and PROV.
"""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import msgspec

from shoroku.corpus.graph.values import GraphEdge, GraphNode, Statement, Subgraph
from shoroku.corpus.normalize.cells import guarded
from shoroku.corpus.normalize.cleaning import clean
from shoroku.corpus.normalize.json_escapes import escaped_json
from shoroku.corpus.normalize.one_line import one_line

_NODE_FIELDS = ("type", "name", "year", "held")
_EDGE_FIELDS = ("kind", "sources", "words", "bases")
_TYPES = {"year": "int", "held": "boolean"}

_SCHEMA_TYPES = {
    "article": "ScholarlyArticle",
    "book": "Book",
    "data": "Dataset",
    "dataset": "Dataset",
    "dissertation": "Thesis",
    "institution": "Organization",
    "organization": "Organization",
    "person": "Person",
    "project": "ResearchProject",
    "researcher": "Person",
    "work": "CreativeWork",
}
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "owl": "http://www.w3.org/2002/07/owl#",
}
#: Kinds of edges -> terms of JSON-LD; a term of None is the other way round.
_TERMS: dict[str, tuple[str, bool]] = {
    "": ("dcterms:relation", True),
    "cites": ("cito:cites", True),
    "supplements": ("cito:isCitedAsDataSourceBy", True),
    "derived-from": ("prov:wasDerivedFrom", True),
    "part-of": ("dcterms:isPartOf", True),
    "version-of": ("dcterms:isVersionOf", True),
    "translation-of": ("translationOfWork", True),
    "reviews": ("cito:reviews", True),
    "comments": ("cito:discusses", True),
    "corrects": ("cito:corrects", True),
    "retracts": ("cito:retracts", True),
    "updates": ("cito:updates", True),
    "same-as": ("owl:sameAs", True),
    "output-of": ("prov:wasGeneratedBy", True),
    "part-of-project": ("dcterms:isPartOf", True),
    "created-by": ("creator", True),
    "member-of": ("member", False),
    "funded-by": ("funder", True),
    "affiliated-with": ("sourceOrganization", True),
}
_ADDRESSES = {
    "doi": "https://doi.org/",
    "crid": "https://cir.nii.ac.jp/crid/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "naid": "https://ci.nii.ac.jp/naid/",
    "orcid": "https://orcid.org/",
    "ror": "https://ror.org/",
    "kaken": "https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-",
    "kakenhi": "https://kaken.nii.ac.jp/grant/KAKENHI-PROJECT-",
    "openalex": "https://openalex.org/",
    "funder": "https://doi.org/10.13039/",
    "uri": "",
}
#: What stays as it is in an identifier that becomes part of an address, and in what is an address already.
_IN_NAMES = "/:;()@!$&'*+,=~"
_IN_ADDRESSES = f"{_IN_NAMES}%?#"


def graphml(found: Subgraph) -> bytes:
    """Return a graph in GraphML, with typed keys."""
    root = Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    for place, names in (("node", _NODE_FIELDS), ("edge", _EDGE_FIELDS)):
        for name in names:
            SubElement(
                root,
                "key",
                {"id": f"{place}-{name}", "for": place, "attr.name": name, "attr.type": _TYPES.get(name, "string")},
            )
    graph = SubElement(root, "graph", id="shoroku", edgedefault="directed")
    for node in found.nodes:
        element = SubElement(graph, "node", id=_xml(node.id))
        for name, value in _of_node(node):
            SubElement(element, "data", key=f"node-{name}").text = _xml(value)
    for number, edge in enumerate(found.edges):
        element = SubElement(graph, "edge", id=f"e{number}", source=_xml(edge.start), target=_xml(edge.end))
        for name, value in zip(_EDGE_FIELDS, _of_edge(edge), strict=True):
            SubElement(element, "data", key=f"edge-{name}").text = _xml(value)
    indent(root, " ")
    body: bytes = tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body + b"\n"


def dot(found: Subgraph) -> bytes:
    """Return a graph in DOT."""
    lines = ["digraph shoroku {"]
    for node in found.nodes:
        attributes = {"label": node.name or node.id, "type": node.type, "style": "solid" if node.held else "dashed"}
        lines.append(f"  {_quoted(node.id)} [{_attributes(attributes)}];")
    for edge in found.edges:
        kind, sources, *_ = _of_edge(edge)
        attributes = {"label": kind, "sources": sources}
        lines.append(f"  {_quoted(edge.start)} -> {_quoted(edge.end)} [{_attributes(attributes)}];")
    return "\n".join([*lines, "}", ""]).encode()


def csv_(found: Subgraph) -> bytes:
    """Return the edges of a graph in CSV, one a line, with the names of both ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    nodes = {node.id: node for node in found.nodes}
    writer.writerow(
        ["start", "kind", "end", "start_type", "start_name", "end_type", "end_name", "sources", "words", "bases"]
    )
    for edge in found.edges:
        start, end = nodes[edge.start], nodes[edge.end]
        kind, *said = _of_edge(edge)
        row = [start.id, kind, end.id, start.type, start.name, end.type, end.name, *said]
        writer.writerow([guarded(one_line(value)) for value in row])
    return text.getvalue().encode()


def jsonld(found: Subgraph) -> bytes:
    """Return a graph in JSON-LD; who states a link stands beside it as ``prov:wasAttributedTo`` of the statement."""
    nodes: dict[str, dict[str, Any]] = {node.id: _resource(node) for node in found.nodes}
    names = {node.id: address(node) for node in found.nodes}
    for edge in found.edges:
        term, is_forward = _TERMS[edge.kind]
        start, end = (edge.start, edge.end) if is_forward else (edge.end, edge.start)
        nodes[start].setdefault(term, []).append({"@id": names[end]})
    statements = [
        {
            "@type": "Claim",
            "about": [{"@id": names[edge.start]}, {"@id": names[edge.end]}],
            "name": edge.kind or said.word,
            "prov:wasAttributedTo": said.source,
            "description": said.word,
            "identifier": said.record,
        }
        for edge in found.edges
        for said in edge.statements
    ]
    whole = {"@context": _CONTEXT, "@graph": [*nodes.values(), *statements]}
    return escaped_json((json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())


def json_(found: Subgraph) -> bytes:
    """Return a graph as JSON, with everything that the answer has."""
    return escaped_json(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


FORMATS: dict[str, Callable[[Subgraph], bytes]] = {
    "graphml": graphml,
    "dot": dot,
    "csv": csv_,
    "jsonld": jsonld,
    "json": json_,
}


def address(node: GraphNode) -> str:
    """Return the address of a node on the web, of its first identifier that has one; else a URN.

    What an address cannot hold is percent-encoded (RFC 3986).
    """
    for key in (node.id, *node.identifiers):
        prefix, _, value = key.partition(":")
        if prefix in _ADDRESSES and value:
            return f"{_ADDRESSES[prefix]}{quote(value, _IN_ADDRESSES if prefix == 'uri' else _IN_NAMES)}"
    if node.id.isdecimal() and len(node.id) == 19:
        return f"{_ADDRESSES['crid']}{node.id}"
    return f"urn:shoroku:{quote(node.id, _IN_NAMES)}"


def _resource(node: GraphNode) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": address(node), "@type": _SCHEMA_TYPES.get(node.type, "CreativeWork")}
    if node.name:
        found["name"] = [node.name, node.name_other] if node.name_other else node.name
    if node.year:
        found["datePublished"] = str(node.year)
    found["identifier"] = list(dict.fromkeys([node.id, *node.identifiers]))
    return found


def _of_node(node: GraphNode) -> list[tuple[str, str]]:
    values = {"type": node.type, "name": node.name, "year": str(node.year or ""), "held": str(node.held).lower()}
    return [(name, value) for name, value in values.items() if value]


def _of_edge(edge: GraphEdge) -> tuple[str, str, str, str]:
    return (edge.kind, *(_distinct(edge.statements, name) for name in ("source", "word", "basis")))  # type: ignore[return-value]


def _distinct(statements: tuple[Statement, ...], name: str) -> str:
    return "; ".join(dict.fromkeys(str(getattr(one, name)) for one in statements if getattr(one, name)))


def _xml(text: str) -> str:
    """Return a text without what XML cannot hold, and without what could control a terminal."""
    return "".join(one for one in clean(text) if one in "\t\n\r" or " " <= one <= "\ud7ff" or one >= "\ue000")


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _attributes(values: dict[str, str]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in values.items() if value)
