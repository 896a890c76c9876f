"""Configuration of the documentation; `make docs` builds it, warnings being errors."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # for docstrings.py and mathml.py

_CARGO = Path(__file__).parent.parent / "screenlib" / "rust" / "Cargo.toml"

project = "screenlib"
author = "the screenlib authors"
copyright = "2026, the screenlib authors"
release = tomllib.loads(_CARGO.read_text("utf-8"))["package"]["version"]
version = release

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_click",
    "docstrings",
    "mathml",
]
exclude_patterns = ["_build", "examples"]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

# Docstrings use single backticks for code, as Markdown does.
default_role = "code"
smartquotes = False  # "--column" is an option, no dash
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autoclass_content = "both"

html_theme = "furo"
html_math_renderer = "mathml"
html_title = f"screenlib {release}"
html_static_path = ["style"]
html_css_files = ["tables.css"]
