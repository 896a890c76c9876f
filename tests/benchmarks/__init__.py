"""Tests of the harness that measures the library, on tiny data of their own."""
