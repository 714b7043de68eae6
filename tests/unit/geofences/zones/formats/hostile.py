"""Generated files that mean harm, or that no program should have written: the same ones on every run."""

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

Case = tuple[str, bytes]
Rings = Any
SQUARE = [[-11.5, 14.4], [-11.4, 14.4], [-11.4, 14.5], [-11.5, 14.5], [-11.5, 14.4]]


def ed269(rings: Rings, **changes: Any) -> bytes:
    shape = {"type": "Polygon", "coordinates": rings}
    layer = {
        "uomDimensions": "M",
        "upperLimit": 100,
        "upperVerticalReference": "AGL",
        "horizontalProjection": shape,
    }
    zone = {
        "identifier": "H1",
        "country": "MLI",
        "type": "COMMON",
        "restriction": "PROHIBITED",
        "applicability": [{"permanent": "YES"}],
        "zoneAuthority": [{"name": "Z", "phone": "1"}],
        "geometry": [layer],
    }
    return json.dumps({"features": [zone | changes]}).encode()


def ed318(rings: Rings, **changes: Any) -> bytes:
    stated = {
        "identifier": "H1",
        "country": "MLI",
        "type": "PROHIBITED",
        "variant": "COMMON",
        "zoneAuthority": [{"name": [{"text": "Z", "lang": "fr"}], "purpose": "INFORMATION"}],
    }
    shape = {"type": "Polygon", "coordinates": rings, "layer": {"upper": 100, "upperReference": "AGL"}}
    return collection(stated | changes, shape)


def geojson(rings: Rings, **changes: Any) -> bytes:
    stated = {"identifier": "H1", "country": "MLI", "restriction": "PROHIBITED"}
    return collection(stated | changes, {"type": "Polygon", "coordinates": rings})


def collection(stated: Any, shape: Any) -> bytes:
    feature = {"type": "Feature", "properties": stated, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def kml(rings: Rings, data: str = "") -> bytes:
    sides = ["outer", *["inner"] * 50]
    drawn = "".join(
        f"<{side}BoundaryIs><LinearRing>"
        f"<coordinates>{_tuples(ring)}</coordinates></LinearRing></{side}BoundaryIs>"
        for side, ring in zip(sides, rings if isinstance(rings, list) else [rings], strict=False)
    )
    mark = (
        f"<Placemark><name>H</name><ExtendedData>{data}</ExtendedData><Polygon>{drawn}</Polygon></Placemark>"
    )
    return f"<kml>{mark}</kml>".encode()


def _tuples(ring: Any) -> str:
    if not isinstance(ring, list):
        return str(ring)
    return " ".join(",".join(map(str, one)) if isinstance(one, list) else str(one) for one in ring)


def kmz(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def openair(outline: str, head: str = "AC R\nAN H\nAL GND\nAH UNL\n") -> bytes:
    return f"{head}{outline}\n".encode()


def drawn(ring: list[list[float]]) -> str:
    return "\n".join(
        f"DP {abs(lat):.9f} {'N' if lat >= 0 else 'S'} {abs(lon):.9f} {'E' if lon >= 0 else 'W'}"
        for lon, lat in ring
    )


CODECS: dict[str, Callable[[Rings], bytes]] = {
    "ed269": ed269,
    "ed318": ed318,
    "geojson": geojson,
    "kml": kml,
    "kmz": lambda rings: kmz(("doc.kml", kml(rings))),
}


def comb(teeth: int) -> list[list[float]]:
    """A comb whose back is drawn through its teeth: crossings by the hundred."""
    ring = [[tooth / teeth + side / (4 * teeth), float(side)] for tooth in range(teeth) for side in (0, 1)]
    return [*ring, [1.0, 0.5], [0.0, 0.5], ring[0]]


def scribble(count: int, seed: int) -> list[list[float]]:
    dice = random.Random(seed)
    ring = [[dice.uniform(-11, -10), dice.uniform(13, 14)] for _ in range(count)]
    return [*ring, ring[0]]


def bad_rings() -> Iterator[tuple[str, Rings]]:
    """Outlines that are none, in ways that every codec can write."""
    yield "bow-tie", [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
    for teeth in (5, 50, 500, 5_000):
        yield f"comb-{teeth}", [comb(teeth)]
    for count in (12, 60, 600, 6_000, 24_000):
        yield f"scribble-{count}", [scribble(count, count)]
    yield "swapped", [[[14.4, -111.5], [14.5, -111.5], [14.5, -111.4], [14.4, -111.5]]]
    yield "out-of-range", [[[200, 0], [201, 0], [201, 1], [200, 0]]]
    yield "huge", [[[1e300, 0], [1e300, 1], [0, 1], [1e300, 0]]]
    yield "two-points", [[[0, 0], [1, 1]]]
    yield "one-place", [[[1, 1]] * 6]
    yield "flat", [[[0, 0], [1, 1], [2, 2], [0, 0]]]
    yield "no-ring", []
    yield "empty-ring", [[]]
    yield "one-number", [[[1], [2], [3], [1]]]
    yield "words", [[["a", "b"], ["c", "d"], ["e", "f"], ["a", "b"]]]
    yield "too-long", [[[index / 30_000, index % 2] for index in range(26_000)]]
    yield "hole-outside", [SQUARE, [[5, 5], [6, 5], [6, 6], [5, 5]]]
    yield "hole-across", [SQUARE, [[-11.45, 14.45], [-11.3, 14.45], [-11.3, 14.47], [-11.45, 14.45]]]
    yield "antimeridian", [[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]]
    yield "north-pole", [[[0, 89.5], [90, 89.5], [90, 89.9], [0, 89.5]]]
    yield "whole-turn", [[[-180, 80], [180, 80], [180, 81], [-180, 80]]]


#: What JSON can write besides.
BAD_VALUES: tuple[Any, ...] = (
    7,
    "text",
    True,
    {"a": 1},
    [7],
    [[7]],
    [[[7]]],
    [[[None, None]] * 4],
    [[{"x": 1}] * 4],
    [[[True, False]] * 4],
    [[["1", "2"]] * 4],
    [[[1, 2, 3, 4, 5]] * 4],
    [None],
    [[None]],
)


def shapes() -> Iterator[Case]:
    for codec, write in CODECS.items():
        for name, rings in bad_rings():
            yield f"{codec}-{name}", write(rings)
    for codec in ("ed269", "ed318", "geojson"):
        for index, value in enumerate(BAD_VALUES):
            yield f"{codec}-coordinates-{index}", CODECS[codec](value)
        for word in (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5_000):
            yield f"{codec}-{word[:9].decode()}", CODECS[codec]([SQUARE]).replace(b"14.4", word)


def words() -> Iterator[Case]:
    """Members of wrong types and of unknown words."""
    for codec, write in (("ed269", ed269), ("ed318", ed318), ("geojson", geojson)):
        asked = "type" if codec == "ed318" else "restriction"
        for index, value in enumerate(
            (None, 7, True, [], {}, "FREE", "prohibited", ["PROHIBITED"], "\u0000")
        ):
            yield f"{codec}-restriction-{index}", write([SQUARE], **{asked: value})
        for index, value in enumerate((7, True, {}, [[]], "ml", "MALI", "ＭＬＩ")):
            yield f"{codec}-country-{index}", write([SQUARE], country=value)
        for index, value in enumerate((None, True, [1], {}, "x" * 65, "a\u0007b", 1.5)):
            yield f"{codec}-identifier-{index}", write([SQUARE], identifier=value)
        for index, value in enumerate((7, [7], ["FUN"], [["NOISE"]], {"a": 1})):
            yield f"{codec}-reason-{index}", write([SQUARE], reason=value)
        for index, value in enumerate(
            (
                7,
                "always",
                [7],
                [[]],
                [{"schedule": [{"day": ["XXX"]}]}],
                [{"startDateTime": "2026-13-45T99:99:99Z", "permanent": "NO"}],
                [{"startDateTime": 7, "permanent": "NO"}],
            )
        ):
            period = "limitedApplicability" if codec == "ed318" else "applicability"
            yield f"{codec}-period-{index}", write([SQUARE], **{period: value})
        for index, value in enumerate((7, "x", [7], [{"purpose": "FUN"}], [{"name": 7}])):
            yield f"{codec}-authority-{index}", write([SQUARE], zoneAuthority=value)


def documents() -> Iterator[Case]:
    """What is no document: truncated, too deep, doubled, of another alphabet."""
    good = {codec: write([SQUARE]) for codec, write in CODECS.items()}
    for codec, data in good.items():
        for part in range(1, 16):
            yield f"{codec}-cut-{part}", data[: len(data) * part // 16]
        if codec != "kmz":
            yield f"{codec}-not-utf8", data.replace(b"H1", b"\xff\xfe").replace(b"<name>H", b"<name>\xff\xfe")
    for codec in ("ed269", "ed318", "geojson"):
        deep = b"[" * 1_200 + b"]" * 1_200
        yield f"{codec}-deep-list", good[codec].replace(b'"H1"', deep)
        yield f"{codec}-deep-object", good[codec].replace(b'"H1"', b'{"a":' * 1_200 + b"1" + b"}" * 1_200)
        yield (
            f"{codec}-deep-ring",
            CODECS[codec](json.loads("[" * 60 + "]" * 60)),
        )
        yield f"{codec}-twice", good[codec].replace(b'"country"', b'"identifier": "X", "country"')
        yield f"{codec}-surrogate", good[codec].replace(b'"H1"', b'"\\ud800"')
        yield f"{codec}-too-large", good[codec] + b" " * 2_100_000
    for index, root in enumerate(
        (
            b"",
            b"{",
            b"[]",
            b"7",
            b'"x"',
            b"null",
            b"{}",
            b"[" * 500_000,
            b"\x00" * 1_000,
            b'{"type": "FeatureCollection", "features": [7]}',
            b'{"features": [[]]}',
            b'{"type": "Topology"}',
            bytes(range(256)),
        )
    ):
        yield f"root-{index}", root


def markup() -> Iterator[Case]:
    """XML and ZIP that mean harm."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    for index, head in enumerate(
        (
            f"<!DOCTYPE kml [{laughs}]>",
            '<!DOCTYPE kml SYSTEM "file:///etc/passwd">',
            "<!DOCTYPE kml>",
            '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE kml [<!ENTITY % p "x"> %p;]>',
            '<!DOCTYPE kml PUBLIC "-//x" "http://localhost/x.dtd">',
        )
    ):
        yield f"xml-dtd-{index}", (head + "<kml>&a9;&x;</kml>").encode()
        yield f"xml-dtd-utf16-{index}", (head + "<kml/>").encode("utf-16")
        yield f"kmz-dtd-{index}", kmz(("doc.kml", (head + "<kml/>").encode()))
    for depth in (65, 1_200, 100_000):
        yield f"xml-deep-{depth}", b"<kml>" + b"<Folder>" * depth
    yield "xml-many", b"<kml>" + b"<a/>" * 300_000 + b"</kml>"
    yield (
        "kmz-many",
        kmz(("doc.kml", b"<kml>" + b"<a/>" * 2_000_000), ("noise", random.Random(1).randbytes(500_000))),
    )
    yield "xml-attributes", b"<kml " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"><a></kml>"
    yield "xml-entity", b"<kml>&unknown;</kml>"
    deep = "[" * 1_200 + "]" * 1_200
    for name in ("applicability", "circle", "zoneAuthority", "reason"):
        for index, value in enumerate((deep, "[NaN]", "{", '["FUN"]' if name == "reason" else "[[7]]")):
            data = f'<Data name="{name}"><value>{value}</value></Data>'
            if (name, index) != ("circle", 3):
                yield f"kml-{name}-{index}", kml([SQUARE], data)
    for size in (7_000_000, 10_000_000, 50_000_000):
        yield f"zip-bomb-{size}", kmz(("doc.kml", b" " * size))
        yield f"zip-beside-{size}", kmz(("doc.kml", kml([SQUARE])), ("x", b"\0" * size))
    yield "zip-entries", kmz(*[(f"{n}.kml", b"<kml/>") for n in range(500)])
    for index, path in enumerate(("../x.kml", "/x.kml", "a/../../x.kml", "..\\x.kml", "c:x.kml")):
        yield f"zip-path-{index}", kmz((path, b"<kml/>"))
    whole = kmz(("doc.kml", kml([SQUARE])))
    yield "zip-in-zip", kmz(("doc.kml", whole))
    dice = random.Random(7)
    for index in range(12):
        harmed = bytearray(whole)
        harmed[40 + dice.randrange(len(whole) - 140)] ^= 0xFF  # inside the packed bytes: the sum is wrong
        yield f"zip-harmed-{index}", bytes(harmed)


def airspace() -> Iterator[Case]:
    """OpenAir that is none."""
    centre = "V X=14:00:00 N 011:00:00 W\n"
    for name, ring in (
        ("bow-tie", [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]),
        ("comb", comb(500)),
        ("big-comb", comb(5_000)),
        ("scribble", scribble(600, 1)),
        ("scribbles", scribble(20_000, 2)),
        ("antimeridian", [[179, 0], [-179, 0], [-179, 1], [179, 0]]),
        ("flat", [[0, 0], [1, 1], [2, 2]]),
        ("pole", [[0, 89.5], [90, 89.5], [90, 89.9]]),
    ):
        yield f"openair-{name}", openair(drawn(ring))
    lines = (
        "DP",
        "DP x",
        "DP 99:00:00 N 011:00:00 W",
        "DP 14:60:00 N 011:00:00 W",
        "DP nan N nan E",
        "DC 5",
        "DA 1,2,3",
        f"{centre}DC -1",
        f"{centre}DC nan",
        f"{centre}DC 1e9",
        f"{centre}DA 1,2",
        f"{centre}DB x,y",
        f"{centre}DA 5,0,inf",
        f"{centre}DC 5\nDC 5",
        "DY 14:00:00 N 011:00:00 W",
        "V X=",
        "V X",
        "V D=*",
        "V X=89:59:00 N 011:00:00 W\nDC 100",
        "V X=14:00:00 N 180:00:00 W\nDC 5",
        f"{centre}DB 14:00:00 N 011:00:00 W,14:00:00 N 011:00:00 W",
        "DP " + "1" * 100_000,
    )
    for index, line in enumerate(lines):
        yield f"openair-line-{index}", openair(line)
    for index, head in enumerate(
        (
            "AC R\n",
            "AN x\nAC R\n",
            "AC R\nAL GND\n",
            "AC R\nAL UNL\nAH GND\n",
            "AC R\nAL 5\nAH x\n",
            "AC R\nAL 9ft AGL\nAH 1ft AGL\n",
            "AC R\nAN a\nAN b\nAL GND\nAH UNL\n",
            "AC R\nAN \x00\nAL GND\nAH UNL\n",
            "AC R\nAL GND\nAH UNL\nAA x\n",
            "AC R\nAL GND\nAH UNL\nAG x\n",
        )
    ):
        yield f"openair-head-{index}", openair(drawn(SQUARE), head)


def floods() -> Iterator[Case]:
    """Small files that ask for much work: circles, arcs, faults."""
    circle = {"type": "Circle", "center": [0, 50], "radius": 400_000}
    layer = {"horizontalProjection": circle}
    zone = json.loads(ed269([SQUARE]))["features"][0] | {"geometry": [layer]}
    yield "ed269-circles", json.dumps({"features": [zone] * 6_000}).encode()
    feature = json.loads(ed318([SQUARE]))["features"][0]
    feature["geometry"] = {
        "type": "Point",
        "coordinates": [0, 50],
        "extent": {"subType": "Circle", "radius": 4e5},
    }
    yield "ed318-circles", json.dumps({"type": "FeatureCollection", "features": [feature] * 5_000}).encode()
    feature = json.loads(geojson([SQUARE]))["features"][0]
    feature["properties"]["circle"] = {"center": [0, 50], "radius_m": 4e5}
    yield "geojson-circles", json.dumps({"type": "FeatureCollection", "features": [feature] * 5_000}).encode()
    data = '<Data name="circle"><value>{"center":[0,50],"radius_m":400000}</value></Data>'
    mark = kml([[[0, 0]]], data).decode().removeprefix("<kml>").removesuffix("</kml>")
    yield "kml-circles", f"<kml>{mark * 5_000}</kml>".encode()
    yield "openair-circles", openair("V X=50:00:00 N 000:00:00 E\nDC 200") * 30_000
    yield "openair-arcs", openair("V X=50:00:00 N 000:00:00 E\n" + "DA 200,0,359\n" * 100_000)
    yield "ed269-faults", b'{"features": [' + b"7," * 900_000 + b"7]}"
    yield "geojson-faults", b'{"type":"FeatureCollection","features":[' + b"{}," * 600_000 + b"{}]}"
    yield "kml-faults", b"<kml>" + b"<Placemark/>" * 150_000 + b"</kml>"
    yield "openair-faults", b"AC R\nDP\n" * 200_000
    five = [scribble(16_000, seed) for seed in range(3)]
    zones = [json.loads(ed269([ring]))["features"][0] for ring in five]
    yield "ed269-scribbles", json.dumps({"features": zones}).encode()


#: Values that are wrong in every member of a standard that holds a text, a number, a list or an object.
WRONG: tuple[Any, ...] = (True, [[]], [True], "\x00", "\ud800")
#: Moments that are none, and times of day that are none.
NO_MOMENTS = (
    "0000-00-00T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T24:00:01Z", "2026-01-01T00:00:00+99:99",
    "2026-01-01", "99999-01-01T00:00:00Z", "2026-01-01T00:00:00", "tomorrow", "1e9", "٢٠٢٦-٠١-٠١T٠٠:٠٠:٠٠Z",
)  # fmt: skip
NO_NUMBERS = ("1_000", "٣", "０", "0x10", "1e400", "nan", "--1")
NO_TIMES = ("25:00Z", "12:60Z", "12:00:61Z", "12:00", "noon", "24:00:01Z", "12:00+25:00", "-1:00Z", "١٢:٠٠Z")


def members() -> Iterator[Case]:
    """Every member of a zone, of its layer, authority, period and schedule with a value of a wrong type."""
    base = {
        "ed269": json.loads(ed269([SQUARE])),
        "ed318": json.loads(ed318([SQUARE])),
        "geojson": json.loads(geojson([SQUARE])),
    }
    for codec, document in base.items():
        _complete(document, codec)
        for path in _paths(document["features"][0]):
            for index, value in enumerate(WRONG):
                changed = json.loads(json.dumps(document))
                _put(changed["features"][0], path, value)
                if not _harmless(path, value):
                    yield f"{codec}-member-{'.'.join(map(str, path))}-{index}", json.dumps(changed).encode()


def _complete(document: Any, codec: str) -> None:
    """The zone with everything that it may say."""
    zone = document["features"][0] if codec == "ed269" else document["features"][0]["properties"]
    said = (lambda text: [{"text": text, "lang": "fr"}]) if codec == "ed318" else (lambda text: text)
    period = {
        "startDateTime": "2026-01-01T00:00:00Z",
        "endDateTime": "2027-01-01T00:00:00Z",
        "schedule": [{"day": ["MON"], "startTime": "08:00:00Z", "endTime": "18:00:00Z"}],
    }
    authority = {
        "name": said("Z"),
        "service": said("s"),
        "contactName": said("c"),
        "siteURL": "https://z.test/",
        "email": "z@z.test",
        "phone": "1",
        "purpose": "INFORMATION",
    }
    zone |= {"name": said("n"), "message": said("m"), "otherReasonInfo": said("o"), "reason": ["NOISE"]}
    zone |= {"restrictionConditions": "x", "zoneAuthority": [authority]}
    if codec == "ed318":
        zone["limitedApplicability"] = [period]
    else:
        zone["applicability"] = [{"permanent": "NO", **period}]
    layer = {"uomDimensions": "M", "lowerLimit": 0, "lowerVerticalReference": "AGL"}
    if codec == "ed269":
        zone["geometry"][0] |= layer
    elif codec == "geojson":
        zone |= layer | {"upperLimit": 9, "upperVerticalReference": "AGL"}


def _paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*before, key)
        if key != "coordinates":
            yield from _paths(inner, (*before, key))


def _put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


def _harmless(path: tuple[Any, ...], value: Any) -> bool:
    """What a tolerant reader may take: a list of texts where one stands, an extra beside a language."""
    return path[-1] in ("lang", "properties") or (path[-1] == "restrictionConditions" and value == [[]])


def moments() -> Iterator[Case]:
    """Dates and times that are none, in each format that has them."""
    for index, text in enumerate(NO_MOMENTS):
        for codec, write, name in (
            ("ed269", ed269, "applicability"),
            ("ed318", ed318, "limitedApplicability"),
            ("geojson", geojson, "applicability"),
        ):
            period = {"startDateTime": text} | ({} if codec == "ed318" else {"permanent": "NO"})
            yield f"{codec}-moment-{index}", write([SQUARE], **{name: [period]})
        if text not in ("2026-01-01", "2026-01-01T00:00:00"):  # a day is a period of KML
            span = f"<Placemark><TimeSpan><begin>{text}</begin></TimeSpan>"
            yield f"kml-moment-{index}", kml([SQUARE]).replace(b"<Placemark>", span.encode())
        yield (
            f"openair-moment-{index}",
            openair(drawn(SQUARE), f"AC R\nAN H\nAL GND\nAH UNL\nAA {text}/NONE\n"),
        )
    for index, text in enumerate(NO_NUMBERS):
        layer = json.loads(ed269([SQUARE]))["features"][0]["geometry"][0] | {"upperLimit": text}
        yield f"ed269-number-{index}", ed269([SQUARE], geometry=[layer])
        yield f"kml-number-{index}", kml([[[text, 14], [-11, 14], [-11, 15], [text, 14]]])
        yield f"openair-number-{index}", openair(f"V X=14:00:00 N 011:00:00 W\nDC {text}")
    for index, text in enumerate(NO_TIMES):
        rule = {"day": ["ANY"], "startTime": text, "endTime": "23:00Z"}
        yield f"ed269-time-{index}", ed269([SQUARE], applicability=[{"permanent": "NO", "schedule": [rule]}])
        yield f"ed318-time-{index}", ed318([SQUARE], limitedApplicability=[{"schedule": [rule]}])


def slips() -> Iterator[Case]:
    """Outlines that touch themselves, cover nothing, or are written to be long."""
    west, south = -11.5, 14.4
    eight = [[0, 0], [1, 1], [2, 0], [2, 2], [1, 1], [0, 2], [0, 0]]
    spike = [[0, 0], [2, 0], [2, 1], [2, 0], [4, 0], [4, 3], [0, 3], [0, 0]]
    sliver = [[west, south], [west + 1, south], [west, south], [west, south]]
    hole = [SQUARE, SQUARE]
    for codec, write in CODECS.items():
        yield f"{codec}-eight", write([[[west + x / 10, south + y / 10] for x, y in eight]])
        yield f"{codec}-spike", write([[[west + x / 10, south + y / 10] for x, y in spike]])
        yield f"{codec}-sliver", write([sliver])
        yield f"{codec}-hole-is-all", write(hole)
        yield f"{codec}-holes-overlap", write([SQUARE, _small(0.02), _small(0.03)])
    yield "kml-long-number", kml("9" * 1_900_000)
    yield "kml-commas", kml("," * 1_900_000)
    yield "kml-spaces", kml(" " * 1_900_000)
    yield "kml-no-end", kml([SQUARE])[:-20] + b"<a " + b"x" * 1_000_000
    yield "openair-digits", openair("DP " + "1" * 500_000 + ":" + "2" * 500_000)
    yield "openair-colons", openair("DP " + ":" * 1_000_000)
    yield "openair-one-line", b"AC R\nAN " + b"x" * 2_000_000
    yield "ed269-digits", ed269([SQUARE]).replace(b"14.4", b"1." + b"4" * 1_000_000)
    whole = openair(drawn(SQUARE))
    for part in range(4, 14):
        yield f"openair-cut-{part}", whole[: len(whole) * part // 16]


def _small(east: float) -> Rings:
    return [[-11.49, 14.41], [-11.49 + east, 14.41], [-11.49 + east, 14.43], [-11.49, 14.41]]


def corpus() -> list[Case]:
    """All of them, each with its name."""
    families = (shapes, words, documents, markup, airspace, floods, members, moments, slips)
    return [case for family in families for case in family()]
