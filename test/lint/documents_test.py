"""What the documents name is there."""

import re

import tree

DOCUMENTS = ("README.md", "CONTRIBUTING.md")
NAMED = re.compile(r"`((?:test|contrib|daemon|parser|vrrp|netlink|checkers)/[\w./-]+)")


def test_every_file_and_folder_that_a_document_names_is_there():
    named = {(document, path.rstrip("./")) for document in DOCUMENTS for line in tree.lines(document)
             for path in NAMED.findall(line)}
    # A module is named without its suffix.
    missing = [(document, path) for document, path in sorted(named)
               if not (tree.ROOT / path).exists() and not list((tree.ROOT / path).parent.glob((tree.ROOT / path).name + "*"))]
    assert named and missing == []
