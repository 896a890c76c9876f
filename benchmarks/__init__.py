"""Measurements of screenlib: how right it is, how fast it is, and how both compare with others.

Run ``python -m benchmarks.run --help``. Nothing here is imported by the library itself. The real
names that are measured against are public but not part of the project (some state no licence);
:mod:`benchmarks.shared` says where they are looked for, and every part that needs them says so and
is skipped where they are absent.
"""
