"""Faults injected below a library: kills, damaged files, a full disk, many readers beside a writer.

Each kind is seeded and has a short form in the test suite (``tests/test_faults.py``). The long form is run by hand:
``python -m tests.faults kill --moments 500 --seed 1``, and prints its figures.
"""
