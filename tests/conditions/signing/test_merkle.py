"""The tree is RFC 6962's: roots and proofs of its test data, and of a tree built the plain way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.summaries.signing import merkle
from conditions.summaries.signing.verify_review import (
    EMPTY_ROOT,
    Wrong,
    check_consistency,
    check_inclusion,
    leaf_hash,
    node_hash,
)

# The inputs and roots with which Certificate Transparency's own implementations are tested.
INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(each)) for each in INPUTS]
sizes = st.integers(1, 70)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(size)]


def plain_root(entries: list[bytes]) -> bytes:
    """As RFC 6962 defines it, word for word."""
    if not entries:
        return EMPTY_ROOT
    if len(entries) == 1:
        return entries[0]
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return node_hash(plain_root(entries[:split]), plain_root(entries[split:]))


def grown(entries: list[bytes]) -> tuple[list[bytes], dict[merkle.Node, bytes]]:
    """The frontier, and every complete subtree, as the log keeps them."""
    frontier: list[bytes] = []
    kept = {(0, number): leaf for number, leaf in enumerate(entries)}
    for size, leaf in enumerate(entries):
        frontier, completed = merkle.grow(frontier, size, leaf)
        kept.update(completed)
    return frontier, kept


def getter(kept: dict[merkle.Node, bytes]) -> merkle.Get:
    return lambda nodes: {node: kept[node] for node in nodes}


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size):
    assert merkle.root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_inclusion_proof_is_that_of_the_reference():
    """The example of RFC 6962, 2.1.3: the audit paths of d0, d3, d4 and d6 in a tree of seven."""
    _frontier, kept = grown(LEAVES[:7])
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, o = node_hash(g, h), node_hash(i, j)
    proof = {number: merkle.inclusion(number, 7, getter(kept)) for number in (0, 3, 4, 6)}
    assert proof == {0: [b, h, o], 3: [c, g, o], 4: [f, j, k], 6: [i, k]}


def test_consistency_proof_is_that_of_the_reference():
    _frontier, kept = grown(LEAVES[:7])
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, o = node_hash(g, h), node_hash(i, j)
    found = {old: merkle.consistency(old, 7, getter(kept)) for old in (3, 4, 6)}
    assert found == {3: [c, d, g, o], 4: [o], 6: [i, j, k]}


@given(size=sizes)
def test_root_is_that_of_the_plain_tree(size):
    frontier, kept = grown(leaves(size))
    assert merkle.root(frontier) == plain_root(leaves(size))
    assert merkle.root_of(leaves(size)) == plain_root(leaves(size))
    assert merkle.subtree(size, getter(kept)) == plain_root(leaves(size))


@given(data=st.data(), size=sizes)
def test_every_entry_is_proven_and_no_other(data, size):
    number = data.draw(st.integers(0, size - 1))
    entries = leaves(size)
    _frontier, kept = grown(entries)
    proof = merkle.inclusion(number, size, getter(kept))
    check_inclusion(entries[number], number, size, proof, plain_root(entries))
    with pytest.raises(Wrong):
        check_inclusion(leaf_hash(b"x"), number, size, proof, plain_root(entries))
    with pytest.raises(Wrong):
        check_inclusion(entries[number], number, size, [*proof, b"x" * 32], plain_root(entries))
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != number or size == 1))
    if other != number:
        with pytest.raises(Wrong):
            check_inclusion(entries[number], other, size, proof, plain_root(entries))


@given(data=st.data(), new=sizes)
def test_growth_is_proven_and_nothing_else(data, new):
    old = data.draw(st.integers(0, new))
    entries = leaves(new)
    _frontier, kept = grown(entries)
    proof = merkle.consistency(old, new, getter(kept))
    roots = plain_root(entries[:old]), plain_root(entries)
    check_consistency(old, new, *roots, proof)
    if 0 < old < new:
        with pytest.raises(Wrong):
            check_consistency(old, new, leaf_hash(b"x"), roots[1], proof)
        with pytest.raises(Wrong):
            check_consistency(old, new, *roots, proof[:-1])
    if old:
        with pytest.raises(Wrong):
            check_consistency(old, new, roots[0], leaf_hash(b"x"), proof)


def test_place_outside_the_log_has_no_proof():
    with pytest.raises(ValueError, match="entry 3 of 3"):
        merkle.inclusion(3, 3, getter({}))
    with pytest.raises(ValueError, match="size 4 of 3"):
        merkle.consistency(4, 3, getter({}))
