"""Blocks of any paper, for the properties of the press."""

from hypothesis import strategies as st

from respbook.papers.blocks import (
    Cell,
    Column,
    Heading,
    PageBreak,
    Paragraph,
    Photo,
    PhotoRow,
    Photos,
    Run,
    SignatureBlock,
    SignatureSide,
    SignatureSlot,
    SignLines,
    Subscription,
    Table,
    Title,
)

words = st.builds(
    lambda text, times: text * times, st.text("环境，。（）“”12ab…—《》", max_size=6), st.sampled_from((1, 5, 60, 300))
)
short = words.map(lambda word: word[:12])
runs = st.lists(st.builds(Run, words, st.none() | st.just("field")), max_size=2).map(tuple)
aligns = st.sampled_from(("left", "centre", "right"))
cells = st.none() | st.builds(Cell, runs, st.integers(1, 35), st.integers(1, 4))
columns = st.builds(Column, short, st.sampled_from((12, 20, 39)), aligns)
tables = st.integers(1, 4).flatmap(
    lambda count: st.builds(
        Table,
        short,
        st.lists(columns, min_size=count, max_size=count).map(tuple),
        st.lists(st.tuples(*[cells] * count), max_size=15).map(tuple),
        st.booleans(),
    )
)
slots = st.lists(st.builds(SignatureSlot, short, short), max_size=4).map(tuple)
sides = st.lists(st.builds(SignatureSide, short, short, slots, st.booleans()), max_size=4).map(tuple)
seals = st.sampled_from(("place", "room", "none"))
subscriptions = st.builds(Subscription, short, short, st.lists(short, max_size=40).map(tuple), seals)
sign_lines = st.builds(SignLines, st.lists(short, max_size=7).map(tuple), st.integers(1, 4), st.booleans())
photos = st.builds(PhotoRow, st.lists(st.builds(Photo, st.just(""), short), max_size=2).map(tuple), short)
blocks = st.one_of(
    st.builds(Title, st.lists(short.map(lambda word: (Run(word),)), max_size=3).map(tuple)),
    st.builds(Heading, st.integers(1, 4), short.map(lambda word: (Run(word),))),
    st.builds(Paragraph, runs, st.none(), st.booleans(), aligns),
    tables,
    st.builds(SignatureBlock, sides, st.just("2026年1月1日")),
    subscriptions,
    sign_lines,
    st.builds(Photos, st.lists(photos, max_size=5).map(tuple)),
    st.builds(PageBreak, st.booleans()),
)
