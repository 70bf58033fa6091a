"""Libraries that earlier versions have written. Every later version opens them or brings them up to date.

``python -m tests.age`` writes one as this version writes it. Add one whenever the store's or the saved searches' version is
raised; never change one.
"""
